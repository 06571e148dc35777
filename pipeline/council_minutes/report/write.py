"""Write the report of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

import pyarrow as pa
import pyarrow.compute as pc

from council_minutes.errors import ArchiveError, OutputError
from council_minutes.ingest.archive import Archive, open_archive
from council_minutes.labels import ENTITY_LABELS, SPAN_LABELS
from council_minutes.report import page
from council_minutes.report.documents import chunks
from council_minutes.report.output_folder import OutputFolder
from council_minutes.report.payload import packed_columns, script_json
from council_minutes.report.texts import Texts
from council_minutes.report.views import VIEWS, View

DEFAULT_NAME: Final = "report.html"
_PARTIAL: Final = ".part"
_OF_WORDS: Final = ("start", "end")
# What the page tells of the run; paths of the machine it ran on stay out of a file that is passed on.
_RUN_FACTS: Final = (
    "state",
    "error",
    "started",
    "finished",
    "seconds_annotating",
    "words_per_second",
    "words",
    "model",
    "notes",
    "skipped",
    "archive_notes",
)
_MODEL_FACTS: Final = ("name", "version")


@dataclass(frozen=True, slots=True)
class Report:
    """What was written.

    Attributes:
        file: the report.
        size: of the file, in bytes.
        documents: in the report.
        without_text: documents whose text could not be had any more, although the run read it.
    """

    file: Path
    size: int
    documents: int
    without_text: int


def write_report(out: Path, file: Path | None = None, archive: Path | None = None) -> Report:
    """Writes one self-contained HTML file from the output folder of ``minutes extract-batch``.

    Args:
        out: the output folder.
        file: the file to write; ``report.html`` in the output folder where None. An existing one is replaced.
        archive: what the run read, for the text of plain-text documents; as ``run.json`` names it where None.

    Raises:
        OutputError: the folder is no run's, its tables are damaged, or the file cannot be written.
        ArchiveError: ``archive`` is given and cannot be opened.
    """
    folder = OutputFolder(out)
    run = folder.run()
    texts = _texts(folder, run, archive)
    target = file if file is not None else out / DEFAULT_NAME
    partial = target.with_name(target.name + _PARTIAL)
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as handle:
            documents, without_text = _write(handle, folder, run, texts)
        size = partial.stat().st_size
        partial.replace(target)
    except OSError as error:
        cause = f"cannot be written ({error.strerror})"
        raise OutputError(str(target), cause, "Choose another file with --file") from error
    finally:
        partial.unlink(missing_ok=True)
    return Report(target, size, documents, without_text)


def _texts(folder: OutputFolder, run: dict[str, Any], given: Path | None) -> Texts:
    options = run.get("options", {})
    path = given if given is not None else Path(options["archive"]) if "archive" in options else None
    if path is None:
        return Texts(folder.texts, None, "The run does not say which archive it read: give it with --archive.")
    try:
        archive: Archive = open_archive(path, text_column=options.get("text_column", "text"))
        return Texts(folder.texts, archive, "")
    except ArchiveError as error:
        if given is not None:
            raise
        return Texts(folder.texts, None, f"The archive of the run {error.cause}: give it with --archive.")


def _write(handle: TextIO, folder: OutputFolder, run: dict[str, Any], texts: Texts) -> tuple[int, int]:
    doc_ids = folder.table("documents", ("doc_id",)).column("doc_id").combine_chunks()
    handle.write(page.head())
    counts = {}
    for view in VIEWS:
        table, extra = _view_columns(folder, view, doc_ids)
        counts[view.table] = table.num_rows
        handle.write(page.data_element(f"table-{view.table}", packed_columns(table, extra)))
    firsts, without_text = [], 0
    for number, chunk in enumerate(chunks(folder, texts)):
        handle.write(page.data_element(f"chunk-{number}", chunk.packed))
        firsts.append(chunk.first)
        without_text += chunk.without_text
    about = {
        "views": [_view_facts(view, counts[view.table]) for view in VIEWS],
        "chunks": firsts,
        "entityLabels": ENTITY_LABELS,
        "spanLabels": SPAN_LABELS,
        "run": _run_facts(run),
        "withoutText": without_text,
    }
    handle.write(page.data_element("about", script_json(about), "application/json"))
    handle.writelines(page.tail())
    return len(doc_ids), without_text


def _view_facts(view: View, rows: int) -> dict[str, Any]:
    columns = [
        {"name": column.name, "title": column.title, "kind": column.kind, "parts": column.parts}
        for column in view.columns
    ]
    return {
        "name": view.table,
        "title": view.title,
        "rows": rows,
        "columns": columns,
        "days": view.days,
        "searched": view.searched,
        "empty": view.empty,
    }


def _run_facts(run: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: run[name] for name in _RUN_FACTS if name in run}
    if isinstance(facts.get("model"), dict):
        facts["model"] = {name: facts["model"].get(name) for name in _MODEL_FACTS}
    return facts


def _view_columns(
    folder: OutputFolder, view: View, doc_ids: pa.Array[Any]
) -> tuple[pa.Table, dict[str, list[int | None]]]:
    """The columns of a view, and the place of each row's words: document, offsets, and those of the span around."""
    if view.table == "documents":
        return folder.table("documents", view.sources), {}
    needed = (*view.sources, "doc_id", *_OF_WORDS, *(("entity_id",) if view.mention else ()))
    table = folder.table(view.table, needed)
    extra: dict[str, list[int | None]] = {"doc": pc.index_in(table.column("doc_id"), value_set=doc_ids).to_pylist()}
    if view.mention:
        entities = folder.table("entities", ("entity_id", *_OF_WORDS))
        place = pc.index_in(table.column("entity_id"), value_set=entities.column("entity_id").combine_chunks())
        for name in _OF_WORDS:
            extra[f"around_{name}"] = table.column(name).to_pylist()
            extra[name] = entities.column(name).take(place).to_pylist()
        table = table.drop_columns(["entity_id", *_OF_WORDS])
    return table.drop_columns(["doc_id"]), extra
