from __future__ import annotations

from datetime import date

import pytest

from council_minutes.ingest.calendar_dates import first_full_date
from council_minutes.ingest.opening import describe


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Monday 4 March 2024", date(2024, 3, 4)),
        ("TUESDAY, 4TH MARCH, 2014", date(2014, 3, 4)),
        ("3rd day of May 2011", date(2011, 5, 3)),
        ("7™ July, 2014", date(2014, 7, 7)),
        ("March 4, 2024", date(2024, 3, 4)),
        ("4 Sept. 2020", date(2020, 9, 4)),
        ("04/03/2024", date(2024, 3, 4)),
        ("4.3.2024", date(2024, 3, 4)),
        ("2024-03-04", date(2024, 3, 4)),
        ("31 February 2024, put right to 1 March 2024", date(2024, 3, 1)),
        ("4 March", None),
        ("March 2024", None),
        ("13/13/2024", None),
        ("24/03391/FUL", None),
    ],
)
def test_full_dates(words: str, day: date | None) -> None:
    assert first_full_date(words) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("AMBLEFORD TOWN COUNCIL\n\nMinutes of the meeting held on\nTuesday 6 May 2025\n", date(2025, 5, 6)),
        ("CABINET – 10th December 2024\n\nPresent: Cllr Orme", date(2024, 12, 10)),
        (
            "Meeting held on 2 May 2024\n\nPresent: Cllr Orme\n\nThe minutes of 4 April 2024 were signed.",
            date(2024, 5, 2),
        ),
        ("Cabinet\n\nPresent: Cllr Orme\n\nThe minutes of the meeting held on 4 April 2024 were signed.", None),
        ("Date of next meeting: 4 June 2024", None),
        (
            "The review covered all of the time from its start to its end, which the auditors give as 31 March 2024.",
            None,
        ),
    ],
)
def test_the_meeting_s_date_and_no_other(text: str, day: date | None) -> None:
    assert describe(text).meeting_date == day


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\ufeffMINUTES OF THE PLANNING PANEL\n\nPresent: x", "MINUTES OF THE PLANNING PANEL"),
        (
            "Original file\n\nMinutes of a meeting of\nthe Ferry Board\n\nPresent: x",
            "Minutes of a meeting of the Ferry Board",
        ),
        ("Agenda item\n\nLibrary hours\n\nMinutes:\n\nThe Head of Libraries spoke.", "Library hours"),
        ('<h1 class="a">Minutes of the Board</h1>\n<p>x</p>', "Minutes of the Board"),
        ("MINUTES OF THE MEETING OF\n\nTHE HARBOUR COMMITTEE\n", "MINUTES OF THE MEETING OF THE HARBOUR COMMITTEE"),
        ("Present: Cllr Orme and Cllr Pike", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    assert describe(text).title == title


def test_council_and_body() -> None:
    meta = describe("AMBLEFORD TOWN COUNCIL\n\nMinutes of the Finance Committee held on 6 May 2025\n\nPresent: x")
    assert meta.council == "Ambleford Town Council"
    assert meta.body == "Finance Committee"


def test_a_title_that_the_metadata_give_is_read_before_the_opening() -> None:
    meta = describe("Present: Cllr Orme", "Ambleford Town Council Minutes for 6 May 2025")
    assert (meta.title, meta.council) == ("Ambleford Town Council Minutes for 6 May 2025", "Ambleford Town Council")
