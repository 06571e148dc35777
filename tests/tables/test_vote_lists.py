"""Recorded votes whose names no relation joins to their heading, and what was put to the vote."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from council_minutes.annotations import DocumentMeta
from council_minutes.corpus import inline_xml
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows
from council_minutes.tables.view import view
from council_minutes.tables.vote_words import Heading, read_heading

_CORPUS = Path(__file__).parents[2] / "annotations" / "corpus"
_VOTED = {"VOTED_FOR", "VOTED_AGAINST", "ABSTAINED"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("For (14)", Heading("for", 14)),
        ("AGAINST: 5", Heading("against", 5)),
        ("Abstentions, one", Heading("abstained", 1)),
        ("Against (0)", Heading("against", 0)),
        ("Those voting in favour:", Heading("for", None)),
        ("for the motion, four", Heading("for", 4)),
        ("3 voted against", Heading("against", 3)),
        ("Not voting (1)", Heading("abstained", 1)),
        ("by 7 votes to 4", None),
        ("Motion carried", None),
        ("8 for, 2 against", None),
        ("on a show of hands", None),
    ],
)
def test_the_heading_of_a_list(words: str, expected: Heading | None) -> None:
    assert read_heading(words) == expected


def names(*surnames: str) -> str:
    return ", ".join(f"Mr <PERSON>{surname}</PERSON>" for surname in surnames)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<VOTE>For (2)</VOTE>\n\n{names('Orr', 'Pell')}\n", {"for": ["Orr", "Pell"]}),
        (
            "<VOTE>For (3)</VOTE>: <ROLE>Councillors</ROLE> <PERSON>Orr</PERSON>, <PERSON>Pell</PERSON> and\n"
            "Dr <PERSON>Lee</PERSON>.",
            {"for": ["Orr", "Pell", "Lee"]},
        ),
        (
            f"<VOTE>For</VOTE>: {names('Orr')}\n<VOTE>Against</VOTE>: {names('Pell')}\n",
            {"for": ["Orr"], "against": ["Pell"]},
        ),
        (
            "<VOTE>For (2)</VOTE> Sir <PERSON>Al Orr</PERSON>, <PERSON>OBE</PERSON>, <PERSON>Pell</PERSON> MBE\n",
            {"for": ["Orr", "Pell"]},
        ),
        (f"<VOTE>For (3)</VOTE>\n{names('Orr')}, Mr Pym, {names('Lee')}", {"for": ["Orr", "Lee"]}),
        (f"<VOTE>For (1)</VOTE>: {names('Orr')}\n<PERSON>Pell</PERSON> left the meeting.", {"for": ["Orr"]}),
        (f"<VOTE>For</VOTE>: {names('Orr')}\n<PERSON>Pell</PERSON> left the meeting.", {"for": ["Orr"]}),
        (f"<VOTE>For (1)</VOTE>: {names('Orr')}\n<VOTE>Against (0)</VOTE>\n\n{names('Pell')} left.", {"for": ["Orr"]}),
        ("<VOTE>For (2)</VOTE>\n<PERSON>Orr</PERSON>\n<PERSON>Pell</PERSON>\n", {"for": ["Orr", "Pell"]}),
        ("It was <VOTE>carried</VOTE>. <PERSON>Orr</PERSON>, <PERSON>Pell</PERSON> left.", {}),
    ],
    ids=[
        "below",
        "beside",
        "no counts",
        "letters after names",
        "a name unmarked",
        "a full list",
        "another line",
        "none against",
        "a name a line",
        "no heading",
    ],
)
def test_names_under_a_heading_need_no_relation(tables_of, body: str, expected: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for row in tables_of(body)["votes"]:
        found.setdefault(row["vote"], []).append(row["person"].split()[-1])
    assert found == expected


def test_letters_after_a_name_are_nobody(tables_of) -> None:
    tables = tables_of(
        "<ATTENDANCE>Present: Mr <PERSON>Orr</PERSON>, <PERSON>OBE</PERSON>; <PERSON>KC</PERSON></ATTENDANCE>"
    )
    assert [row["person"] for row in tables["attendance"]] == ["Orr", "KC"]
    assert [(row["text"], row["canonical_id"] is None) for row in tables["entities"]] == [
        ("Orr", False),
        ("OBE", True),
        ("KC", False),
    ]


def test_lists_in_the_annotated_corpus_are_read_without_their_relations() -> None:
    right = found = told = 0
    for path in sorted(_CORPUS.glob("*.xml")):
        if not _VOTED & set(re.findall(r"\b[A-Z_]+(?==)", path.read_text(encoding="utf-8"))):
            continue
        document = inline_xml.read(path)
        whole = DocumentRecord(
            path.name, "0" * 64, document.text, DocumentMeta(), document.annotations, 1, "ok", "", "m", "1"
        )
        without = [r for r in document.annotations.relations if r.name not in _VOTED]
        bare = replace(whole, annotations=replace(document.annotations, relations=tuple(without)))
        seen = view(whole)
        side = {"VOTED_FOR": "for", "VOTED_AGAINST": "against", "ABSTAINED": "abstained"}
        expected = {(seen.ids[r.tail], side[r.name]) for r in seen.relations if r.name in _VOTED}
        read = {(row["entity_id"], row["vote"]) for row in document_rows(bare)["votes"]}
        right, found, told = right + len(read & expected), found + len(read), told + len(expected)
    assert right / found >= 0.99
    assert right / told >= 0.8


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{} – <VOTE>For</VOTE>\n{} – <VOTE>For</VOTE>\n{} – <VOTE>Against</VOTE>", ["for", "for", "against"]),
        ("{} | <VOTE>for</VOTE> |\n{} | <VOTE>abst</VOTE> |\n{} | <VOTE>for</VOTE> |", ["for", "abstained", "for"]),
        ("{}: <VOTE>Aye</VOTE>. {}: <VOTE>Nay</VOTE>. {}: <VOTE>Aye</VOTE>.", ["for", "against", "for"]),
        ("{} spoke <VOTE>for</VOTE> it. {} and {} left.", []),
        ("{} came late.\n<VOTE>For</VOTE> | {} | <VOTE>Against</VOTE> | none\n{} left.", []),
    ],
)
def test_in_a_roll_call_each_name_has_the_side_behind_it(tables_of, line: str, expected: list[str]) -> None:
    body = line.format(*(f"<ROLE>Cllr</ROLE> <PERSON>{name}</PERSON>" for name in ("Orr", "Pell", "Lee")))
    votes = tables_of("<DECISION>that the rate be cut</DECISION>. Roll call.\n" + body + "\n")["votes"]
    assert [row["vote"] for row in votes] == expected
    assert len({row["poll_id"] for row in votes}) == min(len(expected), 1), "a roll call is one vote"


LISTS = f"<VOTE>For (1)</VOTE>\n{names('Orr')}\n<VOTE>Against (2)</VOTE>\n{names('Pell', 'Lee')}\n"


def told(tables: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
    """Decision and outcome of each vote that was taken, in order."""
    return list({row["poll_id"]: (row["decision"], row["outcome"]) for row in tables["votes"]}.values())


def test_the_outcome_is_the_one_told_after_the_names(tables_of) -> None:
    tables = tables_of(
        '<DECISION OUTCOME="v1">that the rate be cut</DECISION>.\n'
        + LISTS
        + '<VOTE>Motion lost</VOTE>.\nAnother was <VOTE id="v1">carried</VOTE>.'
    )
    assert told(tables) == [("that the rate be cut", "lost")]
    (decision,) = tables["decisions"]
    assert (decision["outcome"], decision["vote"]) == ("lost", "Motion lost")
    assert (decision["votes_for"], decision["votes_against"]) == (1, 2)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "(1) <DECISION>that the rate be cut</DECISION>\n(2) <DECISION>that it be halved</DECISION>\n"
            "(3) The Chair put the motion set out in paragraph 1 to the vote:\n" + LISTS,
            [("that the rate be cut", "lost")],
        ),
        (
            "<DECISION>that the rate be cut</DECISION>\nAn amendment, <DECISION>that it be halved</DECISION>:\n"
            + LISTS
            + "<VOTE>Amendment lost</VOTE>.\nThe motion was put:\n"
            + LISTS,
            [("that it be halved", "lost"), ("that the rate be cut", "lost")],
        ),
        (
            "<DECISION>that the rate be cut</DECISION>\nThe motion was put:\n"
            + LISTS
            + "Then an amendment to spend £75k was put:\n"
            + LISTS,
            [("that the rate be cut", "lost"), (None, "lost")],
        ),
    ],
    ids=["paragraph", "amendment, then motion", "an amendment that is not marked"],
)
def test_a_vote_is_on_what_was_put(tables_of, body: str, expected: list[tuple[object, ...]]) -> None:
    assert told(tables_of(body)) == expected
