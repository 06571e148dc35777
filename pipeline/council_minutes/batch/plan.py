"""What a run has to do: the documents with their keys, and shards of those that are not done yet.

The plan depends on the archive, the model and the options, and not on the number of workers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import council_minutes
from council_minutes.annotations import DocumentMeta
from council_minutes.batch.models import ModelInfo
from council_minutes.batch.versions import versions
from council_minutes.errors import ReadError
from council_minutes.ingest.archive import Archive, ArchiveEntry
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.source import merge_meta

# Bounds of a shard: what is lost at most when a worker is killed, and what a worker holds in memory.
MOST_DOCUMENTS: Final = 64
MOST_BYTES: Final = 4_000_000
# A small archive is cut finer, so that all workers have something to do.
LEAST_DOCUMENTS: Final = 8
_AIM_SHARDS: Final = 32

_KEY_DIGITS: Final = 32
_ROW_MAKERS: Final = ("*.py", "ingest/*", "values/**/*", "corpus/*", "components/*", "tables/*", "batch/annotate.py")
#: Limits that only decide whether a document fails: raising them leaves what was done before as it is.
COST_LIMITS: Final = frozenset({"max_seconds", "max_memory_mb"})


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """A document of the run.

    Attributes:
        entry: where the archive has it, with the run's own metadata (``--council``) merged in.
        sha256: hex digest of its bytes; empty where they cannot be read.
        error: why its bytes cannot be read; empty where they can.
        key: of all that its rows follow from: its bytes, source and metadata, the model, the software, the options.
        size: of its bytes.
    """

    entry: ArchiveEntry
    sha256: str
    error: str
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that one worker does in one go; ``number`` names it in the output."""

    number: int
    documents: tuple[PlannedDocument, ...]


def list_documents(
    archive: Archive,
    *,
    limits: Limits,
    model: ModelInfo,
    council: str | None,
    most: int | None,
    listed: Callable[[int], None],
) -> list[PlannedDocument]:
    """Reads the bytes of every document once, in the archive's order, for its digest.

    Args:
        council: the council of documents whose row or ``metadata.csv`` does not name one.
        most: only the first so many documents; None for all.
        listed: called with the number of documents read so far.

    Raises:
        ArchiveError: the archive is damaged or holds no document.
    """
    settings = _settings(model, limits)
    told = DocumentMeta(council=council)
    entries = (replace(entry, meta=merge_meta(entry.meta, told)) for entry in islice(archive, most))
    documents = []
    for document in _in_order(lambda entry: _planned(entry, limits, settings), entries, archive.reads_at_once):
        documents.append(document)
        listed(len(documents))
    return documents


def _in_order(
    plan: Callable[[ArchiveEntry], PlannedDocument], entries: Iterable[ArchiveEntry], at_once: int
) -> Iterator[PlannedDocument]:
    """``map``, with so many documents read side by side, and no more of them in memory."""
    if at_once == 1:
        yield from map(plan, entries)
        return
    threads = ThreadPoolExecutor(at_once)
    try:
        yield from threads.map(plan, entries)
    finally:
        threads.shutdown(cancel_futures=True)


def _planned(entry: ArchiveEntry, limits: Limits, settings: str) -> PlannedDocument:
    try:
        data = entry.read(limits)
    except ReadError as failure:
        digest, error, size = "", reason(failure), 0
    else:
        digest, error, size = hashlib.sha256(data).hexdigest(), "", len(data)
    of = [settings, entry.source, digest, error, asdict(entry.meta), entry.format_name]
    return PlannedDocument(entry, digest, error, _hash(of), size)


def reason(error: ReadError) -> str:
    """An error's cause and remedy, for the cell of a table that names the document already."""
    return f"{error.cause}. {error.remedy}" if error.remedy else error.cause


def _settings(model: ModelInfo, limits: Limits) -> str:
    """A digest of everything but the document that rows follow from."""
    kept = {name: value for name, value in asdict(limits).items() if name not in COST_LIMITS}
    return _hash([model.sha256, model.name, model.version, kept, versions(), package_digest()])


def package_digest() -> str:
    """Hex digest of the package's own code and data that make rows: another state of them may make other rows."""
    root = Path(council_minutes.__file__).parent
    files = (file for part in _ROW_MAKERS for file in root.glob(part) if file.suffix in {".py", ".csv", ".json"})
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:_KEY_DIGITS]


def plan_shards(
    pending: Sequence[PlannedDocument], stored: Mapping[int, Sequence[str]], first_number: int
) -> list[Shard]:
    """Shards for all pending documents, each in one of them.

    A shard of an earlier, unfinished plan is kept as it was where all its documents are still pending: a run that was
    interrupted then goes on with the same batches and writes the same bytes as one that was not.

    Args:
        stored: number of each shard of the earlier plan -> keys of its documents.
        first_number: the first number that no shard has had yet.
    """
    by_key = {document.key: document for document in pending}
    shards = []
    for number, keys in stored.items():
        if all(key in by_key for key in keys):
            shards.append(Shard(number, tuple(by_key.pop(key) for key in keys)))
    left = [document for document in pending if document.key in by_key]
    most = min(MOST_DOCUMENTS, max(LEAST_DOCUMENTS, -(-len(left) // _AIM_SHARDS)))
    shards += [Shard(number, group) for number, group in enumerate(_groups(left, most), first_number)]
    return shards


def _groups(documents: Iterable[PlannedDocument], most: int) -> Iterator[tuple[PlannedDocument, ...]]:
    group: list[PlannedDocument] = []
    size = 0
    for document in documents:
        if group and (len(group) == most or size + document.size > MOST_BYTES):
            yield tuple(group)
            group, size = [], 0
        group.append(document)
        size += document.size
    if group:
        yield tuple(group)
