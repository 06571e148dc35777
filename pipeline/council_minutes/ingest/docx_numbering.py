"""The list numbers that Word draws and does not store: counted over a document as Word counts them.

WordprocessingML, ECMA-376 part 1, section 17.9: a paragraph names a numbering instance and a level; the instance's
levels say how a number is written. A number goes on over the whole document and starts again below a higher level.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from council_minutes.ingest.numerals import numeral

_LEVELS: Final = 9
_PLACEHOLDER: Final = re.compile(r"%([1-9])")
_W: Final = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str


class Numbering:
    """Gives each numbered paragraph its number, in the order of the document."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        self._of_style = _numbered_styles(document)
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        root = getattr(part, "element", None)
        if root is None:
            return
        for abstract in root.findall("w:abstractNum", _W):
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = _levels(abstract)
        for instance in root.findall("w:num", _W):
            named = instance.find("w:abstractNumId", _W)
            if named is not None:
                self._abstract_of[instance.get(qn("w:numId"), "")] = named.get(qn("w:val"), "")

    def label(self, paragraph: etree._Element) -> str:
        """The paragraph's number or bullet and a space; empty where it has none. Counts: call once a paragraph."""
        named = _num_pr(paragraph.find("w:pPr", _W))
        style = paragraph.find("w:pPr/w:pStyle", _W)
        inherited = self._of_style.get(style.get(qn("w:val"), "")) if style is not None else None
        number_id, depth = named or inherited or ("0", 0)
        abstract = self._abstract_of.get(number_id)
        level = self._levels.get(abstract, {}).get(depth) if abstract is not None else None
        if abstract is None or level is None:
            return ""
        if level.style == "bullet":
            return "• "
        counts = self._counts[abstract]
        current = counts[depth]
        counts[depth] = level.start if current is None else current + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        written = _PLACEHOLDER.sub(lambda found: self._written(abstract, int(found[1]) - 1), level.text)
        return f"{written} " if written.strip() and level.style != "none" else ""

    def _written(self, abstract: str, depth: int) -> str:
        level = self._levels[abstract].get(depth)
        if level is None:
            return ""
        count = self._counts[abstract][depth]
        return numeral(level.start if count is None else count, level.style)


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    levels = {}
    for element in abstract.findall("w:lvl", _W):
        depth = _integer(element.get(qn("w:ilvl")), 0)
        if not 0 <= depth < _LEVELS:
            continue
        levels[depth] = _Level(
            _integer(_value(element.find("w:start", _W)), 1),
            _value(element.find("w:numFmt", _W)) or "decimal",
            _value(element.find("w:lvlText", _W)) or "",
        )
    return levels


def _numbered_styles(document: Document) -> dict[str, tuple[str, int]]:
    found = {}
    for style in document.styles.element.findall("w:style", _W):
        numbered = _num_pr(style.find("w:pPr", _W))
        if numbered is not None:
            found[style.get(qn("w:styleId"), "")] = numbered
    return found


def _num_pr(properties: etree._Element | None) -> tuple[str, int] | None:
    element = properties.find("w:numPr", _W) if properties is not None else None
    if element is None:
        return None
    number_id = _value(element.find("w:numId", _W))
    depth = min(max(_integer(_value(element.find("w:ilvl", _W)), 0), 0), _LEVELS - 1)
    return None if number_id is None else (number_id, depth)


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _integer(written: str | None, default: int) -> int:
    return int(written) if written is not None and re.fullmatch(r"-?\d{1,9}", written) else default
