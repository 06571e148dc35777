from __future__ import annotations

from datetime import date

import pytest

from council_minutes.errors import LimitError
from council_minutes.ingest.html_page import read_html
from council_minutes.ingest.limits import DEFAULT_LIMITS


def text_of(body: str) -> str:
    return read_html("a.html", f"<!doctype html><body>{body}</body>".encode(), DEFAULT_LIMITS).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>The Panel\n  agreed to\tnote</p><p>the report.</p>", "The Panel agreed to note\n\nthe report."),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("Cllr <b>A</b>shworth", "Cllr Ashworth"),
        ("<b>Present:</b> <i>Cllr</i> Orme", "Present: Cllr Orme"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<ul><li>one</li><li><p>two</p></li></ul>", "• one\n• two"),
        ('<ol start="3"><li>c<li>d</ol>', "3. c\n4. d"),
        ('<ol type="a"><li>x<ol type="i"><li>y</ol></ol>', "a. x\ni. y"),
        ("<table><tr><th>Name</th><th>Sum</th></tr><tr><td>A</td><td><p>4</p></td></tr></table>", "Name | Sum\nA | 4"),
        ("<table><tr><td>7.</td><td><p>Title</p><p>Words</p></td></tr></table>", "7.\n\nTitle\n\nWords"),
        ("<pre>as  it\n  is</pre>", "as  it\n  is"),
        ("<p>seen</p><script>x</script><style>y</style><p hidden>z</p><p style='display: none'>w</p>", "seen"),
        ("a <!-- comment --> b", "a b"),
        ("&pound;5 &amp; 6&nbsp;km", "£5 & 6\u00a0km"),
        ("<p>unclosed <p>paragraphs <li>here", "unclosed\n\nparagraphs\n\n• here"),
    ],
)
def test_blocks_lists_and_tables(body: str, text: str) -> None:
    assert text_of(body) == text


def test_the_main_part_without_navigation_and_footer() -> None:
    words = "<p>The Committee resolved to approve the budget.</p>" * 4
    page = f"<header>Skip to content</header><nav>Bins</nav><main>{words}</main><footer>Cookies</footer>"
    assert text_of(page).replace("\n\n", "").count("Committee") == 4
    assert "Skip" not in text_of(page)
    assert "Cookies" not in text_of(page)


def test_a_main_part_that_holds_little_of_the_page_is_not_taken() -> None:
    assert "resolved" in text_of("<main>Menu</main><div>" + "It was resolved. " * 9 + "</div>")


@pytest.mark.parametrize(
    ("heading", "link", "body", "title"),
    [
        ("Licensing Panel - Tuesday 2 July 2024 6.00 pm", "", "Licensing Panel", None),
        (
            "Street trading",
            "Meeting of Licensing Panel, Tuesday, 2nd July, 2024 6.00 pm (Item 4.)",
            "Licensing Panel",
            "Street trading",
        ),
    ],
    ids=["a meeting's page", "an agenda item's page"],
)
def test_modern_gov_headings(heading: str, link: str, body: str, title: str | None) -> None:
    page = f"""<div id="modgov"><h1 class="mgMainTitleTxt">Agenda</h1><h2 class="mgSubTitleTxt">{heading}</h2>
    <div class="mgLinks"><ul class="mgActionList"><li><a href="x">{link}</a></li></ul></div>
    <p>Words <span class="mgFileSize">PDF 9 KB</span></p></div>"""
    read = read_html("mgAi.aspx?ID=7", page.encode(), DEFAULT_LIMITS)
    assert (read.meta.body, read.meta.title) == (body, title)
    assert read.meta.meeting_date == date(2024, 7, 2)
    assert "PDF 9 KB" not in read.text
    assert "links, file sizes and hints left out" in read.notes[0]


def test_minutes_that_the_site_cuts_short_are_noted() -> None:
    page = '<div class="mgContent"><p>Words … <a href="x">view the full minutes text for item 9.</a></p></div>'
    assert "cuts the minutes of 1 items short" in read_html("a.html", page.encode(), DEFAULT_LIMITS).notes[1]


def test_the_declared_encoding_is_as_browsers_understand_it() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body>The Chair’s £5 – agreed</body></html>'
    assert read_html("a.html", page.encode("cp1252"), DEFAULT_LIMITS).text == "The Chair’s £5 – agreed"


def test_what_the_head_says() -> None:
    page = """<title>Cabinet, 3 May 2022 - Ambleford District Council</title>
    <link rel=canonical href="https://a.example/3">Words"""
    meta = read_html("a.html", page.encode(), DEFAULT_LIMITS).meta
    assert (meta.title, meta.council, meta.url) == (
        "Cabinet, 3 May 2022",
        "Ambleford District Council",
        "https://a.example/3",
    )
    assert meta.meeting_date == date(2022, 5, 3)


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "blockquote"])
def test_deep_nesting_is_refused_before_parsing(tag: str) -> None:
    with pytest.raises(LimitError, match="within one another") as caught:
        read_html("deep.html", (f"<{tag}>" * 200_000 + "x").encode(), DEFAULT_LIMITS)
    assert caught.value.where == "deep.html"


def test_many_unclosed_paragraphs_are_no_nesting() -> None:
    assert text_of("<p>word" * 3_000).count("word") == 3_000
