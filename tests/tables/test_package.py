from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import csvw
import pytest
from corpus_output import corpus_part, write_corpus_output
from frictionless import Package, validate

from council_minutes.errors import OutputError
from council_minutes.tables.package import CSVW, DATA_PACKAGE, PACKAGE_FILES, write_package
from council_minutes.tables.schema import TABLES
from council_minutes.tables.write import Part

KEYS = ("finance-05", "inquiry-07", "quarter-23")


@pytest.fixture(scope="module")
def part() -> Part:
    return corpus_part(KEYS)


@pytest.fixture(scope="module")
def out(part: Part, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    write_corpus_output(folder, part)
    return folder


@pytest.fixture
def copy(out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(out, tmp_path / "copy"))


def errors(folder: Path) -> set[tuple[str, str]]:
    report = validate(str(folder / DATA_PACKAGE))
    assert not report.errors
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


def test_a_real_output_is_a_valid_data_package_with_nothing_passed_over(out: Path):
    report = validate(str(out / DATA_PACKAGE))
    assert report.valid
    assert [task.name for task in report.tasks] == list(TABLES)
    assert not [warning for task in report.tasks for warning in task.warnings]
    assert min(task.stats["rows"] for task in report.tasks) > 0


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described_with_type_unit_and_keys(out: Path, name: str):
    table, resource = TABLES[name], Package(str(out / DATA_PACKAGE)).get_resource(name)
    fields = [field.to_descriptor() for field in resource.schema.fields]
    assert [(f["name"], f["type"], f["description"], f.get("unit", "")) for f in fields] == [
        (column.name, column.type, column.description, column.unit) for column in table.columns
    ]
    assert resource.schema.primary_key == [*table.primary_key]
    assert resource.schema.missing_values == [""]
    assert len(resource.schema.foreign_keys) == len(table.foreign_keys)


def replaced(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def refreshed(folder: Path) -> None:
    """Sizes and hashes of files that were changed on purpose, so that only the rows themselves are at fault."""
    write_package(folder)


def test_a_file_changed_after_the_run_is_seen(copy: Path):
    replaced(copy, "votes", ",against,", ",for,")
    assert {("votes", "hash-count"), ("votes", "byte-count")} & errors(copy)


def test_a_cell_of_another_type_is_seen(copy: Path):
    replaced(copy, "decisions", ",2015-02-24,", ",24th of February,")
    refreshed(copy)
    assert ("decisions", "type-error") in errors(copy)


def test_a_key_that_leads_nowhere_is_seen(copy: Path):
    doc_id = (copy / "documents.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    replaced(copy, "entities", f"\n{doc_id}", "\n" + "0" * 16)
    refreshed(copy)
    assert {kind for _, kind in errors(copy)} == {"foreign-key"}


def test_a_row_that_is_there_twice_is_seen(copy: Path):
    path = copy / "documents.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8", newline="")
    refreshed(copy)
    assert ("documents", "primary-key") in errors(copy)


def test_csv_on_the_web_readers_get_typed_rows_and_whole_keys(out: Path):
    group = csvw.TableGroup.from_file(out / CSVW)
    assert [str(table.url) for table in group.tables] == [f"{name}.csv" for name in TABLES]
    group.check_referential_integrity()
    decisions = [*group.tabledict["decisions.csv"]]
    dated = next(row for row in decisions if row["council"] == "Ashcombe Vale District Council")
    assert dated["meeting_date"] == datetime(2015, 2, 24)
    assert {type(row["votes_for"]) for row in decisions} == {int, type(None)}
    assert all(table.check_primary_key() for table in group.tables)


def test_csv_on_the_web_sees_a_key_that_leads_nowhere(copy: Path):
    doc_id = (copy / "documents.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    replaced(copy, "documents", doc_id, "0" * 16)
    with pytest.raises(ValueError, match=r"\.csv"):
        csvw.TableGroup.from_file(copy / CSVW).check_referential_integrity()


def test_equal_tables_have_equal_descriptions(part: Part, out: Path, tmp_path: Path):
    write_corpus_output(tmp_path, part)
    for name in PACKAGE_FILES:
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def test_a_byte_order_mark_for_excel_leaves_the_package_valid(part: Part, tmp_path: Path):
    write_corpus_output(tmp_path, part, excel=True)
    assert all((tmp_path / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf") for name in TABLES)
    assert validate(str(tmp_path / DATA_PACKAGE)).valid
    assert next(iter(csvw.TableGroup.from_file(tmp_path / CSVW).tabledict["documents.csv"]))["doc_id"]


def test_a_missing_table_is_named(copy: Path):
    (copy / "votes.csv").unlink()
    with pytest.raises(OutputError, match=r"votes\.csv: cannot be read"):
        write_package(copy)


def test_nothing_of_the_machine_stands_in_the_descriptions(out: Path):
    for name in PACKAGE_FILES:
        text = (out / name).read_text(encoding="utf-8")
        assert str(out) not in text
        json.loads(text)
