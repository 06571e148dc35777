from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from council_minutes.tables.schema import TABLES, arrow_schema

ROOT = Path(__file__).parents[2]

# The contract with the tables' readers: these columns may not go, others may be added.
CONTRACT = {
    "documents": "doc_id source sha256 title council_code council body meeting_date url n_chars n_tokens status error"
    " model model_version",
    "entities": "doc_id entity_id label text start end sentence canonical_id",
    "spans": "doc_id span_id label text start end score direction against stands",
    "relations": "doc_id relation head_id tail_id head_label head_text tail_label tail_text score",
    "dates": "doc_id entity_id text date_start date_end kind precision resolved_from",
    "figures": "doc_id entity_id text value low high unit comparator indicator as_of_start as_of_end",
    "items": "doc_id item_id number title start end",
    "people": "council name roles first_meeting last_meeting documents mentions doc_id start end",
    "attendance": "council body meeting_date person role status text doc_id start end url",
    "decisions": "council body meeting_date text outcome mover seconder due decided_by doc_id start end url",
    "votes": "person vote decision doc_id start end",
    "actions": "council body meeting_date text owner due source doc_id start end url",
    "questions": "council body meeting_date kind asker text doc_id start end url",
    "findings": "council meeting_date indicator indicator_name value unit period direction against stands text"
    " doc_id start end",
    "indicators": "council indicator unit period value up down stable documents doc_id start end",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contract_holds(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(TABLES[name].column_names)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_described_and_its_keys_exist(name: str) -> None:
    table = TABLES[name]
    assert table.name == name
    assert table.description.endswith(".")
    assert all(column.description.endswith(".") for column in table.columns)
    assert len(set(table.column_names)) == len(table.columns)
    assert set(table.primary_key) <= set(table.column_names)
    for key in table.foreign_keys:
        assert key.column in table.column_names
        assert TABLES[key.table].primary_key == (key.references,)
    assert arrow_schema(table).names == list(table.column_names)


def test_the_documentation_of_the_tables_is_up_to_date() -> None:
    script = ROOT / "scripts" / "build_table_docs.py"
    built = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
