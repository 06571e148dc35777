"""The code of docs/questions.md and docs/notebook.md, run block after block on documents of the annotated corpus."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from corpus_output import corpus_part, write_corpus_output

_DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
_BLOCKS = [
    block
    for name in ("questions.md", "notebook.md")
    for block in _BLOCK.findall((_DOCS / name).read_text(encoding="utf-8"))
]
# Two councils with a rise in agency costs and one with a fall, two recorded votes, two lists of actions.
KEYS = ("assembly-18", "inquiry-07", "finance-19", "acronyms-08", "finance-05", "inquiry-09", "quarter-23")


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The names that the page's code leaves behind."""
    folder = tmp_path_factory.mktemp("notebook")
    write_corpus_output(folder / "tables", corpus_part(KEYS))
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in _BLOCKS:
            exec(compile(block, str(_DOCS), "exec"), names)  # noqa: S102  the project's own page
    return names


def test_answers_take_about_five_lines_each():
    lengths = [len(block.strip().splitlines()) for block in _BLOCKS]
    assert len(lengths) == 6
    assert max(lengths) <= 5


def test_documents_are_there_with_their_meetings(notebook: dict[str, Any]):
    documents = notebook["run"].documents.set_index("source")
    assert documents.loc["finance-05.txt", "meeting_date"] == pd.Timestamp("2015-02-24")
    assert len(documents) == len(KEYS)


def test_councils_that_reported_a_rise_in_agency_staff(notebook: dict[str, Any]):
    rises = notebook["rises"].sort_values("council")[["council", "quarter", "value", "unit", "change"]]
    assert rises.astype(object).where(rises.notna(), None).values.tolist() == [
        ["Cwm Ellyn County Borough Council", "2022-04-01/2022-09-30", 1_900_000.0, "GBP", 600_000.0],
        ["Lochallan Council", "2019-20 Q2", 6.0, "percent", None],
    ]


def test_each_rise_leads_to_its_words(notebook: dict[str, Any]):
    for _, rise in notebook["rises"].iterrows():
        assert rise["end"] - rise["start"] == len(rise["text"])


def test_open_actions_and_their_owners(notebook: dict[str, Any]):
    found = notebook["open_actions"]
    panel = found[found["source"] == "inquiry-09.txt"]
    # Of its ten, one was due by the end of February; three have later dates and six have none.
    assert len(panel) == 9
    assert panel["due"].dropna().dt.strftime("%Y-%m-%d").tolist() == ["2021-04-04", "2021-04-13", "2021-08-31"]
    assert panel["owner"].value_counts().to_dict() == {
        "Dawn Ferriby": 3,
        "Mo Latif": 3,
        "Piotr Zielinski": 2,
        "Kwabena Asante": 1,
    }
    # The working group's six of May 2018: three were due that summer, three have no date.
    group = found[found["source"] == "quarter-23.txt"]
    assert sorted(group["owner"]) == ["Dot Lessiter", "Dot Lessiter", "Geoff Onions"]


def test_how_each_councillor_voted_on_each_motion(notebook: dict[str, Any]):
    ballot, result = notebook["ballot"].droplevel("poll_id", axis="columns"), notebook["result"].reset_index("outcome")
    tax, freeze = (next(m for m in ballot.columns if word in m) for word in ("council tax requirement", "accept the"))
    assert {motion: ballot[motion].value_counts().to_dict() for motion in (freeze, tax)} == {
        freeze: {"against": 9, "for": 5, "abstained": 1},
        tax: {"for": 10, "against": 3, "abstained": 2},
    }
    assert ballot.loc["M Iyer", [freeze, tax]].tolist() == ["for", "abstained"]
    assert ballot.loc["R C Holloway", [freeze, tax]].tolist() == ["abstained", "for"]
    told = result.droplevel("poll_id")
    assert told.loc[freeze, ["outcome", "for", "against", "abstained"]].tolist() == ["lost", 5, 9, 1]
    assert told.loc[tax, ["outcome", "for", "against", "abstained"]].tolist() == ["carried", 10, 3, 2]


def test_counts(notebook: dict[str, Any]):
    activity = notebook["activity"].loc[("Ashcombe Vale District Council", "2014-15")]
    assert activity["votes"] == 30
    assert activity["documents"] == 1
    assert notebook["trends"].columns.tolist() == ["documents", "findings"]
