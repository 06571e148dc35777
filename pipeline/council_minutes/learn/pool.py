"""The documents of an archive as candidates for annotation: each read once, annotated once, and kept as a start."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from spacy.language import Language

from council_minutes.annotations import DocumentMeta
from council_minutes.components.arrays import Floats1d
from council_minutes.components.uncertainty import Uncertainty, document_vector, taggers, uncertainty
from council_minutes.corpus import inline_xml
from council_minutes.corpus.doccano_jsonl import decode, encode, text_hash
from council_minutes.corpus.docs import from_doc
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.surface import surface_shape
from council_minutes.errors import AnnotationError, ReadError
from council_minutes.ingest.archive import ArchiveEntry
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.loading import load
from council_minutes.ingest.source import SourceDocument, merge_meta

_NOT_IN_KEY: Final = re.compile(r"[^a-z0-9]+")
_KEY_CHARS: Final = 60
_KEY_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that could be annotated.

    Attributes:
        key: its file's name in a set; follows from ``source`` alone.
        source: where the archive has it.
        digest: SHA-256 of its text, in hexadecimal.
        council: the host council; None where nothing tells.
        shape: see ``corpus.surface``.
        doubt: how unsure the pipeline is of it.
        vector: the mean of the encoder's vectors, shape (width,).
    """

    key: str
    source: str
    digest: str
    council: str | None
    shape: str
    words: int
    doubt: Uncertainty
    vector: Floats1d


@dataclass(slots=True)
class Pool:
    """What an archive holds for annotation.

    Attributes:
        candidates: documents with a text of their own, in the archive's order.
        failed: source and reason of each document that could not be read or annotated.
        copies: documents that are no candidates, because another has the same text.
        left_out: marks of the pipeline that cross others, which inline XML cannot hold.
    """

    candidates: list[Candidate] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    copies: int = 0
    left_out: int = 0


class Watcher(Protocol):
    """Told how far reading the pool is."""

    def progress(self, documents: int, words: int, failed: int) -> None:
        """So many documents and words are done, and so many documents failed."""


def key_of(source: str) -> str:
    """A document's key: the readable part of its source, and digits that no other source shares.

    It names a file, so it is ASCII without separators, whatever the source is (a path, a URL, a row's name).
    """
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode("ascii").lower()
    readable = _NOT_IN_KEY.sub("-", plain).strip("-")[-_KEY_CHARS:].strip("-")
    digits = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_DIGITS]
    return f"{readable or 'document'}-{digits}"


def read_pool(
    entries: Iterable[ArchiveEntry],
    nlp: Language,
    started: Path,
    watcher: Watcher,
    *,
    limits: Limits,
    council: str | None = None,
) -> Pool:
    """Read and annotate documents; what the pipeline marks in each candidate is written to ``started/KEY.xml``.

    One document is in memory at a time. A document that cannot be read or annotated does not stop the others.

    Args:
        started: a folder for the candidates' inline XML.
        limits: what a document may cost; one longer than ``max_chars`` fails.
        council: the host council of documents whose metadata do not name one.

    Raises:
        ModelError: the pipeline does not tell how sure it is.
    """
    taggers(nlp)
    pool = Pool()
    words = 0
    with IsolatedReader(limits) as reader:
        for number, entry in enumerate(entries, 1):
            told = replace(entry, meta=merge_meta(entry.meta, DocumentMeta(council=council)))
            try:
                document = load(told, limits=limits, isolated=reader)
            except ReadError as error:
                pool.failed.append((entry.source, f"{error.cause}. {error.remedy}".removesuffix(". ")))
            else:
                words += _add(pool, document, nlp, started)
            watcher.progress(number, words, len(pool.failed))
    _drop_copies(pool)
    return pool


def _drop_copies(pool: Pool) -> None:
    """Of documents with the same text keep the one whose source sorts first, in whatever order they came."""
    first: dict[str, str] = {}
    for candidate in pool.candidates:
        first[candidate.digest] = min(candidate.source, first.get(candidate.digest, candidate.source))
    kept = [candidate for candidate in pool.candidates if first[candidate.digest] == candidate.source]
    pool.copies = len(pool.candidates) - len(kept)
    pool.candidates = kept


def _add(pool: Pool, document: SourceDocument, nlp: Language, started: Path) -> int:
    """Annotate one document and put it into the pool, or among the failed ones; its words."""
    words = len(document.text.split())
    key = key_of(document.source)
    try:
        doc = nlp(document.text)
        doubt, vector = uncertainty(nlp, doc), document_vector(doc)
        annotated = AnnotatedDocument(key, document.text, _meta(document), from_doc(doc))
        fitting = decode(encode(annotated, annotated.meta))
        content = inline_xml.render(fitting.document)
    except AnnotationError as error:
        pool.failed.append((document.source, f"{error.cause}. {error.remedy}"))
        return words
    except Exception as error:  # whatever a component raises is about this document
        pool.failed.append((document.source, f"the pipeline stopped ({type(error).__name__}: {error})"))
        return words
    (started / f"{key}.xml").write_text(content, encoding="utf-8", newline="")
    pool.left_out += len(fitting.problems)
    pool.candidates.append(
        Candidate(
            key=key,
            source=document.source,
            digest=text_hash(document.text),
            council=document.meta.council,
            shape=surface_shape(document.text),
            words=words,
            doubt=doubt,
            vector=vector,
        )
    )
    return words


def _meta(document: SourceDocument) -> Mapping[str, str]:
    known = document.meta
    values = {
        "council": known.council,
        "body": known.body,
        "date": None if known.meeting_date is None else known.meeting_date.isoformat(),
        "title": known.title,
        "source": document.source,
    }
    return MappingProxyType({name: value for name, value in values.items() if value})
