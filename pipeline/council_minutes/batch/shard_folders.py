"""Where shards lie, on this machine or at a URL: a folder a shard, which is whole or does not count."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from council_minutes.batch.files import PARTIAL_SUFFIX, sync_file
from council_minutes.ingest.location import Location, Url
from council_minutes.ingest.remote import AT_ONCE, RemoteFile, remote_at

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class ShardFolder:
    """What is in a shard's folder: file -> bytes, and the content of its manifest."""

    sizes: Mapping[str, int | None]
    manifest: bytes


class ShardFolders(Protocol):
    """The folders of all shards of an output. All methods raise OSError."""

    def draft(self, number: int) -> AbstractContextManager[Path]:
        """A local folder to make a shard in, which is in its place once it is left; one that is there stays."""

    def numbers(self) -> list[int]:
        """Shards that were begun or finished, in order."""

    def folder(self, number: int) -> ShardFolder | None:
        """A shard's folder; None where there is none, or none with a manifest."""

    def folders(self) -> Iterator[tuple[int, ShardFolder | None]]:
        """The folders of all shards, in order of number."""

    def file(self, number: int, name: str) -> Path | None:
        """A file of a whole shard on this machine; None where the shard has none of that name."""

    def sweep(self) -> None:
        """Removes what was never put in its place."""

    def remove(self, number: int) -> None:
        """Removes a shard."""


def shard_folders(location: Location) -> ShardFolders:
    """What reads and writes the shards at ``location``."""
    return RemoteShards(location) if isinstance(location, Url) else LocalShards(location)


class LocalShards:
    """Shards on a disk: a folder is renamed into its place once everything in it is on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def draft(self, number: int) -> Iterator[Path]:
        final = self._path(number)
        partial = final.with_name(f"{final.name}.{os.getpid()}{PARTIAL_SUFFIX}")
        partial.mkdir()
        try:
            yield partial
            try:
                partial.rename(final)
            except OSError:
                if not final.is_dir():  # a worker that outlived its run was quicker with the same shard
                    raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        sync_file(self._root)

    def numbers(self) -> list[int]:
        return _numbers(path.name.partition(".")[0] for path in self._root.iterdir())

    def folder(self, number: int) -> ShardFolder | None:
        path = self._path(number)
        try:
            sizes = {file.name: file.stat().st_size for file in path.iterdir()}
            return ShardFolder(sizes, (path / MANIFEST).read_bytes())
        except OSError:
            return None

    def folders(self) -> Iterator[tuple[int, ShardFolder | None]]:
        return ((number, self.folder(number)) for number in self.numbers())

    def file(self, number: int, name: str) -> Path | None:
        path = self._path(number) / name
        return path if path.exists() else None

    def sweep(self) -> None:
        for path in self._root.glob(f"*{PARTIAL_SUFFIX}"):
            shutil.rmtree(path, ignore_errors=True)

    def remove(self, number: int) -> None:
        # a worker of a run that was just killed may be about to put it here, and then it is not there
        shutil.rmtree(self._path(number), ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self._root / _name(number)


class RemoteShards:
    """Shards at a URL: a shard's manifest is uploaded after its tables, and tells how large they are.

    What this process reads it keeps in a temporary folder: manifests are read several times, tables twice.
    """

    def __init__(self, url: Url) -> None:
        self._remote = remote_at(url)
        self._manifests: dict[int, tuple[str, Path]] = {}
        self._tables: dict[int, set[str]] = {}
        self._kept: TemporaryDirectory[str] | None = None

    @contextmanager
    def draft(self, number: int) -> Iterator[Path]:
        with TemporaryDirectory(prefix="council-minutes-") as made:
            folder = Path(made)
            yield folder
            there = self._remote.files(_name(number))
            if MANIFEST not in there:  # else a worker that outlived its run was quicker with the same shard
                names = [file.name for file in folder.iterdir() if file.name != MANIFEST]
                self._remote.put({f"{_name(number)}/{name}": folder / name for name in names})
                self._remote.put({f"{_name(number)}/{MANIFEST}": folder / MANIFEST})

    def numbers(self) -> list[int]:
        return _numbers(self._remote.names())

    def folder(self, number: int) -> ShardFolder | None:
        files = self._remote.files(_name(number))
        return next((folder for _, folder in self._read({number: files})), None)

    def folders(self) -> Iterator[tuple[int, ShardFolder | None]]:
        found: dict[int, dict[str, RemoteFile]] = {}
        for path, file in self._remote.files().items():
            name, _, rest = path.partition("/")
            if name.isdecimal():
                found.setdefault(int(name), {})[rest] = file
        numbers = sorted(found)
        for first in range(0, len(numbers), AT_ONCE):
            yield from self._read({number: found[number] for number in numbers[first : first + AT_ONCE]})

    def file(self, number: int, name: str) -> Path | None:
        folder = self._folder() / _name(number)
        if number not in self._tables:
            names = self._remote.files(_name(number)).keys() - {MANIFEST}
            folder.mkdir(exist_ok=True)
            self._remote.get({f"{_name(number)}/{table}": folder / table for table in names if "/" not in table})
            self._tables[number] = names
        return folder / name if name in self._tables[number] else None

    def sweep(self) -> None:
        """Nothing: what has no manifest is a shard that is not whole."""

    def remove(self, number: int) -> None:
        # the manifest first, so that a shard of which something is gone is none
        names = self._remote.files(_name(number))
        self._remote.remove([f"{_name(number)}/{MANIFEST}"])
        self._remote.remove(f"{_name(number)}/{name}" for name in names)

    def _read(self, found: Mapping[int, Mapping[str, RemoteFile]]) -> Iterator[tuple[int, ShardFolder | None]]:
        new = [
            number
            for number, files in found.items()
            if MANIFEST in files and self._manifests.get(number, ("",))[0] != files[MANIFEST].version
        ]
        contents = self._remote.each(self._manifest, new)
        for number, content in zip(new, contents, strict=True):
            kept = self._folder() / f"{_name(number)}.json"
            if content is None:
                self._manifests.pop(number, None)
            else:
                kept.write_bytes(content)
                self._manifests[number] = (found[number][MANIFEST].version, kept)
        for number, files in found.items():
            if MANIFEST in files and number in self._manifests:
                sizes = {name: file.size for name, file in files.items()}
                yield number, ShardFolder(sizes, self._manifests[number][1].read_bytes())
            else:
                yield number, None

    def _manifest(self, number: int) -> bytes | None:
        return self._remote.read_if_there(f"{_name(number)}/{MANIFEST}")

    def _folder(self) -> Path:
        if self._kept is None:
            self._kept = TemporaryDirectory(prefix="council-minutes-")
        return Path(self._kept.name)


def _name(number: int) -> str:
    return f"{number:06d}"


def _numbers(names: Iterator[str] | set[str]) -> list[int]:
    return sorted({int(name) for name in names if name.isdecimal()})
