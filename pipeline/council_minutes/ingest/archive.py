"""Archives of documents: a folder, a file, a zip or tar, or a table; read in a fixed order, one document at a time.

Each may be at a URL: a folder is read there document by document, a file is fetched once a machine.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import ArchiveError, ReadError
from council_minutes.ingest.archive_files import list_folder, read_member_file, read_single_file
from council_minutes.ingest.archive_items import METADATA_NAME, Found, Items, Key, Skipped, why_skipped
from council_minutes.ingest.archive_packed import list_tar, list_zip, read_tar_member, read_zip_member
from council_minutes.ingest.archive_remote import list_remote_folder, read_remote_file
from council_minutes.ingest.archive_tables import (
    list_csv,
    list_jsonl,
    list_parquet,
    read_csv_row,
    read_jsonl_row,
    read_parquet_row,
)
from council_minutes.ingest.fetched import fetched
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.location import Location, Url, location_of
from council_minutes.ingest.readers import PLAIN
from council_minutes.ingest.remote import AT_ONCE, remedy, remote_at
from council_minutes.ingest.row_meta import read_metadata
from council_minutes.ingest.source import merge_meta

_REMOTE: Final = "remote folder"
# kind -> how one entry's bytes are got: (archive, key, source, limits) -> bytes
_READ: Final[dict[str, Callable[[str, Key, str, Limits], bytes]]] = {
    "folder": read_member_file,
    _REMOTE: read_remote_file,
    "file": read_single_file,
    "zip": read_zip_member,
    "tar": read_tar_member,
    "csv": read_csv_row,
    "jsonl": read_jsonl_row,
    "parquet": read_parquet_row,
}
_TABLES: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_LIST_TABLE: Final[dict[str, Callable[[Path, str, Limits], Items]]] = {
    "csv": list_csv,
    "jsonl": list_jsonl,
    "parquet": list_parquet,
}
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One document of an archive, as plain data: it can be pickled, sent to another process and read there.

    Attributes:
        archive: the archive's path or URL.
        kind: what the archive is; a key of the table of readers in this module.
        source: the document's path relative to the archive's root, or what its row calls it; unique in the archive.
        key: where the archive has it.
        size: bytes after unpacking; None where only reading tells.
        meta: what the row or ``metadata.csv`` says of it.
        format_name: the document's format where it is known without looking (the rows of a table are plain text).
    """

    archive: str
    kind: str
    source: str
    key: Key
    size: int | None
    meta: DocumentMeta
    format_name: str | None

    def read(self, limits: Limits = DEFAULT_LIMITS) -> bytes:
        """The document's bytes.

        Raises:
            ReadError: it is gone, damaged or encrypted.
            LimitError: it is larger than ``limits.max_bytes`` or compressed too far.
        """
        return _READ[self.kind](_readable(self.archive, self.kind), self.key, self.source, limits)


def _readable(archive: str, kind: str) -> str:
    """What the kind's reader opens: of a single file at a URL, the copy on this machine."""
    where = location_of(archive)
    return str(fetched(where)) if isinstance(where, Url) and kind != _REMOTE else archive


@contextmanager
def _named(location: Location, kind: str) -> Iterator[None]:
    """Has errors name the URL where what was read is a copy of it."""
    try:
        yield
    except ArchiveError as error:
        copy = _readable(str(location), kind)
        if copy == str(location):
            raise
        where, cause = error.where.replace(copy, str(location)), error.cause.replace(copy, str(location))
        raise ArchiveError(where, cause, error.remedy) from error


class Archive:
    """The documents of an archive. Iterating lists it anew; ``skipped`` and ``notes`` are complete after that.

    Attributes:
        location: where it is.
        kind: what it is; a key of the table of readers in this module.
        skipped: everything passed over in the last iteration, with the reason.
        notes: what a person should know of it (``metadata.csv`` names documents that are not there).
    """

    def __init__(self, location: Location, kind: str, glob: str | None, text_column: str, limits: Limits) -> None:
        self.location = location
        self.kind = kind
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self._glob = glob
        self._text_column = text_column
        self._limits = limits

    @property
    def reads_at_once(self) -> int:
        """Documents that are best read side by side, because each waits for a server."""
        return AT_ONCE if self.kind == _REMOTE and remote_at(Url(self.location)).parallel else 1

    def __iter__(self) -> Iterator[ArchiveEntry]:
        """Entries in an order that depends on the archive alone.

        Raises:
            ArchiveError: damaged, without the text column, or without any document to read.
        """
        with _named(self.location, self.kind):
            yield from self._entries()

    def _entries(self) -> Iterator[ArchiveEntry]:
        self.skipped, self.notes = [], []
        told, items = self._with_metadata()
        unused, count = set(told), 0
        format_name = PLAIN.name if self.kind in _LIST_TABLE else None
        for item in items:
            if isinstance(item, Skipped):
                self.skipped.append(item)
            elif self._glob is not None and not fnmatchcase(item.source, self._glob):
                self.skipped.append(Skipped(item.source, f"does not match {self._glob}"))
            else:
                count += 1
                meta = merge_meta(told[item.source], item.meta) if item.source in told else item.meta
                yield ArchiveEntry(str(self.location), self.kind, item.source, item.key, item.size, meta, format_name)
            unused.discard(item.source)
        if unused:
            self.notes.append(f"{METADATA_NAME} names {len(unused)} documents that are not there: {_few(unused)}")
        if count == 0:
            reasons = Counter(skipped.reason for skipped in self.skipped)
            what = "; ".join(f"{number} × {reason}" for reason, number in reasons.most_common(_NAMED))
            cause = "holds no document to read" + (f" (passed over: {what})" if what else "")
            raise ArchiveError(str(self.location), cause, "Give a folder, zip, tar or table with documents in it")

    def _with_metadata(self) -> tuple[dict[str, DocumentMeta], Items]:
        if isinstance(self.location, Url) and self.kind == _REMOTE:
            listed = list_remote_folder(self.location)
        else:
            path = Path(_readable(str(self.location), self.kind))
            if self.kind in _LIST_TABLE:
                return {}, _LIST_TABLE[self.kind](path, self._text_column, self._limits)
            if self.kind == "file":
                return {}, iter([Found(path.name, path.name, path.stat().st_size)])
            listed = {"folder": list_folder, "zip": self._zip, "tar": self._tar}[self.kind](path)
        # names and sizes only; the file of metadata may come last
        items = list(listed)
        own = next((item for item in items if isinstance(item, Found) and item.source == METADATA_NAME), None)
        if own is None:
            return {}, iter(items)
        where = f"{self.location}/{METADATA_NAME}"
        archive = _readable(str(self.location), self.kind)
        try:
            told, notes = read_metadata(where, _READ[self.kind](archive, own.key, own.source, self._limits))
        except ReadError as error:
            raise ArchiveError(where, error.cause, error.remedy) from error
        self.notes += notes
        return told, (item for item in items if item is not own)

    def _zip(self, path: Path) -> Items:
        return list_zip(path, self._limits)

    def _tar(self, path: Path) -> Items:
        return list_tar(path, self._limits)


def open_archive(
    path: Location | str, *, glob: str | None = None, text_column: str = "text", limits: Limits = DEFAULT_LIMITS
) -> Archive:
    """Opens a folder, one document, a zip, a tar (also .gz, .bz2, .xz), or a CSV, JSON Lines or Parquet table.

    Args:
        path: the archive, or its URL (``s3://bucket/folder``); a symbolic link is followed here, and nowhere inside.
        glob: read only documents whose source matches this shell pattern; ``*`` matches across folders.
        text_column: the column of a table that holds the documents' text.
        limits: what one document may cost.

    Raises:
        ArchiveError: there is nothing there, or nothing that can be read.
        CouncilMinutesError: a URL of a kind that is not supported or installed.
    """
    location = location_of(path)
    kind = _kind_at_url(location) if isinstance(location, Url) else _kind_of_path(location)
    return Archive(location, kind, glob, text_column, limits)


def _kind_at_url(url: Url) -> str:
    try:
        found = remote_at(url).look()
    except OSError as error:
        raise ArchiveError(url, f"cannot be looked at ({error.strerror})", remedy(error)) from error
    if found is None:
        raise ArchiveError(url, "is no file or folder", "Check the bucket and the name in it")
    if found.kind == "directory":
        return _REMOTE
    # opened anew, it is looked at anew: this process may have a copy of what was there before
    fetched.cache_clear()
    with _named(url, "file"):
        return _kind_of_file(fetched(url))


def _kind_of_path(path: Path) -> str:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError as error:
        raise ArchiveError(str(path), f"cannot be looked at ({error.strerror})", "Check the path") from error
    if is_folder:
        return "folder"
    if not is_file:
        cause = "is a link that leads nowhere" if path.is_symlink() else "is no file or folder"
        raise ArchiveError(str(path), cause, "Check the path")
    return _kind_of_file(path)


def _kind_of_file(path: Path) -> str:
    if path.suffix.lower() in _TABLES:
        return _TABLES[path.suffix.lower()]
    reason = why_skipped(path.name)
    if reason is None:
        return "file"
    try:
        if zipfile.is_zipfile(path):
            return "zip"
        if tarfile.is_tarfile(path):
            return "tar"
    except (OSError, EOFError) as error:
        raise ArchiveError(str(path), f"cannot be opened ({error})", "Check that it is complete") from error
    raise ArchiveError(str(path), f"is no archive and no document that can be read ({reason})", "See docs/ingest.md")


def _few(names: set[str]) -> str:
    first = sorted(names)[:_NAMED]
    return ", ".join(first) + (", …" if len(names) > _NAMED else "")
