"""The output folder: whose it is, who is writing to it, and what lies where in it.

DIR/<table>.csv, <table>.parquet    the tables; tables.xlsx and tables.sqlite where asked for
DIR/datapackage.json, csv-metadata.json   what the columns of the CSV files are
DIR/texts/<doc_id>.txt              texts that offsets refer to, of inputs that are no plain text
DIR/run.json                        what the run was, and how it went
DIR/.run/                           what resuming needs: owner.json, plan.json, lock, shards/, logs/
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from council_minutes.batch.files import PARTIAL_SUFFIX, output_error, write_json
from council_minutes.errors import OutputError
from council_minutes.tables.outputs import OUTPUT_FORMATS, remove_format

_FORMAT: Final = 1
_CHOOSE: Final = "Choose another folder with --out, or replace what is there with --overwrite"


class Output:
    """The paths of an output folder that this process has claimed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / ".run"
        self.shards = self.state / "shards"
        self.logs = self.state / "logs"
        self.texts = folder / "texts"
        self.run_json = folder / "run.json"
        self._owner = self.state / "owner.json"
        self._plan = self.state / "plan.json"

    def read_plan(self) -> dict[int, list[str]]:
        """Number -> document keys of each shard of the last plan; empty where there is none."""
        plan = _read_json(self._plan)
        return {} if plan is None else {int(number): list(keys) for number, keys in plan.items()}

    def write_plan(self, plan: dict[int, list[str]]) -> None:
        write_json(self._plan, plan)

    def owner(self) -> dict[str, Any] | None:
        return _read_json(self._owner)

    def check(self, archive: Path, overwrite: bool) -> None:
        """Raises OutputError where the folder holds what this run must not touch."""
        where = str(self.folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise OutputError(where, "is a file", "Choose another folder with --out")
        inside = archive.is_dir() and archive.resolve() in (self.folder.resolve(), *self.folder.resolve().parents)
        if inside:
            raise OutputError(where, "lies within the archive, whose documents it would add to", "Choose another --out")
        owner = self.owner()
        if owner is None:
            if self.texts.exists():
                raise OutputError(where, "has a folder 'texts' that is no run's", "Choose another folder with --out")
            foreign = self.folder.is_dir() and {path.name for path in self.folder.iterdir()} - {self.state.name}
            if foreign and not overwrite:
                raise OutputError(where, "holds files that are not this command's", _CHOOSE)
        elif owner.get("format") != _FORMAT:
            raise OutputError(where, "was written by another version of council-minutes", "Choose another --out")
        elif owner.get("archive") != str(archive.resolve()) and not overwrite:
            raise OutputError(where, f"holds the tables of another archive ({owner.get('archive')})", _CHOOSE)

    def begin(self, archive: Path, overwrite: bool) -> None:
        """Makes the folders and marks them as this archive's."""
        if overwrite:
            self._clear()
        self.shards.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.logs, ignore_errors=True)
        self.logs.mkdir()
        write_json(self._owner, {"format": _FORMAT, "archive": str(archive.resolve())})

    def _clear(self) -> None:
        for kind in OUTPUT_FORMATS:
            remove_format(self.folder, kind)
        for file in (self.run_json, self._plan):
            file.unlink(missing_ok=True)
            file.with_name(file.name + PARTIAL_SUFFIX).unlink(missing_ok=True)
        for folder in (self.texts, self.shards):
            if folder.exists():
                shutil.rmtree(folder)


@contextmanager
def claim(folder: Path, archive: Path, *, overwrite: bool) -> Iterator[Output]:
    """Takes an output folder for a run over ``archive``; one run at a time.

    Raises:
        OutputError: it belongs to another archive or to nobody's run (without ``overwrite``), lies within the archive,
            cannot be written, or another run is writing to it.
    """
    output = Output(folder)
    try:
        output.check(archive, overwrite)
        output.state.mkdir(parents=True, exist_ok=True)
        with (output.state / "lock").open("a+") as lock:
            _take(lock.fileno(), output)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            output.check(archive, overwrite)
            output.begin(archive, overwrite)
            yield output
    except OSError as error:
        raise output_error(folder, error) from error


def _take(descriptor: int, output: Output) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        process = (output.state / "lock").read_text(encoding="ascii") or "?"
        cause = f"another run is writing to it (process {process})"
        raise OutputError(str(output.folder), cause, "Wait for it to end, or choose another --out") from error


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise OutputError(str(path), f"is damaged ({error})", _CHOOSE) from error
    return content if isinstance(content, dict) else None
