from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.tables.items import find_items

PRINTED = """HALLOWICK BOROUGH COUNCIL
CABINET
Minutes of the meeting held on 14 November 2024.
UNRESTRICTED ITEMS
81. Apologies
(Item 1)
Apologies were received from Mr Pell.
82. Quarterly Performance Report, Quarter 2 of the financial year and the
first half of the year
(Item 2)
1. Mrs Adeyemi introduced the report and thanked the officers who had written it.
2. Further to comments from Members it was noted:
a) The number of visits had risen.
3. RESOLVED that the report be noted.
83. Corporate Risk Register
(Item 3)
1. Mr Ikin introduced the register.
2. RESOLVED that the register be noted.
"""

PAGE = """Agenda and minutes

Items

54.

Questions from residents

Nobody had any.

55.

Petitions

Resolved that:

1.    the petition of the residents of Mill Lane be noted, and

2.    a report be brought back after six months.

56.

Apologies for Absence

None.
"""

MARKDOWN = """# Parish Council

**1\\. Apologies**

None.

**2\\. Declarations of interest**

None were declared.

**3\\. Planning applications**

1.  Low Wood: no objection was made.
2.  High Wood: the Clerk was asked to reply.

**4\\. Any other business**
"""

RUN_ON = (
    "912.\tConstable’s letter:  Read out.\n\n913.\tThe lane:   Mr Ogle spoke of it, and said it was wet.\n"
    "914.\tAbsent friends:  Cllr Orr.\n916.\tMoney:  There was £31.20 in the tin.\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            PRINTED,
            [
                ("81", "Apologies"),
                (
                    "82",
                    "Quarterly Performance Report, Quarter 2 of the financial year and the first half of the year",
                ),
                ("83", "Corporate Risk Register"),
            ],
        ),
        (PAGE, [("54", "Questions from residents"), ("55", "Petitions"), ("56", "Apologies for Absence")]),
        (
            MARKDOWN,
            [
                ("1", "Apologies"),
                ("2", "Declarations of interest"),
                ("3", "Planning applications"),
                ("4", "Any other business"),
            ],
        ),
        (
            RUN_ON,
            [
                ("912", "Constable’s letter"),
                ("913", "The lane"),
                ("914", "Absent friends"),
                ("916", "Money"),
            ],
        ),
        (
            "3) MINUTES\nTaken as read.\n4) MATTERS ARISING\nNone.\n5) ROADS\nWet.",
            [("3", "MINUTES"), ("4", "MATTERS ARISING"), ("5", "ROADS")],
        ),
        (
            "S.21  APOLOGIES\nNone.\nS.22  MINUTES\nAgreed.",
            [("S.21", "APOLOGIES"), ("S.22", "MINUTES")],
        ),
        (
            "SP/16/31   DISPOSAL OF PROPERTY\nNoted.\nSP/16/32   RATES ESTIMATES\nNoted.",
            [("SP/16/31", "DISPOSAL OF PROPERTY"), ("SP/16/32", "RATES ESTIMATES")],
        ),
        (
            "48/12 Apologies. None\n49/12 Declarations\nNone.\n50/12 Matters arising\nNone.",
            [("48/12", "Apologies. None"), ("49/12", "Declarations"), ("50/12", "Matters arising")],
        ),
        (
            "Item 4: Budget\nNoted.\nItem 5: Roads\nNoted.",
            [("4", "Budget"), ("5", "Roads")],
        ),
        ("17.    Hospital Discharge\n\n(a) Beds were short.\n(b) Wards were full.", [("17", "Hospital Discharge")]),
        (
            '<h1 class="x">Minutes</h1>Present: all<br /><br />31.Roads &amp; lanes:  Dry.<br>32. <b>Ponds</b><br/>Wet.'
            "<p>33. Walls</p>",
            [("31", "Roads & lanes"), ("32", "Ponds"), ("33", "Walls")],
        ),
        (
            "1.To elect a warden of the ferry to hold the keys until the next annual meeting of\n\nthe wardens\n"
            "Mr Pell rose.\n2.To elect a keeper of the lamp and of the stores until one is found\nNobody rose.",
            [
                ("1", "To elect a warden of the ferry to hold the keys until the next annual meeting of"),
                ("2", "To elect a keeper of the lamp and of the stores until one is found"),
            ],
        ),
        (
            "1. Apologies\nNone.\n2. Updates\n1. Ferry\nIt ran.\n2. Mill\nIt stood.\n3. Lamp\nIt was lit.\n"
            "3. Other business\n1. Swans\nTwo.\n4. Next meeting\nMay.",
            [("1", "Apologies"), ("2", "Updates"), ("3", "Other business"), ("4", "Next meeting")],
        ),
        (
            "1. Apologies\nNone.\n2. e-mail of the warden\nIt was read.\n3. Roads\nWet.\n4. Walls\nDry.",
            [("1", "Apologies"), ("2", "e-mail of the warden"), ("3", "Roads"), ("4", "Walls")],
        ),
        (
            "1. Apologies\nNone.\n2. Walls\n3. of the north\n3. of the south\n4. Next meeting\nMay.",
            [("1", "Apologies"), ("2", "Walls"), ("4", "Next meeting")],
        ),
        (
            "MINUTES\n\nMEMBERS PRESENT:\nCouncillors Lee, Orr,\nPike and Rix.\nOFFICIALS:\nThe Warden (Mr P. Ash);\n\n"
            "Clerk (Ms D. Hay).\n\nNobody else\n\n\n1.\n\nLevy for 2031\n\nIt was approved.",
            [("1", "Levy for 2031")],
        ),
        (
            "Minutes\nAPOLOGIES\nNone.\nMATTERS ARISING\nNone.\nROADS AND DRAINS\nWet.",
            [(None, "APOLOGIES"), (None, "MATTERS ARISING"), (None, "ROADS AND DRAINS")],
        ),
    ],
    ids=[
        "printed",
        "page",
        "markdown",
        "run-on",
        "brackets",
        "prefix",
        "year-first",
        "year-last",
        "word",
        "one",
        "HTML as text",
        "agenda",
        "list inside an item",
        "gap filled",
        "gap left",
        "one after those present",
        "capitals",
    ],
)
def test_items_are_found_by_their_heading_lines(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(item.number, item.title) for item in find_items(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Panel noted the report.",
        "1. The Chair thanked the officers.\n2. Mr Pell asked what it had cost.\n3. RESOLVED that it be noted.",
        "RESOLVED that:\n(1) the report be noted;\n(2) the Director be asked to write;\n(3) the rest be deferred.",
        "Agenda item\nQ2 2031/32 Road Safety Report\nMinutes:\nThe Panel noted it.",
        "Text\n\n2\n\nmore text\n\n3\n\nand more\n\n4\n",
        "In 2021 we planted 40 trees.\n2022 was dry.\n2023 was wet.",
    ],
    ids=["empty", "sentence", "paragraphs", "limbs", "quarter", "page numbers", "years"],
)
def test_numbered_paragraphs_limbs_and_page_numbers_are_no_items(text: str) -> None:
    assert find_items(text) == []


def test_an_item_reaches_from_its_heading_to_the_next() -> None:
    first, second, third = find_items(PAGE)
    assert PAGE[first.start : first.end].startswith("54.\n\nQuestions from residents")
    assert PAGE[second.start : second.end].rstrip().endswith("after six months.")
    assert (first.end, second.end, third.end) == (second.start, third.start, len(PAGE))


LINES = st.sampled_from(
    [
        "1. Apologies",
        "2. MINUTES",
        "12",
        "3.",
        "",
        "(Item 3)",
        "S.4 ROADS",
        "______",
        "**5\\. Roads**",
        "A long line of words.",
    ]
)


@given(st.lists(LINES, max_size=30).map("\n".join) | st.text(max_size=300))
def test_items_never_overlap_and_stay_in_the_text(text: str) -> None:
    items = find_items(text)
    assert all(0 <= item.start < item.end <= len(text) for item in items)
    assert all(left.end == right.start for left, right in pairwise(items))
    assert all(item.title == " ".join(item.title.split()) for item in items)


@pytest.mark.parametrize(
    "line", ["_" * 50_000, "[" * 50_000, "1." * 25_000, "(Item " * 9_000, "A " * 25_000, "# " * 25_000]
)
def test_a_line_made_to_be_slow_is_read_like_any_other(line: str) -> None:
    assert find_items(f"1. Apologies\nNone.\n2. Minutes\nNone.\n{line}\n3. Roads")[0].title == "Apologies"
