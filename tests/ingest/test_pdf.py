from __future__ import annotations

import pytest
from documents import pdf, scanned_pdf

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.pdf import read_pdf

LINES = [
    (700.0, "1. Apologies"),
    (686.0, "None were received."),
    (650.0, "2. Minutes"),
    (636.0, "The minutes were signed."),
]


def item(number: int) -> tuple[float, str]:
    return 720.0, f"(Item {number})"


def lower(lines: list[tuple[float, str]]) -> list[tuple[float, str]]:
    return [(height - 60, words) for height, words in lines]


def test_lines_and_gaps() -> None:
    read = read_pdf("a.pdf", pdf([LINES]), DEFAULT_LIMITS)
    assert read.text == "1. Apologies\nNone were received.\n\n2. Minutes\nThe minutes were signed."
    assert read.offset_map is None


def test_running_heads_and_page_numbers_are_left_out_and_counted() -> None:
    pages = [
        [(800.0, f"Ambleford Cabinet 4 May 2021 ({page})"), *lines, (40.0, f"Page {page}")]
        for page, lines in enumerate(([item(4), *LINES], [item(9), *LINES[:3]], [item(11), *lower(LINES)]), 1)
    ]
    read = read_pdf("a.pdf", pdf(pages), DEFAULT_LIMITS)
    assert read.text.count("Ambleford Cabinet") == 1, "the first may be the title"
    assert "Page" not in read.text
    assert read.text.count("The minutes were signed.") == 2, "at two pages' ends, but not at one height"
    assert all(f"(Item {number})" in read.text for number in (4, 9, 11)), "like one another, but no running heads"
    assert read.notes == ("5 running heads and page numbers left out",)


def test_a_sentence_goes_on_over_the_page() -> None:
    pages = [[(700.0, "The Board agreed")], [(700.0, "to note it.")], [(700.0, "Next item")]]
    assert read_pdf("a.pdf", pdf(pages), DEFAULT_LIMITS).text == "The Board agreed\nto note it.\n\nNext item"


@pytest.mark.parametrize(
    ("title", "kept"), [("Council, 4 May 2021", "Council, 4 May 2021"), ("Microsoft Word - mins.doc", None), ("", None)]
)
def test_titles_that_programs_write_are_none(title: str, kept: str | None) -> None:
    assert read_pdf("a.pdf", pdf([LINES], title=title), DEFAULT_LIMITS).meta.title == kept


WHOLE = pdf([LINES])


@pytest.mark.parametrize(
    ("data", "cause", "remedy"),
    [
        (WHOLE[: len(WHOLE) // 2], "ends before its end mark", "Fetch the file again"),
        (pdf([LINES], password="secret"), "is encrypted", "without a password"),
        (scanned_pdf(), "no text layer", "Run OCR"),
        (b"%PDF-1.7\nnothing\n%%EOF", "cannot be read as PDF", "Fetch the file again"),
    ],
    ids=["truncated", "encrypted", "scanned", "damaged"],
)
def test_bad_files_say_what_is_wrong_and_what_to_do(data: bytes, cause: str, remedy: str) -> None:
    with pytest.raises(ReadError, match=cause) as caught:
        read_pdf("bad.pdf", data, DEFAULT_LIMITS)
    assert caught.value.where == "bad.pdf"
    assert remedy in caught.value.remedy


def test_pages_without_text_among_others_are_noted() -> None:
    assert "1 of 2 pages have no text layer" in read_pdf("a.pdf", pdf([LINES, []]), DEFAULT_LIMITS).notes[0]


def test_too_many_pages() -> None:
    with pytest.raises(LimitError, match="has 3 pages, more than 2"):
        read_pdf("a.pdf", pdf([LINES] * 3), Limits(max_pdf_pages=2))
