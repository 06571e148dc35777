from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.councils import CouncilTable
from council_minutes.values.openings import host_from_text, host_of_district

TABLE = CouncilTable.load()

# title, text, name and code of the council it is of
OPENINGS = [
    (None, "KENT COUNTY COUNCIL\n\nCABINET\n\nMinutes", "Kent County Council", "E10000016"),
    (None, "Minutes of the meeting of Kent County Council held at Maidstone", "Kent County Council", "E10000016"),
    ("Kent County Council – Cabinet", "", "Kent County Council", "E10000016"),
    (None, "CABINET\nLONDON BOROUGH OF BRENT\n3 May 2011", "London Borough of Brent", "E09000005"),
    (None, "LIMERICK CITY AND\nCOUNTY COUNCIL\n\nMINUTES", "Limerick City and County Council", None),
    (None, "HALLOWICK PARISH COUNCIL\nMinutes of the meeting", "Hallowick Parish Council", None),
    (
        None,
        "The minutes of the meeting of Nether\nWharne Parish Council held on 3 May",
        "Nether Wharne Parish Council",
        None,
    ),
    (None, "CYNGOR TREF PORTH CAERWEN TOWN COUNCIL\nMinutes", "Porth Caerwen Town Council", None),
    (None, "CYNGOR SIR GLANWYDD\nGLANWYDD COUNTY COUNCIL\n", "Glanwydd County Council", None),
    (None, "Planning Committee\nOfficers had met Devon County Council about roads.", None, None),
    (None, "Papers from the Arts Council were noted.\nFULL COUNCIL\n", None, None),
    (None, "Ashby-cum-Orme Parish Council Minutes for Tuesday, 9 May 2023\n", "Ashby-cum-Orme Parish Council", None),
    (None, "ORME COMMUNITY COUNCIL MINUTES\nGENERAL MEETING\n", "Orme Community Council", None),
    (None, "MINUTES OF MEETING OF SKELLIG\n\nCITY AND COUNTY COUNCIL HELD\n", "Skellig City and County Council", None),
    (None, "MEETING OF SKELLIG CITY AND\n\nCOUNTY\n\nCOUNCIL\n\nHELD", "Skellig City and County Council", None),
    (None, "Skellig City\n& County Council\nPresent: all", "Skellig City and County Council", None),
    (
        None,
        "Minutes of the Meeting of Skellig City & County Council’s Harbours Policy Committee held on 3 May",
        "Skellig City and County Council",
        None,
    ),
    (None, "Minutes of the meeting of Orme Town Council Allotments Committee", "Orme Town Council", None),
    (None, "The Old School\n\nCOUNCIL\n\n", None, None),
    (None, "1. Apologies\nThe Council noted the report.", None, None),
    (None, "", None, None),
]


@pytest.mark.parametrize(("title", "text", "name", "code"), OPENINGS)
def test_the_council_that_a_document_says_it_is_of(
    title: str | None, text: str, name: str | None, code: str | None
) -> None:
    host = host_from_text(title, text, TABLE)
    assert (host.name if host is not None else None, host.code if host is not None else None) == (name, code)


@pytest.mark.parametrize(
    ("mentions", "name"),
    [
        (["Skellig County Council", "the Council", "Skellig County Council"], "Skellig County Council"),
        (["Skellig City & County Council"] * 2 + ["Averne County Council"], "Skellig City and County Council"),
        (["SKELLIG COUNTY COUNCIL", "Orme Community Council", "Heritage Council"], "Skellig County Council"),
        (["Skellig County Council", "Averne County Council"], None),
        (["Orme Community Council", "Orme District Council", "Skellig County"], None),
        ([], None),
    ],
)
def test_a_district_is_of_the_county_council_that_its_minutes_name_most(mentions: list[str], name: str | None) -> None:
    host = host_of_district(mentions, TABLE)
    assert (host.name if host is not None else None) == name


def test_only_the_opening_is_read() -> None:
    assert host_from_text(None, "The report was noted.\n" * 200 + "KENT COUNTY COUNCIL\n", TABLE) is None


_PIECE = st.sampled_from(["Council", " ", "Borough of ", "\n", "A", ",", "&", "(", "Minutes of "]) | st.text(max_size=5)


@given(st.lists(_PIECE, max_size=60))
def test_hostile_text_never_raises(pieces: list[str]) -> None:
    text = "".join(pieces)
    host_from_text(text[:50], text, TABLE)
