"""The table of readers, and the choice between them by what a document holds and what it is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.docx import read_docx
from council_minutes.ingest.html_page import read_html
from council_minutes.ingest.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from council_minutes.ingest.markdown import read_markdown
from council_minutes.ingest.pdf import read_pdf
from council_minutes.ingest.plain import read_plain
from council_minutes.ingest.source import ReadText, SourceDocument

_SNIFFED: Final = 1024


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: the suffixes it goes by, what its bytes begin with, and the function that reads it.

    Attributes:
        begins: matched at the start of a document's bytes; None where only the suffix tells.
        parses: whether a library builds a tree from hostile input, so that time and memory need a process of their own.
        read: (source, bytes, limits) -> text; raises ``ReadError`` or ``LimitError``.
    """

    name: str
    suffixes: tuple[str, ...]
    begins: re.Pattern[bytes] | None
    parses: bool
    read: Callable[[str, bytes, Limits], ReadText]


PLAIN: Final = Reader("text", (".txt", ".text"), None, False, read_plain)

READERS: Final = (
    Reader("pdf", (".pdf",), re.compile(rb".{0,1000}?%PDF-\d", re.S), True, read_pdf),
    Reader("docx", (".docx", ".docm"), re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"), True, read_docx),
    Reader(
        "html",
        (".html", ".htm", ".xhtml", ".aspx", ".asp", ".php"),
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
        ),
        True,
        read_html,
    ),
    Reader("markdown", (".md", ".markdown", ".mdown", ".mkd"), None, True, read_markdown),
    PLAIN,
)
BY_NAME: Final = {reader.name: reader for reader in READERS}
_BY_SUFFIX: Final = {suffix: reader for reader in READERS for suffix in reader.suffixes}
SUFFIXES: Final = frozenset(_BY_SUFFIX)

# what a document with one of these beginnings is, and no reader reads
_FOREIGN: Final = (
    (re.compile(rb"\{\\rtf"), "RTF", "Save it in a word processor as .docx"),
    (
        re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!"),
        "a compressed file",
        "Unpack it, or give it as the archive",
    ),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*"), "an image", "Run OCR over it and read the result"),
)


def suffix_of(source: str) -> str:
    """The lower-case suffix of a path or of a URL's path: ``.aspx`` for ``https://x.org/mgAi.aspx?ID=12``."""
    path = urlsplit(source).path if source.startswith(("http://", "https://")) else source.partition("?")[0]
    return PurePosixPath(path).suffix.lower()


def reader_for(source: str, data: bytes) -> Reader:
    """The reader of a document: by its first bytes where they tell, else by its suffix, else plain text.

    Raises:
        ReadError: the bytes belong to a format that is not read (RTF, images, archives).
    """
    head = data[:_SNIFFED]
    named = _BY_SUFFIX.get(suffix_of(source))
    for pattern, what, remedy in _FOREIGN:
        if pattern.match(head) is not None:
            raise ReadError(source, f"is {what}, which is not read", remedy)
    if named is not None and named.name in {"docx", "pdf"} and (named.begins is None or not named.begins.match(head)):
        told = next((reader for reader in READERS if reader.begins is not None and reader.begins.match(head)), None)
        if told is None:
            cause = f"is called {suffix_of(source)} but does not begin like a {named.name.upper()} file"
            raise ReadError(source, cause, "Fetch it again, or give it the suffix of its format")
        return told
    for reader in READERS[:2]:
        if reader.begins is not None and reader.begins.match(head) is not None:
            return reader
    if named is not None:
        return named
    return next((reader for reader in READERS if reader.begins is not None and reader.begins.match(head)), PLAIN)


def read_document(
    source: str, data: bytes, *, limits: Limits = DEFAULT_LIMITS, format_name: str | None = None
) -> SourceDocument:
    """Reads one document in this process; ``isolated.IsolatedReader`` does so within limits of time and memory.

    Args:
        source: what the document is called; its suffix helps to tell the format.
        data: the document's bytes.
        limits: sizes beyond which the document is refused.
        format_name: the name of a reader (a key of ``BY_NAME``), where the format is known beforehand.

    Raises:
        ReadError: empty, damaged, encrypted, of a foreign format, or without any words.
        LimitError: larger or deeper than the limits.
    """
    check_size(source, len(data), limits)
    if not data.strip():
        raise ReadError(source, "is empty", "Fetch it again, or remove it")
    reader = BY_NAME[format_name] if format_name is not None else reader_for(source, data)
    read = reader.read(source, data, limits)
    if len(read.text) > limits.max_chars:
        cause = f"holds {len(read.text):,} characters, more than {limits.max_chars:,}"
        raise LimitError(source, cause, "Split it, or raise max_chars")
    if not any(character.isalnum() for character in read.text):
        raise ReadError(source, "holds no words", "Fetch it again, or remove it")
    digest = hashlib.sha256(data).hexdigest()
    return SourceDocument(source, read.text, read.offset_map, read.meta, digest, read.notes)


def check_size(source: str, size: int, limits: Limits) -> None:
    """Raises LimitError where ``size`` bytes are more than a document may have."""
    if size > limits.max_bytes:
        cause = f"has {size / MEGABYTE:,.1f} MB, more than {limits.max_bytes / MEGABYTE:,.1f} MB"
        raise LimitError(source, cause, "Split it, or raise max_bytes")
