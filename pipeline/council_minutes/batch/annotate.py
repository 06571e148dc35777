"""The work on one shard, within one process: read its documents, annotate them in batches, make their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from council_minutes.annotations import Annotations
from council_minutes.batch.attempts import Attempt
from council_minutes.batch.models import ModelInfo
from council_minutes.batch.plan import PlannedDocument, reason
from council_minutes.batch.store import TEXTS, ManifestEntry
from council_minutes.corpus.docs import from_doc
from council_minutes.errors import ArchiveError, LimitError, ReadError
from council_minutes.ingest.archive_remote import RefusedError
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.loading import load
from council_minutes.ingest.readers import PLAIN, suffix_of
from council_minutes.ingest.source import SourceDocument
from council_minutes.tables.record import DocumentRecord, document_id
from council_minutes.tables.rows import document_rows
from council_minutes.tables.schema import Row

#: Characters of one batch, a longer document being a batch of its own; ``max_seconds`` is for so many to be annotated.
BATCH_CHARS: Final = 100_000
# The reader's own limit ends it first; this is for what is read in this process, and for starting another one twice.
_READING_FACTOR: Final = 2
_READING_EXTRA: Final = 150.0
_PAGES_MISSING: Final = "have no text layer"


@dataclass(frozen=True, slots=True)
class Working:
    """The documents that the process is working on from now on, and the seconds it may take."""

    documents: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Passed:
    """A probe survived."""

    document: int


@dataclass(frozen=True, slots=True)
class Done:
    """Documents and words finished in this attempt so far, and how many documents failed."""

    documents: int
    words: int
    failed: int


Report = Working | Passed | Done
#: A document's manifest entry and its rows.
Result = tuple[ManifestEntry, dict[str, list[Row]]]
_Read = tuple[int, SourceDocument]


class Annotator:
    """Annotates shards with one loaded pipeline.

    Args:
        tell: called before every step that can kill the process, and after every batch.
    """

    def __init__(
        self, nlp: Language, model: ModelInfo, limits: Limits, reader: IsolatedReader, tell: Callable[[Report], None]
    ) -> None:
        self._nlp = nlp
        self._model = model
        self._limits = limits
        self._reader = reader
        self._tell = tell

    def annotate(self, documents: Sequence[PlannedDocument], attempt: Attempt) -> list[Result]:
        """Manifest entries and rows of all documents, in their order; one that fails has a row with the reason.

        Raises:
            ArchiveError: the archive's server fails.
        """
        for index in attempt.probe:
            read = self._read(index, documents[index])
            if isinstance(read, SourceDocument):
                self._alone((index, read), documents)
            self._tell(Passed(index))
        results: dict[int, Result] = {
            index: self._failed(documents[index], why, by_limit=True) for index, why in attempt.quarantined.items()
        }
        texts: list[_Read] = []
        for index, document in enumerate(documents):
            if index not in attempt.quarantined:
                read = self._read(index, document)
                if isinstance(read, SourceDocument):
                    texts.append((index, read))
                else:
                    results[index] = read
        self._count(results)
        for batch in _batches(texts, attempt.alone):
            results.update(self._batch(batch, documents))
            self._count(results)
        return [results[index] for index in range(len(documents))]

    def _count(self, results: dict[int, Result]) -> None:
        entries = [entry for entry, _ in results.values()]
        failed = sum(entry.status == "failed" for entry in entries)
        self._tell(Done(len(entries), sum(entry.words for entry in entries), failed))

    def _read(self, index: int, document: PlannedDocument) -> SourceDocument | Result:
        """The document's text, or its failed row."""
        if document.error:
            return self._failed(document, document.error, by_limit=False)
        self._tell(Working((index,), _READING_FACTOR * self._limits.max_seconds + _READING_EXTRA))
        try:
            read = load(document.entry, limits=self._limits, isolated=self._reader)
        except RefusedError as error:
            # it could be read when the run was planned: were it a failed row, an expired token would be one for good
            raise ArchiveError(document.entry.archive, f"{error.where} {error.cause}", error.remedy) from error
        except ReadError as error:
            return self._failed(document, reason(error), by_limit=isinstance(error, LimitError))
        except MemoryError:
            return self._failed(document, self._too_large("read"), by_limit=True)
        if read.sha256 != document.sha256:
            why = "changed while the run was reading it. Run the same command again"
            return self._failed(document, why, by_limit=False)
        return read

    def _batch(self, batch: Sequence[_Read], documents: Sequence[PlannedDocument]) -> Iterator[tuple[int, Result]]:
        if len(batch) > 1:
            self._tell(self._working(batch))
            try:
                results = self._annotated(batch, documents)
            except Exception:  # whatever a component raises: one by one tells which document it is about
                pass
            else:
                yield from ((index, result) for (index, _), result in zip(batch, results, strict=True))
                return
        for read in batch:
            yield read[0], self._alone(read, documents)

    def _alone(self, read: _Read, documents: Sequence[PlannedDocument]) -> Result:
        document = documents[read[0]]
        self._tell(self._working([read]))
        try:
            (result,) = self._annotated([read], documents)
            return result
        except MemoryError:
            return self._failed(document, self._too_large("annotate"), by_limit=True)
        except Exception as error:  # a failed row says what the component raised, and the run goes on
            return self._failed(document, f"could not be annotated ({type(error).__name__}: {error})", by_limit=False)

    def _annotated(self, batch: Sequence[_Read], documents: Sequence[PlannedDocument]) -> list[Result]:
        """Entries and rows of documents that go through the pipeline in one batch.

        Words that the vocabulary learns from them are forgotten afterwards: a worker meets new ones in every document.
        Nothing of spaCy may leave this method.
        """
        texts = [read.text for _, read in batch]
        with self._nlp.memory_zone():
            docs = list(self._nlp.pipe(texts, batch_size=len(batch)))
            return [self._rows(doc, read, documents[index]) for doc, (index, read) in zip(docs, batch, strict=True)]

    def _working(self, batch: Sequence[_Read]) -> Working:
        chars = sum(len(read.text) for _, read in batch)
        return Working(tuple(index for index, _ in batch), self._limits.max_seconds * max(1, -(-chars // BATCH_CHARS)))

    def _rows(self, doc: Doc, read: SourceDocument, document: PlannedDocument) -> Result:
        missing = "; ".join(note for note in read.notes if _PAGES_MISSING in note)
        record = DocumentRecord(
            source=read.source,
            sha256=read.sha256,
            text=read.text,
            meta=read.meta,
            annotations=from_doc(doc),
            n_tokens=len(doc),
            status="partial" if missing else "ok",
            error=missing,
            model=self._model.name,
            model_version=self._model.exact_version,
        )
        rows = document_rows(record)
        if not _is_plain(document, read):
            rows = {**rows, TEXTS: [{"text": read.text}]}
        return _entry(record, document, rows, read.notes, None), rows

    def _failed(self, document: PlannedDocument, why: str, *, by_limit: bool) -> Result:
        record = DocumentRecord(
            source=document.entry.source,
            sha256=document.sha256,
            text="",
            meta=document.entry.meta,
            annotations=Annotations(),
            n_tokens=0,
            status="failed",
            error=why,
            model=self._model.name,
            model_version=self._model.exact_version,
        )
        rows = document_rows(record)
        under = (self._limits.max_seconds, self._limits.max_memory_mb) if by_limit else None
        return _entry(record, document, rows, (), under), rows

    def _too_large(self, doing: str) -> str:
        needed = f"needed more than {self._limits.max_memory_mb} MB of memory to {doing}"
        return f"{needed}. Split the document, or raise --max-memory-mb"


def _entry(
    record: DocumentRecord,
    document: PlannedDocument,
    rows: dict[str, list[Row]],
    notes: tuple[str, ...],
    under: tuple[float, int] | None,
) -> ManifestEntry:
    return ManifestEntry(
        key=document.key,
        doc_id=document_id(record.source, record.sha256),
        source=record.source,
        status=record.status,
        error=record.error,
        under=under,
        chars=len(record.text),
        words=len(record.text.split()),
        tokens=record.n_tokens,
        notes=notes,
        rows={name: len(table_rows) for name, table_rows in rows.items() if table_rows},
    )


def _is_plain(document: PlannedDocument, read: SourceDocument) -> bool:
    """Whether the text is that of a plain text file, which a person has in hand already."""
    own_file = document.entry.format_name is None and suffix_of(read.source) in PLAIN.suffixes
    return own_file and read.offset_map is not None


def _batches(texts: Sequence[_Read], alone: frozenset[int]) -> Iterator[list[_Read]]:
    """Batches of at most ``BATCH_CHARS``, in order, so that they follow from the shard alone."""
    batch: list[_Read] = []
    chars = 0
    for read in texts:
        if read[0] in alone:
            yield [read]
            continue
        if batch and chars + len(read[1].text) > BATCH_CHARS:
            yield batch
            batch, chars = [], 0
        batch.append(read)
        chars += len(read[1].text)
    if batch:
        yield batch


def annotate_one(nlp: Language, model: ModelInfo, source: SourceDocument) -> DocumentRecord:
    """One document, annotated in this process, for showing it."""
    doc = nlp(source.text)
    blank = DocumentRecord(
        source.source, source.sha256, source.text, source.meta, from_doc(doc), len(doc), "ok", "", model.name, ""
    )
    return replace(blank, model_version=model.exact_version)
