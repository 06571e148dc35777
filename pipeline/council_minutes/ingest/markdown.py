"""Markdown as its reader sees it: the words without the markup, each one mapped back to the source.

Bold markers, escapes (``1\\.``), superscripts (``5^th^``), quote marks, link addresses and YAML front matter would
split words and names that the models must see whole, so the text is the rendered one. What the minutes say by means of
markup stays: list numbers and bullets as written, line ends, table cells (parted by `` | ``).

markdown-it-py parses; it keeps the lines of a block but no offsets inside it, so ``_Renderer`` follows its tokens
through the block's source. Indented text is a paragraph and not code, and a fence
is no block: minutes indent, and have no code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Final

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.superscript import superscript_plugin

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import LimitError
from council_minutes.ingest.calendar_dates import first_full_date
from council_minutes.ingest.charset import decode, without_controls
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.offsets import MappedText, OffsetMap
from council_minutes.ingest.source import ReadText

_FRONT_MATTER: Final = re.compile(
    r"\A\ufeff?---[ \t]*\n(?P<yaml>.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M
)
# keys of front matter for each field, the more exact one first
_TITLE_KEYS: Final = ("title",)
# ``date`` alone is when a page was published, in the site generators that use front matter: not the meeting's date
_DATE_KEYS: Final = ("meeting_date", "meeting-date", "dated")
_COUNCIL_KEYS: Final = ("council", "authority", "organisation")
_BODY_KEYS: Final = ("body", "committee", "meeting")
_URL_KEYS: Final = ("url", "source_url", "canonical")

_LINE_END: Final = re.compile(r"[\r\n]")
_LIST_MARKER: Final = re.compile(r"[ \t>]*([-+*]|\d{1,9}[.)])(?:[ \t]|$)", re.M)
_QUOTES: Final = re.compile(r"^(?:[ \t]*>)+", re.M)
_SOFT_BREAK: Final = re.compile(r"[ \t]*\\?\n[ \t]*")
_SPAN_END: Final = re.compile(r"\](?:\{[^}]*\})?")
_TITLE: Final = r"(?:\"[^\"]*\"|'[^']*'|\([^()]*\))"
_TARGET: Final = r"(?:<[^>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
_LINK_END: Final = re.compile(rf"\](?:\(\s*{_TARGET}(?:\s+{_TITLE})?\s*\)|\[[^\]]*\])?")
_HTML_PART: Final = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|&(?:#\d+|#[xX][0-9A-Fa-f]+|\w+);", re.S)
_HTML_BREAK: Final = re.compile(r"<br\b", re.I)

# a piece of a block's content: its start and end there, and what is written for it (None: the characters themselves)
_Piece = tuple[int, int, str | None]

_PARSER: Final = (
    MarkdownIt("commonmark", {"maxNesting": 1_000_000})
    .enable(["table", "strikethrough"])
    .disable(["code", "fence", "text_join"])
    .use(superscript_plugin)
    .use(attrs_plugin, after=(), spans=True)
)


def read_markdown(source: str, data: bytes, limits: Limits) -> ReadText:
    """The rendered text, its map to the source, and the front matter's title, date, council, body and URL.

    Raises:
        LimitError: quotes, lists or links nest deeper than ``limits.max_nesting``.
    """
    decoded, notes = decode(source, data)
    text = without_controls(decoded)
    deepest = max((found[0].count(">") for found in _QUOTES.finditer(text)), default=0)
    front = _FRONT_MATTER.match(text)
    meta, body_start = (DocumentMeta(), 0) if front is None else (_front_matter(front["yaml"]), front.end())
    try:
        if deepest > limits.max_nesting:
            raise RecursionError
        rendered, offset_map = _Renderer(text, body_start).render()
    except RecursionError:
        raise LimitError(source, "quotes, lists or links nest too deeply", "Flatten the Markdown") from None
    if "\r\n" in decoded:
        notes = (*notes, "source offsets count CRLF as one character")
    return ReadText(rendered, offset_map, meta, notes)


class _Renderer:
    """Follows the parser's tokens through the source and copies what is no markup."""

    def __init__(self, text: str, body_start: int) -> None:
        self._text = text
        self._body_start = body_start
        self._out = MappedText(text)
        ends = [found.start() for found in _LINE_END.finditer(text, body_start)]
        self._line_starts = [body_start, *(end + 1 for end in ends)]
        self._line_ends = [*ends, len(text)]
        self._cursor: dict[int, int] = {}  # line -> source offset up to which its characters are taken
        self._line = -1  # last line written to
        self._after_marker = False

    def render(self) -> tuple[str, OffsetMap]:
        in_table = in_cell = False
        for token in _PARSER.parse(self._text[self._body_start :]):
            match token.type:
                case "table_open" | "table_close":
                    in_table = token.nesting == 1
                case "th_open" | "td_open" | "th_close" | "td_close":
                    in_cell = token.nesting == 1
                case "list_item_open" if token.map is not None:
                    self._marker(token.map[0])
                case "inline" if token.map is not None:
                    lines = token.content.split("\n")
                    positions = self._locate(lines, token.map[0], whole_line=not in_cell)
                    pieces = _inline_pieces(token.content, token.children or [])
                    self._block(token.map[0], pieces, token.content, positions, in_table)
                case "html_block" if token.map is not None:
                    content = token.content.rstrip("\n")
                    positions = self._locate(content.split("\n"), token.map[0], whole_line=True)
                    self._block(token.map[0], _html_pieces(content), content, positions, False)
        return self._out.build()

    def _marker(self, line: int) -> None:
        """A list item's number or bullet, as written."""
        start = self._cursor.get(line, self._line_starts[line])
        found = _LIST_MARKER.match(self._text, start, self._line_ends[line])
        if found is None:
            return
        self._separate(line, in_table=False)
        self._out.copy(found.start(1), found.end())
        self._cursor[line] = found.end()
        self._line, self._after_marker = line, True

    def _locate(self, lines: Sequence[str], first: int, *, whole_line: bool) -> list[int]:
        """The source offset of every character of a block's content, its line ends included."""
        positions: list[int] = []
        for number, content in enumerate(lines, first):
            start = self._cursor.get(number, self._line_starts[number])
            end = self._line_ends[number]
            line = self._text[start:end]
            stripped = line.rstrip(" \t")
            if whole_line and stripped.endswith(content.rstrip(" \t")):
                at = len(stripped) - len(content.rstrip(" \t"))
                found = list(range(start + at, start + at + len(content)))
            elif (at := line.find(content)) >= 0:
                found = list(range(start + at, start + at + len(content)))
            else:
                found = _subsequence(self._text, start, end, content)
            self._cursor[number] = min(found[-1] + 1 if found else start, end)
            positions += [*found, end]
        return positions

    def _block(self, first: int, pieces: list[_Piece], content: str, positions: list[int], in_table: bool) -> None:
        written = "".join(content[start:end] if text is None else text for start, end, text in pieces)
        if not written.strip() and not (in_table and self._line == first):
            return
        self._separate(first, in_table=in_table)
        for start, end, text in _trimmed(content, pieces):
            if text is not None:
                self._out.replace(*self._source_span(positions, start, end), text)
                continue
            run = start
            for index in range(start + 1, end + 1):
                if index == end or positions[index] != positions[index - 1] + 1:
                    self._copy(content[run:index], positions[run])
                    run = index
        self._line = first + content.count("\n")
        self._after_marker = False

    def _copy(self, written: str, at: int) -> None:
        at = max(at, self._out.source_end)
        end = min(at + len(written), len(self._text))
        if self._text[at:end] == written:
            self._out.copy(at, end)
        else:  # a tab or a line end that the parser wrote otherwise
            self._out.replace(at, end, written)

    def _source_span(self, positions: list[int], start: int, end: int) -> tuple[int, int]:
        at = max(positions[start], self._out.source_end)
        return at, max(at, positions[end - 1] + 1)

    def _separate(self, line: int, *, in_table: bool) -> None:
        if self._line < 0 or (self._after_marker and self._line == line):
            return
        if in_table and self._line == line:
            self._out.insert(" | ")
        else:
            self._out.insert("\n" if in_table or line <= self._line + 1 else "\n\n")


def _trimmed(content: str, pieces: list[_Piece]) -> list[_Piece]:
    """The pieces without white space at both ends, as left there by markup that is dropped."""

    def blank(piece: _Piece) -> bool:
        return not (content[piece[0] : piece[1]] if piece[2] is None else piece[2]).strip()

    first = next((index for index, piece in enumerate(pieces) if not blank(piece)), len(pieces))
    last = next((index for index in range(len(pieces), first, -1) if not blank(pieces[index - 1])), first)
    kept = pieces[first:last]
    if kept and kept[0][2] is None:
        start, end, _ = kept[0]
        kept[0] = (end - len(content[start:end].lstrip()), end, None)
    if kept and kept[-1][2] is None:
        start, end, _ = kept[-1]
        kept[-1] = (start, start + len(content[start:end].rstrip()), None)
    return kept


def _subsequence(text: str, start: int, end: int, content: str) -> list[int]:
    """Offsets of ``content`` in ``text[start:end]`` where the parser took characters out (``\\|`` in a cell)."""
    found = []
    at = start
    for character in content:
        here = text.find(character, at, end)
        if here >= 0:
            at = here
        found.append(min(at, end - 1) if end > start else start)
        at = min(at + 1, end)
    return found


def _inline_pieces(content: str, children: Sequence[Token]) -> list[_Piece]:
    """What is written of a block's content: all that is no markup, left to right."""
    pieces: list[_Piece] = []
    at = 0
    for child in children:
        match child.type:
            case "text":
                found = content.find(child.content, at)
                start = at if found < 0 else found
                at = start + len(child.content)
                pieces.append((start, at, None))
            case "text_special":
                start = content.find(child.markup, at)
                at = start + len(child.markup)
                pieces.append((at - 1, at, None) if child.info == "escape" else (start, at, child.content))
            case "softbreak" | "hardbreak":
                found_break = _SOFT_BREAK.search(content, at)
                if found_break is not None:
                    newline = content.index("\n", found_break.start())
                    pieces.append((newline, newline + 1, "\n"))
                    at = found_break.end()
            case "code_inline":
                start = content.find(child.markup, at) + len(child.markup)
                if content[start : start + len(child.content)].replace("\n", " ") != child.content:
                    start += 1  # one space on either side is not part of it
                pieces.append((start, start + len(child.content), child.content))
                at = content.find(child.markup, start + len(child.content)) + len(child.markup)
            case "html_inline":
                start = content.find(child.content, at)
                at = start + len(child.content)
                if _HTML_BREAK.match(child.content) is not None:
                    pieces.append((start, at, "\n"))
            case "image":
                alt = content.find("![", at) + 2 + len(child.content)
                at = _end_of(_LINK_END, content, alt)
            case "link_close" if child.markup != "autolink":
                at = _end_of(_LINK_END, content, at)
            case "span_close":
                at = _end_of(_SPAN_END, content, at)
            case _:
                markup = _MARKUP_OF.get((child.type, child.markup), child.markup)
                at = content.find(markup, at) + len(markup)
    return [piece for piece in pieces if piece[1] > piece[0]]


# markup of the tokens that do not carry their own
_MARKUP_OF: Final = {
    ("link_open", ""): "[",
    ("link_open", "autolink"): "<",
    ("link_close", "autolink"): ">",
    ("span_open", ""): "[",
}


def _end_of(pattern: re.Pattern[str], content: str, at: int) -> int:
    found = pattern.search(content, at)
    return at if found is None else found.end()


def _html_pieces(content: str) -> list[_Piece]:
    """A block of HTML in Markdown: its words, without tags and comments, entities resolved."""
    pieces: list[_Piece] = []
    at = 0
    for part in _HTML_PART.finditer(content):
        pieces.append((at, part.start(), None))
        if part[0].startswith("&"):
            pieces.append((part.start(), part.end(), html.unescape(part[0])))
        elif _HTML_BREAK.match(part[0]) is not None:
            pieces.append((part.start(), part.end(), "\n"))
        at = part.end()
    pieces.append((at, len(content), None))
    return [piece for piece in pieces if piece[1] > piece[0]]


def _front_matter(text: str) -> DocumentMeta:
    try:
        loaded = yaml.load(text, Loader=yaml.BaseLoader)  # strings only: an impossible date is no error
    except (yaml.YAMLError, RecursionError):
        return DocumentMeta()  # front matter that is no YAML says nothing; it is no part of the minutes either
    if not isinstance(loaded, Mapping):
        return DocumentMeta()

    def first(keys: Sequence[str]) -> str | None:
        found = next((loaded[key] for key in keys if isinstance(loaded.get(key), str)), None)
        return None if found is None or not found.strip() else found.strip()

    title, dated = first(_TITLE_KEYS), first(_DATE_KEYS)
    return DocumentMeta(
        title=title,
        council=first(_COUNCIL_KEYS),
        body=first(_BODY_KEYS),
        meeting_date=first_full_date(dated or "") or first_full_date(title or ""),
        url=first(_URL_KEYS),
    )
