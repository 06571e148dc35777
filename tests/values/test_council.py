from __future__ import annotations

import pytest

from council_minutes.values.council import council_id, meant_by_type, named_council, predecessor
from council_minutes.values.councils import CouncilTable
from council_minutes.values.links import LinkStatus

JOINED = named_council("Skellig City & County Council")


def test_a_name_spelled_out_is_a_council_without_a_code() -> None:
    assert JOINED is not None
    assert (JOINED.name, JOINED.code) == ("Skellig City and County Council", None)
    assert council_id(named_council("SKELLIG CITY AND COUNTY COUNCIL")) == council_id(JOINED)
    assert named_council("the Council") is None


@pytest.mark.parametrize(
    ("name", "former"),
    [
        ("Skellig City Council", "Skellig City Council"),
        ("SKELLIG COUNTY COUNCIL", "Skellig County Council"),
        ("Skellig City and County Council", None),
        ("Skellig Council", None),
        ("Skellig City", None),
        ("Averne City Council", None),
        ("Skellig Town Council", None),
        ("", None),
    ],
)
def test_a_council_that_joined_two_took_over_from_each(name: str, former: str | None) -> None:
    assert JOINED is not None
    council = predecessor(name, JOINED)
    assert (council.name if council is not None else None) == former


def test_a_mention_of_what_the_host_took_over_from_is_not_the_host() -> None:
    link = CouncilTable.load().resolve("Skellig City Council", host=JOINED)
    assert (link.status, link.name, link.successors) == (LinkStatus.RESOLVED, "Skellig City Council", (JOINED,))
    assert link.canonical_id == "council:skellig-city-council"
    assert CouncilTable.load().resolve("City Council", host=JOINED).council == JOINED


@pytest.mark.parametrize(
    ("host", "mentions", "meant"),
    [
        # the host joined a city and a county: its city council was another
        ("Skellig City & County Council", ["Skellig City Council"], {"city council": "Skellig City Council"}),
        ("Averne County Council", ["Orme District Council"], {"district council": "Orme District Council"}),
        ("Averne County Council", ["ORME DISTRICT COUNCIL", "Orme District\nCouncil"], {"district council"}),
        # two of that type, one of the host's own type, no type alone, a type without a place
        ("Averne County Council", ["Orme District Council", "Pell District Council"], {}),
        ("Averne District Council", ["Orme District Council"], {}),
        ("Averne County Council", ["Orme Council", "the District Council"], {}),
    ],
)
def test_a_type_alone_is_the_one_council_of_it_that_was_named(
    host: str, mentions: list[str], meant: dict[str, str] | set[str]
) -> None:
    found = meant_by_type(mentions, named_council(host))
    assert (set(found) if isinstance(meant, set) else found) == meant
