"""DOCX: paragraphs with the numbers Word draws, tables row by row, as they stand in the document's body.

python-docx opens the package; the body is walked by its elements, because words also stand in content controls,
insertions of tracked changes and hyperlinks. Deleted text, comments, headers and footers are no words of the minutes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.calendar_dates import first_full_date
from council_minutes.ingest.docx_numbering import Numbering
from council_minutes.ingest.limits import MEGABYTE, Limits
from council_minutes.ingest.source import ReadText

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# in a paragraph: not its words
_SKIPPED: Final = frozenset(
    {
        f"{_WORD}{name}"
        for name in ("del", "moveFrom", "pPr", "rPr", "sectPr", "instrText", "delText", "tblPr", "fldData")
    }
    | {_FALLBACK}
)
_WRITTEN: Final = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_OLE: Final = b"\xd0\xcf\x11\xe0"
# what zipfile and zlib raise on damaged packages; ValueError for offsets before the file's start
_BAD_PACKAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_MAIN_PART: Final = "[Content_Types].xml"
# ECMA-376 part 2, section 9.1.4: a part must not declare a document type, so one that does is hostile or broken
_DOCTYPE: Final = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_NO_TITLE: Final = re.compile(r"^(?:word document|document\d*|untitled|title|minutes|agenda)$", re.I)


def read_docx(source: str, data: bytes, limits: Limits) -> ReadText:
    """The body's text and the core properties' title; no offset map, as a DOCX has no text offsets.

    Raises:
        LimitError: the package unpacks to too much, or tables nest too deeply.
        ReadError: no DOCX, encrypted, damaged, or with a document type declaration.
    """
    _check_package(source, data, limits)
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, AttributeError, etree.XMLSyntaxError, *_BAD_PACKAGE) as error:
        raise ReadError(
            source, f"is a damaged DOCX ({error})", "Open it in a word processor and save it again"
        ) from error
    body = document.element.body
    if body is None:
        raise ReadError(source, "is a DOCX without a body", "Open it in a word processor and save it again")
    blocks = list(_blocks(source, body, Numbering(document), limits))
    text = "\n\n".join(block for block in blocks if block.strip())
    return ReadText(text, None, _meta(document))


def _check_package(source: str, data: bytes, limits: Limits) -> None:
    if data.startswith(_OLE):
        remedy = "Save it in a word processor as .docx, without a password"
        raise ReadError(source, "is an old Word document (.doc) or a DOCX with a password", remedy)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if _MAIN_PART not in package.namelist():
                raise ReadError(source, "is a zip file but no DOCX", "Open it as an archive, or save it as .docx")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > max(limits.compression_floor, limits.max_compression_ratio * len(data)):
                cause = f"unpacks from {len(data):,} to {unpacked:,} bytes"
                raise LimitError(source, cause, "Check where it comes from; it looks like a zip bomb")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(source, package, part, limits)
    except _BAD_PACKAGE as error:
        raise ReadError(
            source, f"is no DOCX ({error})", "Fetch it again, or give it the suffix of its format"
        ) from error


def _check_part(source: str, package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    if part.file_size > limits.max_bytes:
        cause = f"holds a part of {part.file_size / MEGABYTE:,.0f} MB"
        raise LimitError(source, cause, "Split the document, or raise max_bytes")
    content = package.read(part)
    if _DOCTYPE.search(content) is not None:
        cause = f"declares a document type or entities in {part.filename}, which no word processor does"
        raise ReadError(source, cause, "Open it in a word processor and save it again")


def _blocks(source: str, container: etree._Element, numbering: Numbering, limits: Limits) -> Iterator[str]:
    """Text of each paragraph and table in document order; content controls are looked through."""
    stack: list[etree._Element] = [container]
    depth_limit = limits.max_nesting
    while stack:
        element = stack.pop()
        if element.tag == f"{_WORD}p":
            yield numbering.label(element) + _paragraph(source, element, numbering, limits)
        elif element.tag == f"{_WORD}tbl":
            if sum(1 for _ in element.iterancestors(f"{_WORD}tbl")) > depth_limit:
                raise LimitError(source, "has tables nested too deeply", "Flatten its tables")
            yield "\n".join(_rows(source, element, numbering, limits))
        elif element.tag not in _SKIPPED:
            stack += reversed(element)


def _rows(source: str, table: etree._Element, numbering: Numbering, limits: Limits) -> Iterator[str]:
    """A line a row, cells parted by `` | ``; a cell with several paragraphs keeps them on lines of their own."""
    for row in table.iter(f"{_WORD}tr"):
        if next(row.iterancestors(f"{_WORD}tbl")) is not table:
            continue
        cells = []
        for cell in row.iter(f"{_WORD}tc"):
            if next(cell.iterancestors(f"{_WORD}tr")) is not row:
                continue
            blocks = [block for block in _blocks(source, cell, numbering, limits) if block.strip()]
            cells.append("\n".join(blocks))
        if any(cell.strip() for cell in cells):
            yield " | ".join(cells)


def _paragraph(source: str, paragraph: etree._Element, numbering: Numbering, limits: Limits) -> str:
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == f"{_WORD}t":
            pieces.append(element.text or "")
        elif element.tag in _WRITTEN:
            pieces.append(_WRITTEN[element.tag])
        elif element.tag == f"{_WORD}txbxContent":
            boxes.append(element)
        elif element.tag not in _SKIPPED:
            stack += reversed(element)
    for box in boxes:  # a text box stands beside its paragraph, so its words come after
        pieces += ["\n", "\n".join(_blocks(source, box, numbering, limits))]
    return "".join(pieces)


def _meta(document: Document) -> DocumentMeta:
    title = (document.core_properties.title or "").strip()
    named = title if title and _NO_TITLE.fullmatch(title) is None else None
    return DocumentMeta(title=named, meeting_date=first_full_date(named or ""))
