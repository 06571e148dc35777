from __future__ import annotations

import pytest


def test_an_action_has_an_owner_a_due_date_and_a_source(tables_of) -> None:
    (row,) = tables_of(
        '1. ROADS\n<ACTION OWNED_BY="r1" DUE="d1">the <ROLE id="r1">Head of\nHighways</ROLE> would report by'
        ' <DATE id="d1">the end of March</DATE></ACTION>.\n2. RATES\nNoted.',
        source="2024/cabinet.html",
    )["actions"]
    assert (row["owner"], row["owner_id"]) == ("Head of Highways", "role:head_of_service")
    assert row["due_text"] == "the end of March"
    assert row["due"].isoformat() == "2025-03-31"
    assert (row["source"], row["item_number"], row["item_title"]) == ("2024/cabinet.html", "1", "ROADS")


@pytest.mark.parametrize(
    ("body", "kind", "asker"),
    [
        ('<QUESTION MADE_BY="p1">Cllr <PERSON id="p1">A Lee</PERSON> asked why</QUESTION>', "question", "A Lee"),
        ("<QUESTION>It was asked why</QUESTION>", "question", None),
        (
            '<RECOMMENDATION MADE_BY="p1 p2">Cllrs <PERSON id="p1">A Lee</PERSON> and <PERSON id="p2">B Orr</PERSON>'
            " suggested a report</RECOMMENDATION>",
            "recommendation",
            "A Lee; B Orr",
        ),
        (
            '<RECOMMENDATION PROPOSED_BY="p1">Cllr <PERSON id="p1">A Lee</PERSON> moved deferral</RECOMMENDATION>',
            "recommendation",
            "A Lee",
        ),
    ],
)
def test_a_question_or_recommendation_has_an_asker(tables_of, body: str, kind: str, asker: str | None) -> None:
    (row,) = tables_of(body)["questions"]
    assert (row["kind"], row["asker"]) == (kind, asker)
