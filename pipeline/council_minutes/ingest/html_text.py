"""HTML as text: blocks on lines of their own, white space as a browser shows it, list numbers and table cells kept.

The parser (lexbor, by selectolax) builds the tree that browsers build. Walks over the tree are loops, not recursion.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.charset import CONTROL, REPLACEMENT
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.numerals import numeral

# fmt: off
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
})
# fmt: on
# blocks with a blank line before and after; the others only begin a line
# fmt: off
_PARAGRAPHS: Final = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "blockquote", "pre", "caption", "hr",
})
_DROPPED: Final = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object", "embed", "canvas",
    "audio", "video", "map", "button", "select", "option", "datalist", "input", "textarea", "progress", "meter",
    "nav",
})
_VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})
# fmt: on
# elements whose end tag may be left out, so that a missing one says nothing of nesting
# fmt: off
_END_OPTIONAL: Final = frozenset({
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "rt",
    "rp", "html", "body", "head",
})
# fmt: on
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b.*?(?:</(?P=raw)\s*>|\Z)|<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)",
    re.I | re.S,
)
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_LIST_STYLES: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_TEXT: Final = "-text"


def parse_html(source: str, markup: str, limits: Limits) -> LexborHTMLParser:
    """The tree of a page, refused beforehand where its elements nest too deeply (the parser would take hours).

    Raises:
        LimitError: more than ``limits.max_nesting`` elements open at once.
        ReadError: the parser gives up.
    """
    depth = 0
    for tag in _TAG.finditer(markup):
        name = (tag["name"] or "").lower()
        if not name or name in _VOID or name in _END_OPTIONAL:
            continue
        depth = max(depth + (-1 if tag["end"] else 1), 0)
        if depth > limits.max_nesting:
            remedy = "Save the page again from a browser, or raise max_nesting"
            raise LimitError(source, f"has more than {limits.max_nesting} HTML elements within one another", remedy)
    try:
        return LexborHTMLParser(CONTROL.sub(REPLACEMENT, markup))
    except (RuntimeError, ValueError) as error:
        raise ReadError(source, f"cannot be read as HTML ({error})", "Save the page again from a browser") from error


def render(root: LexborNode) -> str:
    """The text of ``root``: paragraphs parted by a blank line, cells of a table's row by `` | ``."""
    return _Writer().render(root)


def words_of(node: LexborNode) -> str:
    """The text of one heading or cell on one line."""
    return _SPACE.sub(" ", node.text(deep=True).replace("\xa0", " ")).strip()


class _Writer:
    def __init__(self) -> None:
        self._lines: list[str] = [""]
        self._blank_due = False
        self._space_due = False
        self._pre = 0
        self._items: list[Counter[str]] = []

    def render(self, root: LexborNode) -> str:
        for node, opens in _walk(root):
            if node.tag == _TEXT:
                self._text(node.text_content or "")
            elif node.tag == "br":
                self._break()
            elif opens:
                self._open(node)
            else:
                self._close(node)
        text = "\n".join(line.rstrip(" \t") for line in self._lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n ")

    def _open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in {"td", "th"} and not _is_layout_row(node.parent):
            if _previous_cell(node) is not None:
                self._lines[-1] += " | "
                self._space_due = False
            return
        if tag in _BLOCKS and not _is_inside_data_cell(node):
            self._line(blank=_stands_apart(node) and not self._at_item_start())
        if tag == "pre":
            self._pre += 1
        if tag == "li":
            self._write(_marker(node))

    def _close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "pre":
            self._pre -= 1
        if tag in {"td", "th"} and not _is_layout_row(node.parent):
            return
        if tag in _BLOCKS:
            if _is_inside_data_cell(node):
                self._space_due = True
            else:
                self._line(blank=_stands_apart(node))

    def _at_item_start(self) -> bool:
        """Whether only a list item's marker stands on the line: its first paragraph goes on behind it."""
        return bool(_ONLY_MARKER.fullmatch(self._lines[-1]))

    def _line(self, *, blank: bool) -> None:
        self._space_due = False
        self._blank_due = self._blank_due or blank
        if self._at_item_start():
            self._blank_due = False
        elif self._lines[-1].strip():
            self._lines.append("")

    def _break(self) -> None:
        self._space_due = False
        self._lines.append("")

    def _text(self, text: str) -> None:
        if self._pre:
            first, *rest = text.split("\n")
            self._write(first)
            self._lines += rest
            return
        shown = _SPACE.sub(" ", text)
        if shown.startswith(" "):
            self._space_due = True
        if not shown.strip(" "):
            return
        self._write(shown.strip(" "))
        self._space_due = shown.endswith(" ")

    def _write(self, text: str) -> None:
        if self._blank_due and text.strip() and any(self._lines):
            if self._lines[-1].strip():
                self._lines.append("")
            self._lines[-1:] = ["", ""]
        if text.strip():
            self._blank_due = False
        if self._space_due and self._lines[-1] and not self._lines[-1].endswith(" "):
            self._lines[-1] += " "
        self._space_due = False
        self._lines[-1] += text


_ONLY_MARKER: Final = re.compile(r"(?:• |[0-9a-zA-Z]+[.)] )")


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below ``root`` in order, elements twice: when they open (True) and when they close (False)."""
    stack: list[tuple[LexborNode, bool]] = [(root, False), (root, True)]
    while stack:
        node, opens = stack.pop()
        yield node, opens
        if not opens or node.tag == _TEXT:
            continue
        children = []
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == _TEXT or tag == "br":
                children.append([(child, True)])
            elif not tag.startswith(("-", "!")) and tag not in _DROPPED and not _is_hidden(child):
                children.append([(child, False), (child, True)])
            child = child.next
        for entry in reversed(children):
            stack += entry


def _stands_apart(block: LexborNode) -> bool:
    """Whether a blank line parts a block from what is around it; a list within an item does not stand apart."""
    within_item = block.parent is not None and block.parent.tag == "li"
    return block.tag in _PARAGRAPHS and not (within_item and block.tag in {"ul", "ol"})


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def _is_layout_row(row: LexborNode | None) -> bool:
    """Whether a table's row lays out a page: a cell of it holds several paragraphs, a list or a table."""
    if row is None:
        return True
    return any(len(cell.css("p, li, h1, h2, h3, h4, table")) > 1 for cell in _cells(row))


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    child = row.child
    while child is not None:
        if child.tag in {"td", "th"}:
            yield child
        child = child.next


def _previous_cell(cell: LexborNode) -> LexborNode | None:
    before = cell.prev
    while before is not None and before.tag not in {"td", "th"}:
        before = before.prev
    return before


def _is_inside_data_cell(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in {"td", "th", "table", "body"}:
        parent = parent.parent
    return parent is not None and parent.tag in {"td", "th"} and not _is_layout_row(parent.parent)


def _marker(item: LexborNode) -> str:
    """The number or bullet that a browser draws before a list item."""
    parent = item.parent
    if parent is None or parent.tag != "ol":
        return "• "
    attributes = parent.attributes
    start = attributes.get("start") or ""
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    before = item.prev
    while before is not None:
        number += before.tag == "li"
        before = before.prev
    return numeral(number, _LIST_STYLES.get(attributes.get("type") or "1", "decimal")) + ". "
