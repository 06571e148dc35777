from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.council import Council, council_id, named_council
from council_minutes.values.councils import CouncilTable
from council_minutes.values.definitions import collect_definitions
from council_minutes.values.links import LinkStatus

TABLE = CouncilTable.load()

# A mention of a council by its own words, without a host or a date -> GSS code.
NAMED = [
    ("Kent County Council", "E10000016"),
    ("KENT COUNTY COUNCIL", "E10000016"),
    ("Kent County\nCouncil", "E10000016"),
    ("Kent County   Council’s", "E10000016"),
    ("Kent CC", "E10000016"),
    ("Kent", "E10000016"),
    ("County of Kent", "E10000016"),
    ("Kent County Council (KCC)", "E10000016"),
    ("Plymouth City Council", "E06000026"),
    ("Plymouth", "E06000026"),
    ("City of Plymouth", "E06000026"),
    ("The Highland Council", "S12000017"),
    ("Highland Council", "S12000017"),
    ("Comhairle nan Eilean Siar", "S12000013"),
    ("COMHAIRLE NAN EILEAN SIAR", "S12000013"),
    ("Western Isles Council", "S12000013"),
    ("Moray Council", "S12000020"),
    ("Aberdeen", "S12000033"),
    ("City of Edinburgh Council", "S12000036"),
    ("Edinburgh", "S12000036"),
    ("Orkney Islands Council", "S12000023"),
    ("Argyll & Bute Council", "S12000035"),
    ("Dumfries & Galloway", "S12000006"),
    ("Perth and Kinross", "S12000048"),
    ("East Dunbartonshire Council", "S12000045"),
    ("London Borough of Brent", "E09000005"),
    ("LONDON BOROUGH OF BRENT", "E09000005"),
    ("LB Brent", "E09000005"),
    ("LB of Brent", "E09000005"),
    ("Brent Council", "E09000005"),
    ("London Borough of Hammersmith & Fulham", "E09000013"),
    ("LBHF", "E09000013"),
    ("Royal Borough of Kingston upon Thames", "E09000021"),
    ("Royal Borough of Kingston-upon-Thames", "E09000021"),
    ("Royal Borough of Kingston", "E09000021"),
    ("RBKC", "E09000020"),
    ("Kensington and Chelsea", "E09000020"),
    ("Royal Borough of Greenwich", "E09000011"),
    ("Westminster City Council", "E09000033"),
    ("City of Westminster", "E09000033"),
    ("City of London Corporation", "E09000001"),
    ("Barking & Dagenham", "E09000002"),
    ("Royal Borough of Windsor and Maidenhead", "E06000040"),
    ("Richmond Council", "E09000027"),
    ("Durham County Council", "E06000047"),
    ("County Durham", "E06000047"),
    ("Durham CC", "E06000047"),
    ("Northumberland County Council", "E06000057"),
    ("Gateshead Council", "E08000037"),
    ("Gateshead", "E08000037"),
    ("Gateshead MBC", "E08000037"),
    ("Bradford MDC", "E08000032"),
    ("City of Bradford Metropolitan District Council", "E08000032"),
    ("Wigan Council", "E08000010"),
    ("Kirklees", "E08000034"),
    ("Doncaster Metropolitan Borough Council", "E08000017"),
    ("City of Doncaster Council", "E08000017"),
    ("St. Helens", "E08000013"),
    ("St Helens MBC", "E08000013"),
    ("Bristol City Council", "E06000023"),
    ("Bristol", "E06000023"),
    ("Hull City Council", "E06000010"),
    ("Kingston upon Hull", "E06000010"),
    ("City of York Council", "E06000014"),
    ("York", "E06000014"),
    ("Bath and North East Somerset Council", "E06000022"),
    ("B&NES", "E06000022"),
    ("BANES", "E06000022"),
    ("BCP Council", "E06000058"),
    ("Bournemouth, Christchurch and Poole Council", "E06000058"),
    ("Stoke-on-Trent", "E06000021"),
    ("Stoke", "E06000021"),
    ("Stockton Borough Council", "E06000004"),
    ("Southend", "E06000033"),
    ("Southend-on-Sea City Council", "E06000033"),
    ("Southend-on-Sea Borough Council", "E06000033"),
    ("Colchester City Council", "E07000071"),
    ("Colchester Borough Council", "E07000071"),
    ("Milton Keynes Council", "E06000042"),
    ("Telford and Wrekin Council", "E06000020"),
    ("Telford & Wrekin", "E06000020"),
    ("King's Lynn and West Norfolk Borough Council", "E07000146"),
    ("King’s Lynn & West Norfolk", "E07000146"),
    ("Borough Council of Kings Lynn and West Norfolk", "E07000146"),
    ("St Albans District Council", "E07000240"),
    ("Stratford-on-Avon DC", "E07000221"),
    ("Maidstone BC", "E07000110"),
    ("Tunbridge Wells", "E07000116"),
    ("Folkestone & Hythe District Council", "E07000112"),
    ("Shepway District Council", "E07000112"),
    ("Isle of Wight Council", "E06000046"),
    ("Council of the Isles of Scilly", "E06000053"),
    ("Torbay Council", "E06000027"),
    ("Medway", "E06000035"),
    ("Basildon District Council", "E07000066"),
    ("East Herts District Council", "E07000242"),
    ("South Cambs", "E07000012"),
    ("Herts County Council", "E10000015"),
    ("S Glos", "E06000025"),
    ("Gloucester", "E07000081"),
    ("Gloucester City Council", "E07000081"),
    ("Gloucestershire", "E10000013"),
    ("Gloucestershire CC", "E10000013"),
    ("Derby", "E06000015"),
    ("Derbyshire County Council", "E10000007"),
    ("Lancaster", "E07000121"),
    ("Lancashire", "E10000017"),
    ("Newcastle City Council", "E08000021"),
    ("Newcastle upon Tyne", "E08000021"),
    ("Newcastle-under-Lyme", "E07000195"),
    ("Newcastle Borough Council", "E07000195"),
    ("Westmorland", "E06000064"),
    ("Westmorland & Furness Council", "E06000064"),
    ("Cheshire West", "E06000050"),
    ("Isle of Anglesey County Council", "W06000001"),
    ("Cyngor Sir Ynys Môn", "W06000001"),
    ("Anglesey", "W06000001"),
    ("Cyngor Gwynedd", "W06000002"),
    ("CYNGOR SIR DDINBYCH", "W06000004"),
    ("Cyngor Bwrdeistref Sirol Conwy", "W06000003"),
    ("Cyngor Caerdydd", "W06000015"),
    ("Cardiff Council", "W06000015"),
    ("City and County of Swansea", "W06000011"),
    ("Swansea Council", "W06000011"),
    ("Rhondda Cynon Taf CBC", "W06000016"),
    ("RCT", "W06000016"),
    ("Bro Morgannwg", "W06000014"),
    ("Vale of Glamorgan", "W06000014"),
    ("Cyngor Sir Gâr", "W06000010"),
    ("Powys", "W06000023"),
    ("Belfast City Council", "N09000003"),
    ("Derry and Strabane", "N09000005"),
    ("Newry, Mourne and Down District Council", "N09000010"),
    ("Armagh City, Banbridge & Craigavon Borough Council", "N09000002"),
    ("Mid Ulster", "N09000009"),
    ("Greater Manchester Combined Authority", "E47000001"),
    ("GMCA", "E47000001"),
    ("West Midlands Combined Authority", "E47000007"),
    ("Liverpool City Region Combined Authority", "E47000004"),
    ("East Midlands Combined County Authority", "E47000013"),
    ("Greater London Authority", "E61000001"),
    ("Kent County Councii", "E10000016"),
    ("SELBY DlSTRICT COUNClL", "E07000169"),
]

# Abolished councils: mention, name it resolves to, names of its successors.
HISTORY = [
    ("Taunton Deane", "Taunton Deane Borough Council", ["Somerset West and Taunton Council"]),
    ("Somerset West & Taunton Council", "Somerset West and Taunton Council", ["Somerset Council"]),
    ("Somerset County Council", "Somerset County Council", ["Somerset Council"]),
    ("Cumbria County Council", "Cumbria County Council", ["Cumberland Council", "Westmorland and Furness Council"]),
    ("Carlisle City Council", "Carlisle City Council", ["Cumberland Council"]),
    ("Eden DC", "Eden District Council", ["Westmorland and Furness Council"]),
    ("Selby District Council", "Selby District Council", ["North Yorkshire Council"]),
    (
        "Northamptonshire",
        "Northamptonshire County Council",
        ["North Northamptonshire Council", "West Northamptonshire Council"],
    ),
    ("Poole", "Borough of Poole", ["Bournemouth, Christchurch and Poole Council"]),
    ("Aylesbury Vale", "Aylesbury Vale District Council", ["Buckinghamshire Council"]),
    ("Waveney District Council", "Waveney District Council", ["East Suffolk Council"]),
    ("Fermanagh District Council", "Fermanagh District Council", ["Fermanagh and Omagh District Council"]),
    ("Limavady", "Limavady Borough Council", ["Causeway Coast and Glens Borough Council"]),
    ("Durham City Council", "Durham City Council", ["Durham County Council"]),
    (
        "Bedfordshire County Council",
        "Bedfordshire County Council",
        ["Bedford Borough Council", "Central Bedfordshire Council"],
    ),
    ("Penwith", "Penwith District Council", ["Cornwall Council"]),
    ("Berwick-upon-Tweed Borough Council", "Berwick-upon-Tweed Borough Council", ["Northumberland County Council"]),
]

# A name that passed from one council to another: mention, day, code.
BY_DATE = [
    ("Somerset", date(2020, 5, 1), "E10000027"),
    ("Somerset", date(2023, 3, 31), "E10000027"),
    ("Somerset", date(2023, 4, 1), "E06000066"),
    ("Somerset", None, "E06000066"),
    ("Buckinghamshire", date(2019, 1, 1), "E10000002"),
    ("Buckinghamshire", date(2024, 1, 1), "E06000060"),
    ("Buckinghamshire County Council", date(2024, 1, 1), "E10000002"),
    ("Dorset", date(2018, 6, 1), "E10000009"),
    ("Dorset", date(2021, 6, 1), "E06000059"),
    ("North Yorkshire", date(2022, 6, 1), "E10000023"),
    ("North Yorkshire", date(2024, 6, 1), "E06000065"),
    ("Durham", date(2024, 6, 1), "E06000047"),
]

# With the host known: mention, host, status, code.
WITH_HOST = [
    ("Council", "Kent County Council", "host", "E10000016"),
    ("council", "E10000016", "host", "E10000016"),
    ("COUNCIL", "Kent County Council", "host", "E10000016"),
    ("Authority", "Kent County Council", "host", "E10000016"),
    ("this Authority", "Kent County Council", "host", "E10000016"),
    ("local authority", "Kent County Council", "host", "E10000016"),
    ("LA", "Kent County Council", "host", "E10000016"),
    ("County Council", "Kent County Council", "host", "E10000016"),
    ("County\nCouncil", "Kent County Council", "host", "E10000016"),
    ("County", "Kent County Council", "host", "E10000016"),
    ("KCC", "Kent County Council", "host", "E10000016"),
    ("DCC", "Devon County Council", "host", "E10000008"),
    ("DCC", "E06000047", "host", "E06000047"),
    ("RBK", "Royal Borough of Kingston upon Thames", "host", "E09000021"),
    ("RBKT", "Royal Borough of Kingston upon Thames", "host", "E09000021"),
    ("Kingston", "Royal Borough of Kingston upon Thames", "resolved", "E09000021"),
    ("Borough", "Royal Borough of Kingston upon Thames", "host", "E09000021"),
    ("LBM", "London Borough of Merton", "host", "E09000024"),
    ("GMBC", "Gateshead Metropolitan Borough Council", "host", "E08000037"),
    ("PCC", "Plymouth City Council", "host", "E06000026"),
    ("SBC", "Stockton-on-Tees Borough Council", "host", "E06000004"),
    ("BCP", "Bournemouth, Christchurch and Poole Council", "resolved", "E06000058"),
    ("Combined Authority", "West Yorkshire Combined Authority", "host", "E47000003"),
    ("KCC", "Plymouth City Council", "unknown", None),
    ("KCC", "Maidstone Borough Council", "resolved", "E10000016"),
    ("County Council", "Maidstone Borough Council", "resolved", "E10000016"),
    ("County Council", "Plymouth City Council", "unknown", None),
    ("Borough Council", "Maidstone Borough Council", "host", "E07000110"),
    ("City Council", "Kent County Council", "resolved", "E07000106"),
    ("District Council", "Kent County Council", "ambiguous", None),
    ("Parish Council", "Kent County Council", "unknown", None),
    ("Newcastle", "Staffordshire County Council", "resolved", "E07000195"),
    ("Newcastle", "Gateshead Metropolitan Borough Council", "resolved", "E08000021"),
    ("Newcastle", "Kent County Council", "ambiguous", None),
    ("Newcastle", None, "ambiguous", None),
    ("Kingston", None, "ambiguous", None),
    ("Cheshire County", None, "resolved", None),
    ("Council", None, "unknown", None),
    ("this Authority", None, "unknown", None),
    ("DCC", None, "unknown", None),
    ("Parish Council", "Hallowick Parish Council", "host", None),
    ("HALLOWICK PARISH COUNCIL", "Hallowick Parish Council", "host", None),
    ("Council", "Hallowick Parish Council", "host", None),
    ("Hallowick", "Hallowick Parish Council", "host", None),
    ("HPC", "Hallowick Parish Council", "host", None),
    ("Hallowick District Council", "Hallowick Parish Council", "unknown", None),
    ("Plymouth Parish Council", "Plymouth City Council", "unknown", None),
    ("Great Hoxley PC", "Kent County Council", "unknown", None),
    ("Averne", "Averne County Council", "host", None),
    ("ACC", "Averne County Council", "host", None),
    ("Torbay", "Averne County Council", "resolved", "E06000027"),
    ("District Council", "Averne County Council", "unknown", None),
    ("Kent Fire and Rescue Authority", "Kent County Council", "unknown", None),
    ("LIMERICK CITY AND\nCOUNTY COUNCIL", "Limerick City and County Council", "host", None),
    ("CYNGOR SIR GLANWYDD", "Glanwydd County Council", "host", None),
    ("Council of the Metropolitan Borough\nof Thornbeck", "Thornbeck Metropolitan Borough Council", "host", None),
]

UNKNOWN = [
    "",
    " ",
    "Sussex",
    "Yorkshire County Council",
    "Nowhere Borough Council",
    "Ofsted",
    "council tax",
    "…",
    "Lancaster County Council",
]


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_name_to_code(text: str, code: str) -> None:
    link = TABLE.resolve(text)
    assert (link.status, link.code) == (LinkStatus.RESOLVED, code)


@pytest.mark.parametrize(("text", "name", "successors"), HISTORY)
def test_abolished_council_is_itself_and_names_its_successors(text: str, name: str, successors: list[str]) -> None:
    link = TABLE.resolve(text)
    assert (link.status, link.name, [c.name for c in link.successors]) == (LinkStatus.RESOLVED, name, successors)


@pytest.mark.parametrize(("text", "on", "code"), BY_DATE)
def test_date_decides_whose_name_it_was(text: str, on: date | None, code: str) -> None:
    assert TABLE.resolve(text, on=on).code == code


@pytest.mark.parametrize(("text", "host", "status", "code"), WITH_HOST)
def test_reference_with_host(text: str, host: str | None, status: str, code: str | None) -> None:
    link = TABLE.resolve(text, host=TABLE.find(host) if host is not None else None)
    assert (link.status, link.code) == (status, code)


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_is_a_status_and_has_no_council(text: str) -> None:
    link = TABLE.resolve(text)
    assert (link.status, link.council, link.canonical_id) == (LinkStatus.UNKNOWN, None, None)


def test_ambiguous_name_lists_its_candidates() -> None:
    link = TABLE.resolve("Newcastle")
    assert link.candidates == ("Newcastle City Council", "Newcastle-under-Lyme Borough Council")
    assert link.canonical_id is None


def test_link_carries_code_register_code_name_and_id() -> None:
    link = TABLE.resolve("KENT")
    assert (link.code, link.la_code, link.name) == ("E10000016", "KEN", "Kent County Council")
    assert (link.canonical_id, link.how) == ("council:E10000016", "name")


def test_definition_of_the_document_goes_before_the_host() -> None:
    definitions = collect_definitions(
        "The report of Devon County Council (DCC) and Derby City Council (“the City”) was noted."
    )
    host = TABLE.find("Durham County Council")
    assert TABLE.resolve("DCC", host=host, definitions=definitions).name == "Devon County Council"
    assert TABLE.resolve("the City", host=host, definitions=definitions).name == "Derby City Council"
    assert TABLE.resolve("DCC", host=host).name == "Durham County Council"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("E10000016", "E10000016"),
        (" Kent County Council ", "E10000016"),
        ("E08000020", "E08000037"),  # Gateshead's code to 2013
        ("S12000046", "S12000049"),  # Glasgow's
        ("E99999999", None),
        ("Newcastle", None),
        ("Council", None),
        ("KCC", None),
        ("", None),
    ],
)
def test_find_host_by_code_or_name(wanted: str, code: str | None) -> None:
    found = TABLE.find(wanted)
    assert (found.code if found is not None else None) == code


def test_host_outside_the_table_has_a_name_and_an_id() -> None:
    host = TABLE.find("HALLOWICK-ON-SEA PARISH COUNCIL")
    assert host == named_council("Hallowick-on-Sea Parish Council")
    assert council_id(host) == "council:hallowick-on-sea-parish-council"
    assert council_id(None) is None


def test_every_council_of_the_table_is_found_by_its_code_and_its_official_name() -> None:
    missed = [
        c.name for c in TABLE.councils if TABLE.find(c.name) != c or (c.code is not None and TABLE.find(c.code) != c)
    ]
    assert missed == []


def test_every_place_of_a_council_in_being_leads_to_it_or_is_ambiguous() -> None:
    wrong = []
    for council in TABLE.councils:
        if council.end is None:
            for name in council.names:
                link = TABLE.resolve(name)
                if link.council != council and link.status is not LinkStatus.AMBIGUOUS:
                    wrong.append((name, link.name))
    assert wrong == []


def test_successors_of_every_abolished_council_came_after_it() -> None:
    for council in TABLE.councils:
        successors = TABLE.successors(council)
        assert bool(successors) == (council.end is not None)
        for successor in successors:
            assert council.end is not None
            assert successor.end is None or successor.end > council.end


@given(st.text(max_size=400), st.sampled_from([None, *TABLE.councils[:5], Council("Averne County Council")]))
def test_hostile_text_never_raises(text: str, host: Council | None) -> None:
    link = TABLE.resolve(text, host=host, definitions=collect_definitions(text))
    assert (link.council is not None) == (link.status in {LinkStatus.RESOLVED, LinkStatus.HOST})
    TABLE.find(text)


@given(st.sampled_from([c.name for c in TABLE.councils]), st.data())
def test_case_line_breaks_and_article_do_not_matter(name: str, data: st.DataObject) -> None:
    words = name.split()
    gaps = data.draw(st.lists(st.sampled_from([" ", "\n", "  "]), min_size=len(words) - 1, max_size=len(words) - 1))
    spelled = "".join(w + g for w, g in zip(words, [*gaps, ""], strict=True))
    shape = data.draw(st.sampled_from([str, str.upper, str.lower, "The {}".format]))
    assert TABLE.resolve(shape(spelled)).council == TABLE.resolve(name).council
