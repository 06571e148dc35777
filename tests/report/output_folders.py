"""Output folders as `minutes extract-batch` writes them, made from annotated documents: no model is needed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from council_minutes.annotations import Annotations, DocumentMeta
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.tables.record import DocumentRecord, Status
from council_minutes.tables.rows import document_rows
from council_minutes.tables.schema import DOCUMENT_TABLES, arrow_schema
from council_minutes.tables.write import Part, write_tables

_MENTIONS = {"entity_id", "span_id", "head_id", "tail_id"}
_IDS = _MENTIONS | {"doc_id", "item_id", "indicator_id", "decision_id", "figure_id"}


@dataclass(frozen=True)
class Minutes:
    """One document of an archive: what lies in the file, and what was found in it."""

    source: str
    text: str
    annotations: Annotations = field(default_factory=Annotations)
    meta: DocumentMeta = field(default_factory=DocumentMeta)
    status: Status = "ok"
    error: str = ""

    @property
    def data(self) -> bytes:
        return self.text.encode("utf-8")

    @property
    def record(self) -> DocumentRecord:
        text = "" if self.status == "failed" else self.text
        digest = sha256(self.data).hexdigest()
        tokens = len(text.split())
        return DocumentRecord(
            self.source, digest, text, self.meta, self.annotations, tokens, self.status, self.error, "tests", "1.0"
        )


def from_corpus(document: AnnotatedDocument) -> Minutes:
    meta = document.meta
    day = date.fromisoformat(meta["date"]) if meta.get("date") else None
    told = DocumentMeta(meta.get("title"), meta.get("council"), meta.get("body"), day, meta.get("url"))
    return Minutes(f"{document.key}.txt", document.text, document.annotations, told)


def _part(documents: Iterable[Minutes]) -> Part:
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in DOCUMENT_TABLES}
    for document in documents:
        for name, added in document_rows(document.record).items():
            rows[name] += added
    return {name: pa.Table.from_pylist(rows[name], arrow_schema(table)) for name, table in DOCUMENT_TABLES.items()}


def write_output(folder: Path, documents: Sequence[Minutes]) -> Path:
    """An archive of plain-text files, and the output folder of a run over it; returns the latter."""
    archive, out = folder / "archive", folder / "out"
    archive.mkdir(parents=True)
    out.mkdir()
    for document in documents:
        path = archive / document.source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.data)
    made = _part(documents)
    rows = write_tables(out, lambda: [made])
    words = sum(len(document.text.split()) for document in documents)
    run = {
        "state": "complete",
        "error": "",
        "started": "2025-03-01T09:00:00+00:00",
        "finished": "2025-03-01T09:00:12+00:00",
        "seconds_annotating": 12.0,
        "words_per_second": 1234.5,
        "documents": {"total": len(documents)},
        "words": {"total": words},
        "rows": rows,
        "model": {"folder": "models/tests", "name": "tests", "version": "1.0"},
        "options": {"archive": str(archive), "text_column": "text"},
        "notes": [],
        "skipped": [],
        "archive_notes": [],
    }
    (out / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return out


def multiply(out: Path, times: int) -> None:
    """Puts so many copies of the documents into the tables, under other ids: many documents at the price of a few."""
    for path in out.glob("*.parquet"):
        table = pq.read_table(path)
        pq.write_table(pa.concat_tables(_renamed(table, f"{number}x") for number in range(times)), path)


def _renamed(table: pa.Table, prefix: str) -> pa.Table:
    """The ids of documents and of what lies in them begin anew; those of councils and people stay."""
    for place, name in enumerate(table.column_names):
        if name in _IDS:
            values = pc.binary_join_element_wise(prefix, table.column(name), "")
            table = table.set_column(place, table.schema.field(name), values)
    return table
