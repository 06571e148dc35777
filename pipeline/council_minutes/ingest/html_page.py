"""Pages of HTML: ModernGov's (a meeting, an agenda item) by their own classes, all others by their main part."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import ReadError
from council_minutes.ingest.calendar_dates import first_full_date, full_dates
from council_minutes.ingest.charset import decode
from council_minutes.ingest.html_text import parse_html, render, words_of
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.source import ReadText, merge_meta

_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
_HEAD_BYTES: Final = 4096
# what the standard makes of labels that pages put on Windows text: https://encoding.spec.whatwg.org/#names-and-labels
_AS_BROWSERS_DO: Final = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}

# a part with less of the page's words than this is not its main part
_MAIN_SHARE: Final = 0.5
_MAIN: Final = ("main", "[role=main]", "article", "#content", "#main-content", "#main")

_MODERN_GOV: Final = "#modgov, .mgContent, .mgWordPara, .mgAiTitleTxt, .mgMainTitleTxt"
# links, file sizes, words for screen readers, forms and footers: no words of the minutes
_MODERN_GOV_FURNITURE: Final = (
    ".mgLinks, .mgActionList, .mgFileSize, .mgHide, .mgTabs, .mgHelp, .mgFooter, .mgSearch, .mgCalendar, "
    ".mgBreadcrumb, .mgPrint, .mgShare, .sr-only"
)
_COUNCIL: Final = re.compile(r"\b(?:council|comhairle|cyngor|borough|authority|corporation)\b", re.I)
# "Meeting of Cabinet, Thursday, 19th March, 2020 7.00 pm (Item 8.)", the link of an agenda item to its meeting
_ITEM_MEETING: Final = re.compile(r"\bMeeting of\s+(?P<body>.{3,200}?),\s*(?P<day>[A-Z][a-z]+day\b.{5,60})", re.S)
# "Planning Committee - Thursday 15 January 2026 7:30 pm", the heading of a meeting's page
_MEETING_HEADING: Final = re.compile(r"^(?P<body>.{3,200}?)\s+[-–—]\s+(?P<day>[A-Z][a-z]+day\b.{5,60})$", re.S)
# what ModernGov writes where it shows an item's minutes in part
_CUT_SHORT: Final = re.compile(r"view the full minutes text for item", re.I)
_PAGE_TITLE_PARTS: Final = re.compile(r"\s+[-–—|]\s+")


def read_html(source: str, data: bytes, limits: Limits) -> ReadText:
    """The page's main part as text, and what its head and ModernGov's headings say of the meeting.

    HTML gives no offset map: a paragraph's words are spread over tags and entities that no reader of the page sees.

    Raises:
        LimitError: elements nest deeper than ``limits.max_nesting``.
        ReadError: the page has no text.
    """
    found = _DECLARED.search(data[:_HEAD_BYTES])
    label = found[1].decode("ascii").lower() if found is not None else None
    decoded, notes = decode(source, data, _AS_BROWSERS_DO.get(label, label) if label is not None else None)
    tree = parse_html(source, decoded.removeprefix("\ufeff"), limits)
    if tree.body is None:
        raise ReadError(source, "is an HTML page without a body", "Save the page again from a browser")
    meta = _head_meta(tree)
    if tree.css_first(_MODERN_GOV) is not None:
        meta = merge_meta(_modern_gov_meta(tree), meta)
        text, note = _modern_gov_text(tree, tree.body)
    else:
        text, note = _main_text(tree, tree.body)
    return ReadText(text, None, meta, (*notes, *note))


def _main_text(tree: LexborHTMLParser, body: LexborNode) -> tuple[str, tuple[str, ...]]:
    whole = render(body)
    for selector in _MAIN:
        candidates = tree.css(selector)
        if len(candidates) == 1:
            text = render(candidates[0])
            if len(text) >= _MAIN_SHARE * len(whole) and len(text) < len(whole):
                return text, ("the page's main part only: header, footer and navigation left out",)
    return whole, ()


def _modern_gov_text(tree: LexborHTMLParser, body: LexborNode) -> tuple[str, tuple[str, ...]]:
    furniture = tree.css(_MODERN_GOV_FURNITURE)
    for node in furniture:
        node.decompose()
    note: tuple[str, ...] = (f"ModernGov page: {len(furniture)} links, file sizes and hints left out",)
    if cut := len(_CUT_SHORT.findall(render(body))):
        note += (f"the site cuts the minutes of {cut} items short on this page: fetch their own pages for the rest",)
    root = tree.css_first("#modgov")
    if root is not None:
        return render(root), note
    parts = tree.css(".mgHeader, .mgSubTitle, .mgContent")
    return "\n\n".join(render(part) for part in parts) if parts else render(body), note


def _head_meta(tree: LexborHTMLParser) -> DocumentMeta:
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property")
        content = node.attributes.get("content")
        if name and content and content.strip():
            metas.setdefault(name.lower(), " ".join(content.split()))
    title_node = tree.css_first("title")
    title = metas.get("dc.title") or metas.get("og:title") or (words_of(title_node) if title_node is not None else None)
    site = metas.get("og:site_name") or metas.get("dc.publisher") or metas.get("dc.creator")
    canonical = tree.css_first("link[rel=canonical]")
    url = metas.get("og:url") or (canonical.attributes.get("href") if canonical is not None else None)
    council = _council(site) or _council_of_title(words_of(title_node) if title_node is not None else "")
    if title and council is not None:
        title = title.removesuffix(council).rstrip(" -–—|")
    return DocumentMeta(
        title=title or None,
        council=council,
        meeting_date=first_full_date(title or ""),
        url=url if url is not None and url.startswith(("http://", "https://")) else None,
    )


def _modern_gov_meta(tree: LexborHTMLParser) -> DocumentMeta:
    heading = tree.css_first(".mgSubTitleTxt")
    if heading is None:
        return DocumentMeta()
    words = words_of(heading)
    if (meeting := _MEETING_HEADING.match(words)) is not None:
        return DocumentMeta(body=meeting["body"].strip(), meeting_date=first_full_date(meeting["day"]))
    for node in tree.css(".mgLinks a, .mgActionList a, .mgSubTitle, .mgContent > p"):
        item = _ITEM_MEETING.search(words_of(node))
        if item is not None and (day := next(full_dates(item["day"]), None)) is not None:
            return DocumentMeta(title=words, body=item["body"].strip(), meeting_date=day[1])
    return DocumentMeta(title=words)


def _council(name: str | None) -> str | None:
    return name if name is not None and _COUNCIL.search(name) is not None else None


def _council_of_title(title: str) -> str | None:
    """The council at the end of a page's title: ``Agenda item - Libraries - Borsetshire County Council``."""
    parts = _PAGE_TITLE_PARTS.split(title)
    if len(parts) < 2 or _NOT_A_NAME.search(parts[-1]) is not None:
        return None
    return _council(parts[-1])


_NOT_A_NAME: Final = re.compile(r"\d|\bmodern\s?(?:\.?gov|council)\b|\b(?:meeting|committee|agenda|minutes)\b", re.I)
