"""The documents as the page shows them: each one's text, marks, relations and agenda items, in packed chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from council_minutes.report.output_folder import OutputFolder, RowsByDocument
from council_minutes.report.payload import pack, to_json
from council_minutes.report.texts import Texts
from council_minutes.tables.schema import Row

# A chunk is what the page unpacks to show one document: large enough to compress well, small enough to unpack at once.
_CHUNK_CHARS: Final = 300_000

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "entities": ("entity_id", "label", "start", "end", "canonical_name"),
    "spans": ("span_id", "label", "start", "end", "score", "direction", "against", "stands"),
    "relations": ("relation", "head_id", "tail_id", "score"),
    "dates": ("entity_id", "date_start", "date_end"),
    "figures": ("entity_id", "value", "low", "high", "unit", "comparator", "direction", "against", "stands"),
    "items": ("number", "title", "start"),
}
_TOLD: Final = ("score", "direction", "against", "stands", "value", "low", "high", "unit", "comparator")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some documents that follow one another.

    Attributes:
        first: number of the first of them in the documents table, counted from 0.
        packed: a packed list of documents.
        without_text: how many of them are shown without their text, although they did not fail.
    """

    first: int
    packed: str
    without_text: int


def chunks(folder: OutputFolder, texts: Texts) -> Iterator[Chunk]:
    """All documents of a run, a chunk at a time.

    A document is ``{"text", "why", "marks", "relations", "items"}``: text or null and why there is none; marks as
    ``[label, start, end, what is known of it]``, entities first; relations as ``[name, head, tail, score]`` with the
    marks' places in that list; items as ``[number, title, start]``. Offsets count code points.

    Raises:
        OutputError: the tables are damaged, or not of one run.
    """
    streams = {name: RowsByDocument(folder, name, columns) for name, columns in _COLUMNS.items()}
    held: list[str] = []
    first = number = chars = without = 0
    columns = ("doc_id", "source", "sha256", "n_chars", "status", "error")
    for batch in folder.batches("documents", columns):
        for row in batch.to_pylist():
            document = _document(row, {name: stream.take(row["doc_id"]) for name, stream in streams.items()}, texts)
            without += document["text"] is None and row["status"] != "failed"
            held.append(to_json(document))
            chars += len(held[-1])
            number += 1
            if chars >= _CHUNK_CHARS:
                yield Chunk(first, pack(f"[{','.join(held)}]"), without)
                held, first, chars, without = [], number, 0, 0
    for stream in streams.values():
        stream.finish()
    if held:
        yield Chunk(first, pack(f"[{','.join(held)}]"), without)


def _document(row: Row, rows: Mapping[str, list[Row]], texts: Texts) -> dict[str, Any]:
    if row["status"] == "failed":
        text, why = None, f"The document could not be read: {row['error']}"
    else:
        text, why = texts.of(str(row["doc_id"]), str(row["source"]), str(row["sha256"]), _number(row["n_chars"]))
    values = {value["entity_id"]: value for name in ("dates", "figures") for value in rows[name]}
    places: dict[object, int] = {}
    marks: list[list[object]] = []
    for mark in (*rows["entities"], *rows["spans"]):
        key = mark["entity_id"] if "entity_id" in mark else mark["span_id"]
        places[key] = len(marks)
        marks.append([mark["label"], mark["start"], mark["end"], _known({**values.get(key, {}), **mark})])
    relations = [
        [relation["relation"], places[relation["head_id"]], places[relation["tail_id"]], relation["score"]]
        for relation in rows["relations"]
        if relation["head_id"] in places and relation["tail_id"] in places
    ]
    items = [[item["number"], item["title"], item["start"]] for item in rows["items"]]
    return {"text": text, "why": why, "marks": marks, "relations": relations, "items": items}


def _known(mark: Row) -> dict[str, object]:
    """What is told of a mark when it is chosen; what is unknown is left out."""
    told = {name: mark.get(name) for name in _TOLD}
    days = [str(mark[name]) for name in ("date_start", "date_end") if mark.get(name) is not None]
    told |= {"name": mark.get("canonical_name"), "days": days if days else None}
    return {name: value for name, value in told.items() if value is not None}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
