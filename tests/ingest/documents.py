"""Real PDF and DOCX files for the tests, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]


def pdf(pages: Sequence[Sequence[tuple[float, str]]], *, title: str = "", password: str | None = None) -> bytes:
    """A PDF whose pages hold lines at heights in points from the foot of the page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    canvas.setTitle(title)
    for lines in pages:
        for height, words in lines:
            canvas.drawString(72, height, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    """A PDF with marks but no text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rect(72, 72, 200, 500, fill=1)
    canvas.save()
    return out.getvalue()


def docx_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with some of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)
