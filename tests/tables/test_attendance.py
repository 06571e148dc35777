from __future__ import annotations

import pytest


def statuses(tables: dict[str, list[dict[str, object]]]) -> list[tuple[object, object]]:
    return [(row["person"], row["status"]) for row in tables["attendance"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<ATTENDANCE>PRESENT: Councillors <PERSON>A Lee</PERSON> (Chair), <PERSON>B Orr</PERSON></ATTENDANCE>",
            [("A Lee", "present"), ("B Orr", "present")],
        ),
        (
            "<ATTENDANCE>In attendance: <PERSON>Gwen Rix</PERSON>, Head of Finance</ATTENDANCE>",
            [("Gwen Rix", "present")],
        ),
        (
            "<ATTENDANCE>Apologies for absence were received from Cllrs <PERSON>Lee</PERSON> and <PERSON>Orr</PERSON>"
            "</ATTENDANCE>.",
            [("Lee", "apologies"), ("Orr", "apologies")],
        ),
        (
            "<ATTENDANCE><PERSON>Lee</PERSON> took the chair in the absence of the Chair</ATTENDANCE>.",
            [("Lee", "present")],
        ),
        (
            "<ATTENDANCE><PERSON>Lee</PERSON> arrived at 7 pm and apologised for the delay</ATTENDANCE>.",
            [("Lee", "joined")],
        ),
        ("<ATTENDANCE>Cllr <PERSON>Lee</PERSON> sent her apologies</ATTENDANCE>.", [("Lee", "apologies")]),
        (
            "<ATTENDANCE>Present: Cllrs <PERSON>Lee</PERSON>, <PERSON>Orr</PERSON>."
            " Apologies: Cllr <PERSON>Pell</PERSON></ATTENDANCE>",
            [("Lee", "present"), ("Orr", "present"), ("Pell", "apologies")],
        ),
        (
            "<ATTENDANCE>Councillor <PERSON>Lee</PERSON> substituted for Councillor <PERSON>Orr</PERSON></ATTENDANCE>.",
            [("Lee", "substitute"), ("Orr", "apologies")],
        ),
        (
            "<ATTENDANCE>Present: Councillors <PERSON>Lee</PERSON>, <PERSON>Gow</PERSON>"
            " (substitute for <PERSON>Orr</PERSON>) and <PERSON>Pell</PERSON></ATTENDANCE>",
            [("Lee", "present"), ("Gow", "substitute"), ("Orr", "apologies"), ("Pell", "present")],
        ),
        (
            "<ATTENDANCE>Apologies: Cllr <PERSON>Orr</PERSON> (substituted by Cllr <PERSON>Gow</PERSON>)</ATTENDANCE>",
            [("Orr", "apologies"), ("Gow", "substitute")],
        ),
        (
            "<ATTENDANCE>Substitutes: <PERSON>Gow</PERSON> for <PERSON>Orr</PERSON></ATTENDANCE>",
            [("Gow", "substitute"), ("Orr", "apologies")],
        ),
        ("<ATTENDANCE>Cllr <PERSON>Lee</PERSON> left the meeting at 8.10 pm</ATTENDANCE>.", [("Lee", "left")]),
        (
            "<ATTENDANCE>Cllr <PERSON>Lee</PERSON> left and Cllr <PERSON>Orr</PERSON> joined the meeting</ATTENDANCE>.",
            [("Lee", "left"), ("Orr", "joined")],
        ),
        (
            "<ATTENDANCE>Cllrs <PERSON>Lee</PERSON> and <PERSON>Orr</PERSON> withdrew</ATTENDANCE>.",
            [("Lee", "left"), ("Orr", "left")],
        ),
        (
            "<ATTENDANCE>Mr <PERSON>Lee</PERSON> declared an interest in item 4</ATTENDANCE>.",
            [("Lee", "interest")],
        ),
        (
            "<ATTENDANCE>An interest was declared by Mr <PERSON>Lee</PERSON></ATTENDANCE>.",
            [("Lee", "interest")],
        ),
        (
            "<ATTENDANCE>Mr <PERSON>Lee</PERSON> declared an interest and left the room</ATTENDANCE>.",
            [("Lee", "interest"), ("Lee", "left")],
        ),
        (
            '<ATTENDANCE MADE_BY="p1">Mr <PERSON id="p1">Lee</PERSON> declared an interest as <PERSON>Orr</PERSON>'
            " was known to him</ATTENDANCE>.",
            [("Lee", "interest")],
        ),
        (
            "1. APOLOGIES\n<ATTENDANCE>Cllr <PERSON>Lee</PERSON></ATTENDANCE>\n2. ROADS\nWet.\n3. DRAINS\nDry.",
            [("Lee", "apologies")],
        ),
        ("Apologies:\n<ATTENDANCE>Cllr <PERSON>Lee</PERSON></ATTENDANCE>", [("Lee", "apologies")]),
        ("Apologies: none.\n<ATTENDANCE>Officers: <PERSON>Gwen Rix</PERSON></ATTENDANCE>", [("Gwen Rix", "present")]),
        (
            "<ATTENDANCE>Cllrs <PERSON>Lee</PERSON>, <PERSON>Orr</PERSON></ATTENDANCE>",
            [("Lee", "present"), ("Orr", "present")],
        ),
    ],
)
def test_the_wording_tells_who_was_there(tables_of, body: str, expected: list[tuple[str, str]]) -> None:
    assert statuses(tables_of(body)) == expected


def test_a_row_names_the_role_and_traces_back_to_the_words(tables_of) -> None:
    (row,) = tables_of(
        '<ATTENDANCE>Also present: <PERSON HOLDS="r1">Gwen Rix</PERSON>, <ROLE id="r1">Head of\nFinance</ROLE>'
        "</ATTENDANCE>.",
        url="https://example.org/7",
    )["attendance"]
    assert row["role"] == "Head of Finance"
    assert (row["start"], row["end"], row["url"]) == (0, 39, "https://example.org/7")
    assert row["text"] == "Also present: Gwen Rix, Head of\nFinance"


def test_a_person_has_the_fullest_name_of_the_document(tables_of) -> None:
    tables = tables_of(
        "<ATTENDANCE>Present: Councillor <PERSON>Jane Collins</PERSON></ATTENDANCE>\n"
        "<ATTENDANCE>Councillor <PERSON>Collins (J)</PERSON> left</ATTENDANCE>."
    )
    assert statuses(tables) == [("Jane Collins", "present"), ("Jane Collins", "left")]
    assert len({row["person_id"] for row in tables["attendance"]}) == 1
