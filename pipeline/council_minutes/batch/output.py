"""The output folder, on this machine or at a URL: whose it is, who is writing to it, and what lies where in it.

DIR/<table>.csv, <table>.parquet    the tables; tables.xlsx and tables.sqlite where asked for
DIR/datapackage.json, csv-metadata.json   what the columns of the CSV files are
DIR/texts/<doc_id>.txt              texts that offsets refer to, of inputs that are no plain text
DIR/run.json                        what the run was, and how it went
DIR/.run/                           what resuming needs: owner.json, plan.json, lock, shards/, logs/
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from council_minutes.batch.files import json_bytes, output_error
from council_minutes.batch.output_files import files_of
from council_minutes.errors import OutputError
from council_minutes.ingest.location import Location, Url
from council_minutes.tables.outputs import OUTPUT_FORMATS, remove_format

TEXTS: Final = "texts"
_RUN: Final = "run.json"
_STATE: Final = ".run"
_OWNER: Final = f"{_STATE}/owner.json"
_PLAN: Final = f"{_STATE}/plan.json"
_SHARDS: Final = f"{_STATE}/shards"
_LOGS: Final = f"{_STATE}/logs"
_FORMAT: Final = 1
_CHOOSE: Final = "Choose another folder with --out, or replace what is there with --overwrite"


class Output:
    """What lies where in an output; ``claim`` gives the one that this process may write."""

    def __init__(self, folder: Location) -> None:
        self.folder = folder
        self.state = folder / _STATE
        self.shards = folder / _SHARDS
        self.logs = folder / _LOGS
        self._files = files_of(folder)
        self.still_claimed: Callable[[], None] = _unclaimed

    def read_plan(self) -> dict[int, list[str]]:
        """Number -> document keys of each shard of the last plan; empty where there is none."""
        plan = self._read_json(_PLAN)
        return {} if plan is None else {int(number): list(keys) for number, keys in plan.items()}

    def write_plan(self, plan: dict[int, list[str]]) -> None:
        self._files.write(_PLAN, json_bytes(plan))

    def write_report(self, report: dict[str, Any]) -> None:
        """Writes ``run.json``."""
        self._files.write(_RUN, json_bytes(report))

    def workplace(self) -> AbstractContextManager[Path]:
        """A local folder to make the tables and texts in, which are in the output once it is left."""
        return self._files.workplace()

    def owner(self) -> dict[str, Any] | None:
        return self._read_json(_OWNER)

    def check(self, archive: Location, overwrite: bool) -> None:
        """Raises OutputError where the folder holds what this run must not touch, or cannot be looked at."""
        where = str(self.folder)
        try:
            is_file, names, owner = self._files.is_file(), self._files.names(), self.owner()
        except OSError as error:
            raise output_error(self.folder, error) from error
        if is_file:
            raise OutputError(where, "is a file", "Choose another folder with --out")
        if _contains(archive.resolve(), self.folder.resolve()):
            raise OutputError(where, "lies within the archive, whose documents it would add to", "Choose another --out")
        if owner is None:
            if TEXTS in names:
                raise OutputError(where, "has a folder 'texts' that is no run's", "Choose another folder with --out")
            if names - {_STATE} and not overwrite:
                raise OutputError(where, "holds files that are not this command's", _CHOOSE)
        elif owner.get("format") != _FORMAT:
            raise OutputError(where, "was written by another version of council-minutes", "Choose another --out")
        elif owner.get("archive") != str(archive.resolve()) and not overwrite:
            raise OutputError(where, f"holds the tables of another archive ({owner.get('archive')})", _CHOOSE)

    def claimed(self) -> AbstractContextManager[Callable[[], None]]:
        return self._files.claimed()

    def begin(self, archive: Location, overwrite: bool) -> None:
        """Makes the folders and marks them as this archive's."""
        if overwrite:
            self._clear()
        self._files.remove(_LOGS)
        for folder in (self.shards, self.logs):
            if isinstance(folder, Path):  # an object store has no folders
                folder.mkdir(parents=True, exist_ok=True)
        self._files.write(_OWNER, json_bytes({"format": _FORMAT, "archive": str(archive.resolve())}))

    def _clear(self) -> None:
        for name in (_RUN, _PLAN, TEXTS, _SHARDS):
            self._files.remove(name)
        with self.workplace() as folder:
            for kind in OUTPUT_FORMATS:
                remove_format(folder, kind)

    def _read_json(self, name: str) -> dict[str, Any] | None:
        data = self._files.read(name)
        try:
            content = None if data is None else json.loads(data)
        except ValueError as error:
            raise OutputError(str(self.folder / name), f"is damaged ({error})", _CHOOSE) from error
        return content if isinstance(content, dict) else None


@contextmanager
def claim(folder: Location, archive: Location, *, overwrite: bool) -> Iterator[Output]:
    """Takes an output folder for a run over ``archive``; one run at a time.

    Raises:
        OutputError: it belongs to another archive or to nobody's run (without ``overwrite``), lies within the archive,
            cannot be written, or another run is writing to it.
    """
    output = Output(folder)
    try:
        output.check(archive, overwrite)
        with output.claimed() as still_claimed:
            output.still_claimed = still_claimed
            output.check(archive, overwrite)
            output.begin(archive, overwrite)
            yield output
    except OSError as error:
        raise output_error(folder, error) from error


def _contains(archive: Location, folder: Location) -> bool:
    if isinstance(archive, Url) or isinstance(folder, Url):
        return str(folder) == str(archive) or str(folder).startswith(f"{archive}/")
    return archive.is_dir() and archive in (folder, *folder.parents)


def _unclaimed() -> None:
    raise RuntimeError("an output was written that was not claimed")
