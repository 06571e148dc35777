"""What the run knows of one document when its tables are made."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, TypeAlias

from council_minutes.annotations import Annotations, DocumentMeta

Status: TypeAlias = Literal["ok", "partial", "failed"]
_ID_DIGITS = 16  # hex digits: 64 bits, one clash expected in 4 billion documents


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document after the model has read it.

    Attributes:
        source: path relative to the archive's root, or the URL.
        sha256: hex digest of the document's bytes.
        text: the text that every offset counts the code points of; empty where the document failed.
        meta: what the document, or the metadata beside it, says of the meeting.
        annotations: the marks and relations of ``text``; none where the document failed.
        n_tokens: tokens the model read.
        status: ``partial`` where only part of the document could be read.
        error: why it is not ``ok``; empty where it is.
        model, model_version: what read it.
    """

    source: str
    sha256: str
    text: str
    meta: DocumentMeta
    annotations: Annotations
    n_tokens: int
    status: Status
    error: str
    model: str
    model_version: str

    @property
    def doc_id(self) -> str:
        """The document's id in every table: from its source and content, the same in every run."""
        return document_id(self.source, self.sha256)


def document_id(source: str, digest: str) -> str:
    """The id of the document with this source and this hex digest of its bytes: 16 hex digits."""
    return sha256(f"{source}\0{digest}".encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]
