from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.bodies import body_id, body_key, body_name, host_body_from_text, is_district, resolve_body
from council_minutes.values.definitions import collect_definitions
from council_minutes.values.links import LinkStatus

# mention, host body, status, name
BODIES = [
    ("Panel", "Corporate Parenting Panel", "host", "Corporate Parenting Panel"),
    ("the Panel", "Corporate Parenting Panel", "host", "Corporate Parenting Panel"),
    ("PANEL", "Corporate Parenting Panel", "host", "Corporate Parenting Panel"),
    ("panel", "CORPORATE PARENTING PANEL", "host", "Corporate Parenting Panel"),
    ("Panel’s", "Corporate Parenting Panel", "host", "Corporate Parenting Panel"),
    ("CPP", "Corporate Parenting Panel", "host", "Corporate Parenting Panel"),
    ("Committee", "Corporate Parenting Panel", "unknown", None),
    ("Committee", None, "unknown", None),
    ("Board", "Transport Board", "host", "Transport Board"),
    ("Sub-Committee", "Licensing Sub-Committee", "host", "Licensing Sub-Committee"),
    ("sub-committee", "Licensing Sub-Cttee", "host", "Licensing Sub-Committee"),
    ("Committee", "Licensing Sub-Committee", "host", "Licensing Sub-Committee"),
    (
        "Joint Committee",
        "Westerdale and Harne Joint Waste Committee",
        "host",
        "Westerdale and Harne Joint Waste Committee",
    ),
    ("Select Committee", "Corporate Performance Select Committee", "host", "Corporate Performance Select Committee"),
    ("Scrutiny Committee", "Wellbeing Scrutiny Committee", "host", "Wellbeing Scrutiny Committee"),
    ("Working Group", "Wellbeing Scrutiny Committee", "unknown", None),
    ("Commision", "Scrutiny Commission", "host", "Scrutiny Commission"),
    ("Cabinet", "Wellbeing Scrutiny Committee", "resolved", "Cabinet"),
    ("CABINET", "Cabinet", "resolved", "Cabinet"),
    ("cabinet", None, "resolved", "Cabinet"),
    ("Executive", None, "resolved", "Executive"),
    ("Council", "Cabinet", "resolved", "Council"),
    ("Full Council", None, "resolved", "Council"),
    ("full Council", None, "resolved", "Council"),
    ("County Council", None, "resolved", "Council"),
    ("Extraordinary Council", None, "resolved", "Council"),
    ("Council Assembly", None, "resolved", "Council"),
    ("Planning Committee", "Cabinet", "resolved", "Planning Committee"),
    ("PLANNING COMMITTEE", None, "resolved", "Planning Committee"),
    ("Planning Cttee", None, "resolved", "Planning Committee"),
    ("Overview & Scrutiny Cttee", None, "resolved", "Overview and Scrutiny Committee"),
    ("OVERVIEW AND SCRUTINY COMMITTEE (RESOURCES)", None, "resolved", "Overview and Scrutiny Committee (Resources)"),
    ("Health Overview and Scrutiny Committee\n(HOSC)", None, "resolved", "Health Overview and Scrutiny Committee"),
    ("HOSC", None, "resolved", "Health Overview and Scrutiny Committee"),
    ("SACRE", None, "resolved", "Standing Advisory Council on Religious Education"),
    ("LSP", "Cabinet", "unknown", None),
    ("OVERVIEW & SCRUTINY CTTEE", None, "resolved", "Overview and Scrutiny Committee"),
    ("HIGHWAYS & TRAFFIC PANEL", None, "resolved", "Highways and Traffic Panel"),
    ("Municipal District", "Municipal District of Orme-Skell", "host", "Municipal District of Orme-Skell"),
    ("District", "Metropolitan District of Orme", "host", "Metropolitan District of Orme"),
    ("Children in Care Council", None, "resolved", "Children in Care Council"),
    ("Children’s Services Scrutiny Board", None, "resolved", "Children’s Services Scrutiny Board"),
    ("partnership", "Safer Whinfell Partnership", "host", "Safer Whinfell Partnership"),
    ("", "Cabinet", "unknown", None),
]

OPENINGS = [
    ("Corporate Parenting Panel – 18 March 2025", "", "Corporate Parenting Panel"),
    ("Minutes of Meeting of the Joint Policing Committee", "", "Joint Policing Committee"),
    (None, "AVERNE COUNTY COUNCIL\nCORPORATE PARENTING PANEL\nNotes", "Corporate Parenting Panel"),
    (
        None,
        "Minutes of the meeting of the Planning and Highways Committee held on 3 May",
        "Planning and Highways Committee",
    ),
    (
        None,
        "PARTNERSHIPS AND EXTERNAL AFFAIRS OVERVIEW\nCOMMITTEE\n3 May 2011",
        "Partnerships and External Affairs Overview Committee",
    ),
    (
        None,
        "NORTH THAMES JOINT HEALTH OVERVIEW\nAND SCRUTINY COMMITTEE",
        "North Thames Joint Health Overview and Scrutiny Committee",
    ),
    ("Cabinet, 5 June 2024", "The Panel met.", "Cabinet"),
    (
        "Environment, Communities and Leisure Scrutiny Committee",
        "",
        "Environment, Communities and Leisure Scrutiny Committee",
    ),
    (None, "Minutes of the meeting of the Council held in the Chamber", "Council"),
    (None, "MINUTES OF MEETING OF THE MUNICIPAL\nDISTRICT OF ORME-\nSKELL HELD IN", "Municipal District of Orme-Skell"),
    ("ANNUAL MEETING OF METROPOLITAN DISTRICT OF SKELLIG", "", "Metropolitan District of Skellig"),
    (None, "Meeting for the Municipal District of Nether Orme was held", "Municipal District of Nether Orme"),
    ("MEETING OF THE MUNICIPAL DISTRICT OF ORME-", "", None),
    (None, "SPECIAL MEETING OF SKELLIG\n\nCITY AND COUNTY COUNCIL HELD", "Council"),
    ("General Meeting 4th May 2022", "ORME COMMUNITY COUNCIL", "Council"),
    ("Orme Town Council Allotments Committee", "", "Allotments Committee"),
    (None, "Minutes of the Meeting of Skellig County Council’s Harbours Committee held on", "Harbours Committee"),
    (None, "Item 4 was deferred.", None),
    (None, "", None),
]


@pytest.mark.parametrize(("text", "host", "status", "name"), BODIES)
def test_mention_to_body(text: str, host: str | None, status: str, name: str | None) -> None:
    link = resolve_body(text, host)
    assert (link.status, link.name) == (status, name)


@pytest.mark.parametrize(("title", "text", "name"), OPENINGS)
def test_host_body_from_title_and_opening(title: str | None, text: str, name: str | None) -> None:
    assert host_body_from_text(title, text) == name


def test_definition_of_the_document_goes_first() -> None:
    definitions = collect_definitions("The Local Access Forum (“the Forum”) and the Schools Forum (SF) met.")
    assert resolve_body("the Forum", "Youth Forum", definitions).name == "Local Access Forum"
    assert resolve_body("SF", None, definitions).name == "Schools Forum"
    assert resolve_body("Forum", "Youth Forum").name == "Youth Forum"


def test_spellings_have_one_key_and_one_id() -> None:
    spellings = [
        "Overview & Scrutiny Cttee",
        "The OVERVIEW AND SCRUTINY COMMITTEE",
        "overview and\nscrutiny committee (OSC)",
    ]
    assert len({body_key(s) for s in spellings}) == 1
    assert {body_id("E10000016", body_name(s)) for s in spellings} == {"body:E10000016/overview-and-scrutiny-committee"}
    assert body_key("Municipal District of Orme") == body_key("ORME MUNICIPAL DISTRICT")
    assert body_id(None, "Cabinet") == "body:cabinet"
    assert body_id("E10000016", None) is None


@pytest.mark.parametrize(("name", "told"), [("Municipal District of Orme", True), ("Orme District Council", False)])
def test_districts_are_told_from_other_bodies(name: str, told: bool) -> None:
    assert is_district(name) == told


@given(st.text(max_size=400), st.text(max_size=60))
def test_hostile_text_never_raises(text: str, host: str) -> None:
    link = resolve_body(text, host, collect_definitions(text))
    assert (link.name is None) == (link.status is LinkStatus.UNKNOWN)
    host_body_from_text(host, text)
