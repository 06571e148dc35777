"""PDF: the words of the text layer, line by line, with a blank line where the page shows a gap.

PDFium reads (Apache-2.0/BSD-3-Clause; through pypdfium2): on council minutes it keeps the order of justified lines and
hanging item numbers where layout-analysing readers part them. PDFium gives lines but no paragraphs, so gaps come from
the lines' boxes. Running heads and page numbers stand in the middle of sentences and are left out, with a note.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.calendar_dates import first_full_date
from council_minutes.ingest.charset import CONTROL, REPLACEMENT
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.source import ReadText

_TRAILER: Final = b"%%EOF"
# a trailer may be followed by some padding, not by much more (ISO 32000-1, implementation note 18: 1024 bytes)
_TRAILER_WITHIN: Final = 4096
# two lines are parted by a blank one where the gap between them is more than this share of a line's height
_PARAGRAPH_GAP: Final = 0.45
# a line at a page's edge is a running head where this share of the pages, and so many, have it
_RUNNING_SHARE: Final = 0.5
_RUNNING_PAGES: Final = 2
_EDGE_LINES: Final = 2
_PAGE_NUMBER: Final = re.compile(r"[\s\-–—]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[\s\-–—]*", re.I)
_NUMBER: Final = re.compile(r"\b\d{1,4}\b")
_SENTENCE_END: Final = re.compile(r"[.:;?!][)\"'’”\]]*$")

# PDFium writes these for a hyphen at a line's end, and takes the line's end away
_LINE_END_HYPHENS: Final = "\x02\ufffe\u00ad"
_SYMBOL_FONTS: Final = ("symbol", "wingdings", "webdings", "zapfdingbats")
# private use and C1 controls: what symbol fonts' bullets come out as
_BULLET: Final = re.compile("[\x80-\x9f\ue000-\uf8ff]")
_SPACE_GLYPH: Final = "\x03"
# Fonts without a map to Unicode give glyph numbers; in fonts by Microsoft's and Apple's order those are ASCII less 29
# https://developer.apple.com/fonts/TrueType-Reference-Manual/RM06/Chap6post.html
_GLYPH_ORDER: Final = {chr(code - 29): chr(code) for code in range(0x20, 0x7F)} | {
    chr(177): "–",
    chr(178): "—",
    chr(179): "“",
    chr(180): "”",
    chr(181): "‘",
    chr(182): "’",
    chr(132): "£",
}
# titles that programs write by themselves
_NO_TITLE: Final = re.compile(
    r"^(?:microsoft word|untitled|document\d*|minutes|agenda|slide|pdf)\b.{0,4}$|\.(?:docx?|rtf|pdf|odt)$|^microsoft",
    re.I,
)
_NO_FONT: Final = b""


@dataclass(slots=True)
class _Line:
    text: str
    top: float
    bottom: float


def read_pdf(source: str, data: bytes, limits: Limits) -> ReadText:
    """The text layer; no offset map, as a PDF has no text offsets.

    Raises:
        LimitError: more than ``limits.max_pdf_pages`` pages.
        ReadError: encrypted, damaged, cut short, or without a text layer.
    """
    if _TRAILER not in data[-_TRAILER_WITHIN:]:
        raise ReadError(source, "is a PDF that ends before its end mark", "Fetch the file again: it is cut short")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(source, "is encrypted", "Save a copy of the PDF without a password") from error
        raise ReadError(source, f"cannot be read as PDF ({error})", "Fetch the file again") from error
    try:
        return _read_pages(source, pdf, limits)
    except pypdfium2.PdfiumError as error:
        raise ReadError(source, f"has a damaged page ({error})", "Fetch the file again") from error
    finally:
        pdf.close()


def _read_pages(source: str, pdf: pypdfium2.PdfDocument, limits: Limits) -> ReadText:
    if len(pdf) > limits.max_pdf_pages:
        cause = f"has {len(pdf)} pages, more than {limits.max_pdf_pages}"
        raise LimitError(source, cause, "Split the PDF, or raise max_pdf_pages")
    pages = [_page_lines(page) for page in pdf]
    empty = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(empty) == len(pages):
        remedy = "Run OCR over it (for example with ocrmypdf) and read the result"
        raise ReadError(source, "has no text layer; it holds images of pages only", remedy)
    notes: tuple[str, ...] = ()
    if empty:
        notes += (f"{len(empty)} of {len(pages)} pages have no text layer, the first is page {empty[0]}",)
    pages, left_out = _without_running_lines(pages)
    if left_out:
        notes += (f"{left_out} running heads and page numbers left out",)
    title = pdf.get_metadata_value("Title").strip()
    named = title if title and _NO_TITLE.search(title) is None else None
    return ReadText(_joined(pages), None, DocumentMeta(title=named, meeting_date=first_full_date(named or "")), notes)


def _page_lines(page: pypdfium2.PdfPage) -> list[_Line]:
    textpage = page.get_textpage()
    count = textpage.count_chars()
    characters = [chr(pdfium_c.FPDFText_GetUnicode(textpage, index)) for index in range(count)]
    if _SPACE_GLYPH in characters:
        _restore_glyphs(textpage, characters)
    lines: list[_Line] = []
    start = 0
    for index in range(count + 1):
        if index < count and characters[index] != "\n":
            continue
        line = _line(textpage, characters, start, index)
        if line is not None:
            lines.append(line)
        start = index + 1
    textpage.close()
    page.close()
    return lines


def _line(textpage: pypdfium2.PdfTextPage, characters: list[str], start: int, end: int) -> _Line | None:
    first = next((index for index in range(start, end) if not characters[index].isspace()), None)
    if first is None:
        return None
    text = "".join(characters[first:end])
    for hyphen in _LINE_END_HYPHENS:
        text = text.replace(hyphen, "-")
    if _BULLET.match(text[0]) is not None or (len(text) > 1 and text[1] == " " and _is_symbol(textpage, first)):
        text = "•" + text[1:]
    text = CONTROL.sub(REPLACEMENT, text).rstrip()
    inked = [index for index in range(first, end) if characters[index].isalnum()] or [first]
    # bullets and blanks have boxes of their own fonts; a line that PDFium joined over a hyphen ends lower than it began
    _, _, _, top = textpage.get_charbox(inked[0], loose=True)
    _, bottom, _, _ = textpage.get_charbox(inked[-1], loose=True)
    return _Line(text, top, bottom)


def _font(textpage: pypdfium2.PdfTextPage, index: int) -> bytes:
    name = ctypes.create_string_buffer(128)
    length = pdfium_c.FPDFText_GetFontInfo(textpage, index, name, len(name), None)
    return name.value if length else _NO_FONT


def _is_symbol(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    font = _font(textpage, index).decode("latin-1").lower()
    return any(name in font for name in _SYMBOL_FONTS)


def _restore_glyphs(textpage: pypdfium2.PdfTextPage, characters: list[str]) -> None:
    """Turns glyph numbers into characters, in fonts whose space came out as glyph 3."""
    fonts = [_font(textpage, index) for index in range(len(characters))]
    unmapped = {font for font, character in zip(fonts, characters, strict=True) if character == _SPACE_GLYPH}
    for index, font in enumerate(fonts):
        if font in unmapped and font != _NO_FONT:
            characters[index] = _GLYPH_ORDER.get(characters[index], characters[index])


def _without_running_lines(pages: Sequence[list[_Line]]) -> tuple[list[list[_Line]], int]:
    """Pages without page numbers and running heads; a running head's first occurrence stays, as it may be the title."""
    edges = [_edges(lines) for lines in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for number, page in enumerate(edges):
        seen.update({shape for edge in page for line in edge for shape in _shapes(line, number)})
    enough = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    running = {shape for shape, count in seen.items() if count >= enough}
    kept, left_out = [], 0
    known: set[tuple[str, int]] = set()
    for number, (lines, page) in enumerate(zip(pages, edges, strict=True)):
        dropped: list[_Line] = []
        for edge in page:
            for line in edge:  # from the page's edge inwards, up to the first line that belongs to the minutes
                shapes = _shapes(line, number) & running
                is_number = _PAGE_NUMBER.fullmatch(line.text) is not None
                if not is_number and not shapes:
                    break
                if is_number or shapes & known:
                    dropped.append(line)
                known |= shapes
        kept.append([line for line in lines if all(line is not other for other in dropped)])
        left_out += len(lines) - len(kept[-1])
    return kept, left_out


def _shapes(line: _Line, page: int) -> set[tuple[str, int]]:
    """What a running head has in common with the others: its height, and its words with one number counted by page."""
    height = round(line.top)
    shapes = {(line.text, height)}
    for found in _NUMBER.finditer(line.text):
        counted = int(found[0]) - page
        shapes.add((f"{line.text[: found.start()]}#{counted}{line.text[found.end() :]}", height))
    return shapes


def _edges(lines: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The outermost lines at the head and at the foot of a page, by where they stand and not by reading order."""
    by_place = sorted(lines, key=lambda line: -line.top)
    return by_place[:_EDGE_LINES], by_place[: -_EDGE_LINES - 1 : -1]


def _joined(pages: Sequence[list[_Line]]) -> str:
    out: list[str] = []
    for lines in pages:
        before: _Line | None = None
        for line in lines:
            if before is not None:
                gap = before.bottom - line.top
                height = max(line.top - line.bottom, 1.0)
                starts_column = line.bottom > before.top
                out.append("\n\n" if gap > _PARAGRAPH_GAP * height or starts_column else "\n")
            elif out:
                out.append("\n\n" if _SENTENCE_END.search(out[-1]) is not None else "\n")
            out.append(line.text)
            before = line
    return "".join(out)
