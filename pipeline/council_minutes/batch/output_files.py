"""The files of an output, on this machine or at a URL.

What the rest of the run needs of them is the interface ``OutputFiles``: names are relative to the output, with ``/``.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol

from council_minutes.batch.files import PARTIAL_SUFFIX, write_atomically
from council_minutes.batch.output_remote import RemoteFiles
from council_minutes.errors import OutputError
from council_minutes.ingest.location import Location, Url

LOCK: Final = ".run/lock"


class OutputFiles(Protocol):
    """A folder of files, of which each appears whole or not at all. All methods raise OSError."""

    def is_file(self) -> bool:
        """Whether there is a file where the folder should be."""

    def names(self) -> set[str]:
        """The names right in the folder; empty where there is none."""

    def read(self, name: str) -> bytes | None:
        """A file; None where it is not there."""

    def write(self, name: str, content: bytes) -> None:
        """Puts a file in the place of the one that is there."""

    def remove(self, name: str) -> None:
        """Removes a file, or a folder with all in it; nothing there is no error."""

    def claimed(self) -> AbstractContextManager[Callable[[], None]]:
        """Keeps other runs out; raises OutputError where another is in.

        Yields:
            What raises OutputError once another run has taken the output over.
        """

    def workplace(self) -> AbstractContextManager[Path]:
        """A local folder to make tables and texts in; what changed in it is in the output once it is left."""


def files_of(location: Location) -> OutputFiles:
    """What reads and writes the output at ``location``."""
    return RemoteFiles(location, LOCK) if isinstance(location, Url) else LocalFiles(location)


class LocalFiles:
    """An output in a folder of this machine, or of a file system that is mounted here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_file(self) -> bool:
        return self._folder.exists() and not self._folder.is_dir()

    def names(self) -> set[str]:
        return {path.name for path in self._folder.iterdir()} if self._folder.is_dir() else set()

    def read(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda partial: _write(partial, content))

    def remove(self, name: str) -> None:
        path = self._folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            return
        for file in (path, path.with_name(path.name + PARTIAL_SUFFIX)):
            file.unlink(missing_ok=True)

    @contextmanager
    def claimed(self) -> Iterator[Callable[[], None]]:
        path = self._folder / LOCK
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+") as lock:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                cause = f"another run is writing to it (process {path.read_text(encoding='ascii') or '?'})"
                raise OutputError(str(self._folder), cause, "Wait for it to end, or choose another --out") from error
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield _nothing

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        yield self._folder


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _nothing() -> None:
    """A lock of the kernel is held until the process ends."""
