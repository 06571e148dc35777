"""Builds the PDF, DOCX and Windows-1252 documents of examples/archive from the texts in examples/archive-sources.

    python scripts/build_example_archive.py

In a source text ``# `` and ``## `` begin a heading, ``- `` a bullet, ``1. `` a numbered paragraph and ``| a | b |`` a
table's row. The files are committed, so that the example needs neither reportlab nor a build.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet  # type: ignore[import-untyped]
from reportlab.lib.units import cm  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table  # type: ignore[import-untyped]

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
SOURCES: Final = EXAMPLES / "archive-sources"
ARCHIVE: Final = EXAMPLES / "archive"
_BLOCK: Final = re.compile(r"(?P<mark>## |# |- |\d+\. |\| )?(?P<words>.*)")
_BUILT: Final = datetime(2025, 1, 1, tzinfo=UTC)


def blocks(text: str) -> list[tuple[str, str]]:
    """(mark, words) of each line that is not empty; the mark is one of ``#``, ``##``, ``-``, ``1.``, ``|`` or empty."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _BLOCK.fullmatch(line.strip())
        if match is not None:
            found.append(((match["mark"] or "").strip(), match["words"]))
    return found


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.rstrip("| ").split(" | ")]


def build_pdf(source: Path, target: Path) -> None:
    """A PDF as councils print them: justified lines, a running head and a page number on every page."""
    sheet = getSampleStyleSheet()
    body = ParagraphStyle("minutes", parent=sheet["BodyText"], fontSize=11, leading=15, alignment=4, spaceAfter=8)
    bullet = ParagraphStyle("bullet", parent=body, leftIndent=18, bulletIndent=6)
    head = ParagraphStyle("head", parent=sheet["Heading2"], alignment=1)
    story: list[Flowable] = []
    for mark, group in groupby(blocks(source.read_text("utf-8")), key=lambda block: block[0]):
        rows = [words for _, words in group]
        if mark == "|":
            story += [Table([cells(row) for row in rows], hAlign="LEFT"), Spacer(1, 8)]
        elif mark == "-":
            story += [Paragraph(escape(row), bullet, bulletText="•") for row in rows]
        elif mark in {"#", "##"}:
            story += [Paragraph(escape(row), head) for row in rows]
        else:
            story += [Paragraph(escape(f"{mark} {row}".strip()), body) for row in rows]
    title = blocks(source.read_text("utf-8"))[0][1]

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawRightString(A4[0] - 2 * cm, A4[1] - 1.2 * cm, f"{title}: minutes")
        canvas.drawCentredString(A4[0] / 2, 1.2 * cm, str(document.page))

    page = SimpleDocTemplate(
        str(target), pagesize=A4, title=f"{title}: minutes", topMargin=7 * cm, bottomMargin=7 * cm, invariant=1
    )
    page.build(story, onFirstPage=furniture, onLaterPages=furniture)


def build_docx(source: Path, target: Path) -> None:
    """A DOCX with headings, tables, bullets and numbers that Word draws by itself."""
    document = docx.Document()
    text = blocks(source.read_text("utf-8"))
    numbered, next_number = _numbering_id(document), 1
    for mark, group in groupby(text, key=lambda block: block[0]):
        rows = [words for _, words in group]
        if mark == "|":
            columns = len(cells(rows[0]))
            table = document.add_table(rows=0, cols=columns)
            for row in rows:
                for cell, words in zip(table.add_row().cells, cells(row), strict=True):
                    cell.text = words
            continue
        for words in rows:
            match mark:
                case "#":
                    document.add_heading(words, 1)
                case "##":
                    document.add_heading(words, 2)
                case "-":
                    document.add_paragraph(words, style="List Bullet")
                case _ if mark == f"{next_number}.":  # a list that counts from 1 is left to Word
                    _number(document.add_paragraph(words), numbered)
                    next_number += 1
                case _:
                    document.add_paragraph(f"{mark} {words}".strip())
    core = document.core_properties
    core.title = f"{text[0][1]}: minutes"
    core.author, core.created, core.modified = "", _BUILT, _BUILT
    document.save(str(target))


def _numbering_id(document: docx.document.Document) -> str:
    """The numbering instance of the default template's style for numbered lists."""
    style = document.styles["List Number"].element
    return str(style.find(f".//{qn('w:numId')}").get(qn("w:val")))


def _number(paragraph: WordParagraph, numbering: str) -> None:
    properties = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", "0"), ("w:numId", numbering)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    paragraph._p.get_or_add_pPr().append(properties)


def build_windows_text(source: Path, target: Path) -> None:
    """Text as an old Windows program saves it: Windows-1252 and CRLF."""
    target.write_bytes(source.read_text("utf-8").replace("\n", "\r\n").encode("cp1252"))


BUILT: Final[tuple[tuple[str, str, Callable[[Path, Path], None]], ...]] = (
    ("ballyrannoch-2019-04-02.txt", "ballyrannoch/2019-04-02-regeneration.txt", build_windows_text),
    ("cwm-derwen-2020-09-16.txt", "parishes/cwm-derwen-2020-09-16.txt", build_windows_text),
    ("stonehaugh-2024-07-11.txt", "stonehaugh/2024-07-11-health-scrutiny.pdf", build_pdf),
    ("calderwick-2016-02-08.txt", "joint/calderwick-fire-2016-02-08.pdf", build_pdf),
    ("northmere-2025-01-24.txt", "joint/northmere-transport-2025-01-24.docx", build_docx),
    ("eddlestone-2018-10-10.txt", "joint/eddlestone-audit-2018-10-10.docx", build_docx),
)


def main() -> None:
    for source, target, build in BUILT:
        path = ARCHIVE / target
        path.parent.mkdir(parents=True, exist_ok=True)
        build(SOURCES / source, path)
        print(path.relative_to(EXAMPLES))


if __name__ == "__main__":
    main()
