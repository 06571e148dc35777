from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from council_minutes.annotations import DocumentMeta
from council_minutes.tables.rows import document_rows

OPENING = (
    "KENT COUNTY COUNCIL\n\nPLANNING COMMITTEE\n\n"
    "Minutes of the meeting of the Planning Committee held on 14 November 2024\n\n"
    "Members present: <PERSON>A Lee</PERSON>\n"
)


def test_whose_minutes_they_are_is_read_from_the_opening_where_no_metadata_say(make_record) -> None:
    (row,) = document_rows(replace(make_record(OPENING), meta=DocumentMeta()))["documents"]
    assert (row["council_code"], row["council"]) == ("E10000016", "Kent County Council")
    assert (row["body"], row["meeting_date"]) == ("Planning Committee", date(2024, 11, 14))


def test_a_district_s_council_is_told_by_the_minutes_themselves(make_record) -> None:
    text = "MEETING OF THE MUNICIPAL DISTRICT OF ORME\n\n<COUNCIL>Skellig County Council</COUNCIL> had replied.\n"
    (row,) = document_rows(replace(make_record(text), meta=DocumentMeta()))["documents"]
    assert (row["council"], row["body"]) == ("Skellig County Council", "Municipal District of Orme")


def test_metadata_win_over_the_opening(tables_of) -> None:
    (row,) = tables_of(OPENING, council="E10000008", meeting_date=date(2024, 1, 2))["documents"]
    assert (row["council"], row["body"], row["meeting_date"]) == ("Devon County Council", "Cabinet", date(2024, 1, 2))


@pytest.mark.parametrize(
    ("marked", "canonical_id", "name"),
    [
        ("<COUNCIL>the Council</COUNCIL>", "council:E10000016", "Kent County Council"),
        ("<COUNCIL>KCC</COUNCIL>", "council:E10000016", "Kent County Council"),
        ("<COUNCIL>Devon County Council</COUNCIL>", "council:E10000008", "Devon County Council"),
        ("the <BODY>Cabinet</BODY>", "body:E10000016/cabinet", "Cabinet"),
        ("<ROLE>Vice-Chairman</ROLE>", "role:vice_chair", "vice_chair"),
        ("<ORG>Ofsted</ORG>", None, None),
    ],
)
def test_mentions_are_linked(tables_of, marked: str, canonical_id: str | None, name: str | None) -> None:
    (row,) = tables_of(marked, council="Kent County Council")["entities"]
    assert (row["canonical_id"], row["canonical_name"]) == (canonical_id, name)


def test_a_name_that_fits_two_people_is_nobodys(tables_of) -> None:
    rows = tables_of("<PERSON>Ann Lee</PERSON> and <PERSON>Bob Lee</PERSON>. Councillor <PERSON>Lee</PERSON> spoke.")[
        "entities"
    ]
    assert [row["canonical_id"] is None for row in rows] == [False, False, True]


def test_people_of_unknown_councils_are_not_joined(tables_of) -> None:
    ids = {
        tables_of("<PERSON>Ann Lee</PERSON>", council=None, source=source)["entities"][0]["canonical_id"]
        for source in ("a.txt", "b.txt")
    }
    assert len(ids) == 2


def test_entities_count_sentences(tables_of) -> None:
    rows = tables_of("<PERSON>A Lee</PERSON> spoke. <PERSON>B Orr</PERSON> agreed.")["entities"]
    assert [row["sentence"] for row in rows] == [0, 1]


@pytest.mark.parametrize(
    ("words", "start", "end", "resolved_from"),
    [
        ("Q3 2024/25", date(2024, 10, 1), date(2024, 12, 31), None),
        ("30 June", date(2024, 6, 30), date(2024, 6, 30), "anchor"),
        ("31 February 2024", None, None, None),
    ],
)
def test_every_date_has_a_row_even_where_it_is_no_day(tables_of, words, start, end, resolved_from) -> None:
    (row,) = tables_of(f"by <DATE>{words}</DATE>")["dates"]
    assert (row["text"], row["date_start"], row["date_end"]) == (words, start, end)
    assert row["resolved_from"] == resolved_from


def test_relations_name_both_ends(tables_of) -> None:
    tables = tables_of('<PERSON HOLDS="r1">Gwen Rix</PERSON>, <ROLE id="r1">Clerk</ROLE>')
    (row,) = tables["relations"]
    assert (row["relation"], row["head_text"], row["tail_text"]) == ("HOLDS", "Gwen Rix", "Clerk")
    assert [row["head_id"], row["tail_id"]] == [entity["entity_id"] for entity in tables["entities"]]
