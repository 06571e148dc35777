"""Output folders made from documents of the annotated corpus: what a run would write if its model made no mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from council_minutes.annotations import DocumentMeta
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.tables.outputs import OutputFormat, write_outputs
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows
from council_minutes.tables.schema import DOCUMENT_TABLES, arrow_schema
from council_minutes.tables.write import Part

_CORPUS = Path(__file__).parents[2] / "annotations" / "corpus"


def record(document: AnnotatedDocument) -> DocumentRecord:
    meta = document.meta
    day = date.fromisoformat(meta["date"]) if meta.get("date") else None
    told = DocumentMeta(meta.get("title"), meta.get("council"), meta.get("body"), day, meta.get("url"))
    digest = sha256(document.text.encode()).hexdigest()
    tokens = len(document.text.split())
    source = f"{document.key}.txt"
    return DocumentRecord(source, digest, document.text, told, document.annotations, tokens, "ok", "", "corpus", "1.0")


def corpus_part(keys: Iterable[str]) -> Part:
    """The tables of the documents with these keys, as one part of a run."""
    wanted = frozenset(keys)
    documents = [document for document in read_folder(_CORPUS) if document.key in wanted]
    assert {document.key for document in documents} == wanted
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in DOCUMENT_TABLES}
    for document in documents:
        for name, added in document_rows(record(document)).items():
            rows[name] += added
    return {name: pa.Table.from_pylist(rows[name], arrow_schema(table)) for name, table in DOCUMENT_TABLES.items()}


def write_corpus_output(
    folder: Path, part: Part, formats: Iterable[OutputFormat] = ("csv", "parquet"), *, excel: bool = False
) -> list[str]:
    """Returns what the formats could not hold whole."""
    folder.mkdir(exist_ok=True)
    return write_outputs(folder, lambda: [part], formats, excel=excel).notes
