from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council_minutes.errors import LimitError
from council_minutes.ingest.limits import DEFAULT_LIMITS
from council_minutes.ingest.markdown import read_markdown


def rendered(source: str) -> str:
    """The text, after a check that every character of it that the source has is mapped to itself."""
    read = read_markdown("a.md", source.encode(), DEFAULT_LIMITS)
    assert read.offset_map is not None
    for at, character in enumerate(read.text):
        if character.isalnum():
            assert source[read.offset_map.to_source(at)] in (character, "&"), (at, character)
    return read.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**Present**: Cllr *Orme*", "Present: Cllr Orme"),
        ("1\\. Apologies", "1. Apologies"),
        ("on 5^th^ May", "on 5th May"),
        ("10^th^ & 11^th^", "10th & 11th"),
        ('see [the plan](https://x.example/a_(b).pdf "the plan") and the plan', "see the plan and the plan"),
        ("[Heading]{.underline} and on", "Heading and on"),
        ("<small>scan</small> of a page", "scan of a page"),
        ("one<br />two", "one\ntwo"),
        ("a &amp; b &pound;5", "a & b £5"),
        ("~~lost~~ and `code`", "lost and code"),
        ("<https://x.example/y> seen", "https://x.example/y seen"),
        ("![logo](logo.png) Minutes", "Minutes"),
        ("> RESOLVED: that it\n> be noted", "RESOLVED: that it\nbe noted"),
        ("> lazy\nquote", "lazy\nquote"),
        ("# Title #\nunder it", "Title\nunder it"),
        ("Title\n===\n\ntext", "Title\n\ntext"),
        ("1. one\n2. two\n\n7. seven", "1. one\n2. two\n\n7. seven"),
        ("3) three\n4) four", "3) three\n4) four"),
        ("- \\- item\n- second", "- - item\n- second"),
        ("- a\n  - b\n    c", "- a\n- b\nc"),
        ("1.\n   late text", "1.\nlate text"),
        ("> 1. in a quote", "1. in a quote"),
        ("| Name | Sum |\n|---|---|\n| **A** | 4 \\| 5 |\n| A | |", "Name | Sum\nA | 4 | 5\nA | "),
        ("    indented words\n    go on", "indented words\ngo on"),
        ("a)  **Paul** spoke\n    at length", "a)  Paul spoke\nat length"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("<div>\nblock <b>words</b> &amp;\n</div>", "block words &"),
        ("```\nas it is **here**\n```", "as it is **here**"),
        ("a * b_c_d * e", "a * b_c_d * e"),
        ("text\n\n---\n\nmore", "text\n\nmore"),
        ("1.NO SPACE\n\nnext", "1.NO SPACE\n\nnext"),
        ("crlf **line**\r\nnext", "crlf line\nnext"),
    ],
)
def test_the_words_without_the_markup(source: str, text: str) -> None:
    if "\r" in source:
        assert read_markdown("a.md", source.encode(), DEFAULT_LIMITS).text == text
    else:
        assert rendered(source) == text


def test_front_matter_speaks_of_the_meeting_and_is_no_part_of_the_text() -> None:
    front = "title: Special Meeting\ndate: 2024-05-09\nmeeting_date: 2024-05-02\ncouncil: Ambleford Town Council\n"
    source = f"---\n{front}---\n\nText."
    read = read_markdown("a.md", source.encode(), DEFAULT_LIMITS)
    assert read.text == "Text."
    assert (read.meta.title, read.meta.council) == ("Special Meeting", "Ambleford Town Council")
    assert read.meta.meeting_date == date(2024, 5, 2), "and not the date the page was published"


@pytest.mark.parametrize(
    "front", ["---\n: : :\n\t- x\n---\n", "---\n- a list\n---\n", "---\n" + "[" * 9_000 + "\n---\n"]
)
def test_front_matter_that_is_none_says_nothing(front: str) -> None:
    read = read_markdown("a.md", (front + "Text.").encode(), DEFAULT_LIMITS)
    assert read.text == "Text."
    assert read.meta.title is None


def test_an_impossible_date_in_front_matter_leaves_the_rest() -> None:
    read = read_markdown("a.md", b"---\ntitle: Ferry Board\nmeeting_date: 2024-13-45\n---\nText.", DEFAULT_LIMITS)
    assert (read.meta.title, read.meta.meeting_date) == ("Ferry Board", None)


def test_a_span_over_markup_covers_it_in_the_source() -> None:
    source = "on Monday, 4^th^ March **2024** at"
    read = read_markdown("a.md", source.encode(), DEFAULT_LIMITS)
    start = read.text.index("4th")
    assert read.offset_map is not None
    first, last = read.offset_map.to_source_span(start, start + len("4th March 2024"))
    assert source[first:last].startswith("4^th^ March **2024")


@pytest.mark.parametrize("source", [">" * 200_000 + " deep", "> " * 5_000 + "deep"])
def test_deep_nesting_is_refused(source: str) -> None:
    with pytest.raises(LimitError, match="nest too deeply"):
        read_markdown("a.md", source.encode(), DEFAULT_LIMITS)


MARKED_UP = st.lists(
    st.sampled_from(
        [
            "word",
            "**",
            "*",
            "_",
            " ",
            "\n",
            "\n\n",
            "[a](b)",
            "1. ",
            "- ",
            "> ",
            "\\.",
            "&amp;",
            "`",
            "|",
            "^x^",
            "#",
            "<b>",
            "é",
            "    ",
            "---",
            "]",
            "[",
        ]
    ),
    max_size=25,
).map("".join)


@given(MARKED_UP)
@settings(max_examples=300, deadline=None)
def test_any_markdown_is_read_and_its_map_stays_within_the_source(source: str) -> None:
    read = read_markdown("a.md", source.encode(), DEFAULT_LIMITS)
    assert read.offset_map is not None
    mapped = [read.offset_map.to_source(at) for at in range(len(read.text) + 1)]
    assert mapped == sorted(mapped)
    assert all(0 <= where <= len(source) for where in mapped)
    words = [at for at, character in enumerate(read.text) if character == "w"]
    assert all(source[mapped[at]] == "w" for at in words)
    assert read.text.count("word") == source.count("word"), "no word is lost"
