"""A run over an archive, from the plan to the tables; calling it again goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Protocol

import pyarrow as pa

from council_minutes.batch.assemble import Assembly
from council_minutes.batch.engine import Engine, Job, ShardProgress
from council_minutes.batch.engines import choose_engine
from council_minutes.batch.files import output_error
from council_minutes.batch.models import describe_model
from council_minutes.batch.options import RunOptions
from council_minutes.batch.output import TEXTS, Output, claim
from council_minutes.batch.plan import PlannedDocument, Shard, list_documents, plan_shards
from council_minutes.batch.report import RunReport
from council_minutes.batch.store import ManifestEntry, Place, ShardStore
from council_minutes.errors import CouncilMinutesError, OutputError
from council_minutes.ingest.archive import open_archive
from council_minutes.tables.outputs import write_outputs


class Watcher(Protocol):
    """Is told how a run goes."""

    def listed(self, documents: int) -> None:
        """So many documents of the archive have been listed."""

    def planned(self, documents: int, done_before: int) -> None:
        """So many documents belong to the run, so many of them are done already."""

    def progress(self, documents: int, words: int, failed: int) -> None:
        """So much is done in this call."""

    def assembling(self, documents: int) -> None:
        """Tables are being written from so many documents; each is gone through twice."""

    def assembled(self, documents: int) -> None:
        """So many more documents have been gone through."""


def extract_batch(options: RunOptions, watcher: Watcher) -> RunReport:
    """Annotates every document of an archive and writes the tables.

    Returns:
        How it went. After Ctrl-C its state is ``stopped``: what is finished is safe, and the same call goes on.

    Raises:
        ArchiveError: the archive cannot be opened.
        ModelError: the model cannot be loaded.
        OutputError: the output folder cannot be used or written.
    """
    engine_for = choose_engine(options)
    model = describe_model(options.model)
    archive = open_archive(options.archive, glob=options.glob, text_column=options.text_column, limits=options.limits)
    Output(options.out).check(options.archive, options.overwrite)
    # before the output is touched: an archive that cannot be read must not cost the tables of an earlier run
    documents = list_documents(
        archive,
        limits=options.limits,
        model=model,
        council=options.council,
        most=options.limit,
        listed=watcher.listed,
    )
    report = RunReport(options, model, datetime.now(UTC), documents=len(documents))
    report.skipped, report.archive_notes = archive.skipped, archive.notes
    with claim(options.out, options.archive, overwrite=options.overwrite) as output:
        output.write_report(report.as_json())
        try:
            _run(documents, engine_for, output, report, watcher)
            report.end("complete")
        except KeyboardInterrupt:
            report.end("stopped")
        except (CouncilMinutesError, OSError) as error:
            failure = output_error(output.folder, error) if isinstance(error, OSError) else error
            report.end("failed", str(failure))
            _write_if_possible(output, report)
            raise failure from error
        output.write_report(report.as_json())
    return report


def _write_if_possible(output: Output, report: RunReport) -> None:
    """``run.json`` of a run that failed: where the disk is full the error itself is what has to be seen."""
    try:
        output.write_report(report.as_json())
    except OSError as error:
        report.error += f" (and run.json could not be written: {error.strerror})"


def _run(
    documents: Sequence[PlannedDocument],
    engine_for: Callable[[Job], Engine],
    output: Output,
    report: RunReport,
    watcher: Watcher,
) -> None:
    options = report.options
    store = ShardStore(output.shards)
    store.sweep()
    finished = _finished(store, options)
    shards = _plan(documents, finished, store, output)
    watcher.planned(len(documents), sum(document.key in finished for document in documents))
    job = Job(report.model, options.limits, output.shards.resolve(), output.logs.resolve())
    _annotate(engine_for(job), shards, store, output, report, watcher)
    finished |= _places(store, {shard.number for shard in shards})
    _tables(documents, finished, store, output, report, watcher)
    _remove_superseded(documents, finished, store)


def _finished(store: ShardStore, options: RunOptions) -> dict[str, Place]:
    """Document key -> where its rows are, of documents that need not be done again."""
    limits = (options.limits.max_seconds, options.limits.max_memory_mb)

    def stands(entry: ManifestEntry) -> bool:
        return entry.status != "failed" or (not options.retry_failed and entry.under in (None, limits))

    found: dict[str, Place] = {}
    for number, entries in store.manifests():
        for index, entry in enumerate(entries):
            if stands(entry):
                found[entry.key] = Place(number, index)
            else:
                found.pop(entry.key, None)
    return found


def _places(store: ShardStore, numbers: set[int]) -> dict[str, Place]:
    return {
        entry.key: Place(number, index)
        for number, entries in store.manifests()
        if number in numbers
        for index, entry in enumerate(entries)
    }


def _plan(
    documents: Sequence[PlannedDocument], finished: Mapping[str, Place], store: ShardStore, output: Output
) -> list[Shard]:
    stored = output.read_plan()
    taken = {*stored, *store.numbers()}
    left = {number: keys for number, keys in stored.items() if number not in set(store.numbers())}
    pending = [document for document in documents if document.key not in finished]
    shards = plan_shards(pending, left, max(taken, default=0) + 1)
    output.write_plan({shard.number: [document.key for document in shard.documents] for shard in shards})
    return shards


def _annotate(
    engine: Engine,
    shards: Sequence[Shard],
    store: ShardStore,
    output: Output,
    report: RunReport,
    watcher: Watcher,
) -> None:
    seen: dict[int, ShardProgress] = {}
    failed = 0

    def watch(progress: ShardProgress) -> None:
        nonlocal failed
        output.still_claimed()
        before = seen.get(progress.shard, ShardProgress(progress.shard, 0, 0, 0))
        seen[progress.shard] = progress
        report.done += progress.documents - before.documents
        report.words_done += progress.words - before.words
        failed += progress.failed - before.failed
        watcher.progress(report.done, report.words_done, failed)

    began = time.monotonic()
    try:
        with closing(engine.run(shards, watch)) as results:
            for _ in results:
                pass
    finally:
        report.seconds = time.monotonic() - began
        # what was begun and not finished is not done; the store knows it even where the engine was interrupted
        entries = [entry for shard in shards for entry in store.manifest(shard.number) or ()]
        report.done = len(entries)
        report.words_done = sum(entry.words for entry in entries)


def _tables(
    documents: Sequence[PlannedDocument],
    finished: Mapping[str, Place],
    store: ShardStore,
    output: Output,
    report: RunReport,
    watcher: Watcher,
) -> None:
    missing = [document.entry.source for document in documents if document.key not in finished]
    if missing:
        cause = f"the rows of {len(missing)} documents are gone since they were written, the first is {missing[0]}"
        raise OutputError(str(output.shards), cause, "Run the same command again")
    watcher.assembling(len(documents))
    # Arrow's own pool keeps 50 MB more than it has in use
    pa.set_memory_pool(pa.system_memory_pool())
    assembly = Assembly(store, [finished[document.key] for document in documents], watcher.assembled)
    options = report.options
    with output.workplace() as folder:
        report.texts = assembly.write_texts(folder / TEXTS)
        written = write_outputs(folder, assembly.parts, options.formats, excel=options.excel)
    report.rows, report.table_notes = written.rows, written.notes
    report.count(assembly.entries())


def _remove_superseded(documents: Sequence[PlannedDocument], finished: Mapping[str, Place], store: ShardStore) -> None:
    """Removes shards whose documents have all been done again since; others may serve a later call."""
    current = {document.entry.source for document in documents}
    used = {finished[document.key].shard for document in documents}
    for number, entries in store.manifests():
        if number not in used and all(entry.source in current for entry in entries):
            store.remove(number)
