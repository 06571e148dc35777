"""The document as read: its text, where the text came from, and what the document says of itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from council_minutes.annotations import DocumentMeta
from council_minutes.ingest.offsets import OffsetMap

NO_META: Final = DocumentMeta()


@dataclass(frozen=True, slots=True)
class ReadText:
    """What a reader makes of a document's bytes.

    Attributes:
        text: the text that every offset of the annotations counts in.
        offset_map: back to the decoded source; None where the format has no offsets of its own (HTML, PDF, DOCX).
        meta: what the format's own metadata and structure say.
        notes: what a person should know about this reading (encoding guessed, running heads left out).
    """

    text: str
    offset_map: OffsetMap | None = None
    meta: DocumentMeta = NO_META
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document of an archive, read.

    Attributes:
        source: path relative to the archive's root, or URL.
        text, offset_map, meta, notes: see ``ReadText``.
        sha256: hexadecimal digest of the source's bytes.
    """

    source: str
    text: str
    offset_map: OffsetMap | None
    meta: DocumentMeta
    sha256: str
    notes: tuple[str, ...] = ()


def merge_meta(*metas: DocumentMeta) -> DocumentMeta:
    """Each field from the first of ``metas`` that has it."""

    def first(name: str) -> object:
        return next((value for meta in metas if (value := getattr(meta, name)) is not None), None)

    return DocumentMeta(**{field.name: first(field.name) for field in fields(DocumentMeta)})  # type: ignore[arg-type]
