"""Zip and tar files as archives; members are read one at a time, never unpacked to disk.

A member of a compressed tar lies behind all that precede it. The open stream is kept in each process, so that a worker
that reads its members in the archive's order unpacks the archive once.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final, cast

from council_minutes.errors import ArchiveError, LimitError, ReadError
from council_minutes.ingest.archive_items import METADATA_NAME, Found, Items, Key, Skipped, shown, why_skipped
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.readers import check_size

_ENCRYPTED: Final = 0x1
_FETCH_AGAIN: Final = "Fetch or pack the archive again"
_DAMAGE: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
_OPEN_ARCHIVES: Final = 4


def list_zip(path: Path, limits: Limits) -> Items:
    """Members ordered by name; of several with one name the last is the one that unpacking would leave."""
    try:
        infos = _zip(*_identity(path)).infolist()
    except _DAMAGE as error:
        raise ArchiveError(str(path), f"cannot be read as a zip file ({error})", _FETCH_AGAIN) from error
    last = {info.filename: index for index, info in enumerate(infos)}
    for index, info in sorted(enumerate(infos), key=lambda item: (item[1].filename, item[0])):
        name = shown(info.filename)
        if info.is_dir():
            continue
        # the upper half of the external attributes is a Unix mode, where the zip was made on Unix
        if (info.external_attr >> 16) & 0o170000 == 0o120000:
            yield Skipped(name, "symbolic link")
        elif last[info.filename] != index:
            yield Skipped(name, "another member of the same name follows")
        elif name != METADATA_NAME and (reason := why_skipped(name)) is not None:
            yield Skipped(name, reason)
        else:
            yield Found(name, index, info.file_size)


def read_zip_member(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The bytes of a member; raises LimitError before unpacking what is too large or compressed too far."""
    try:
        opened = _zip(*_identity(Path(archive)))
        info = opened.infolist()[cast("int", key)]
        check_size(source, info.file_size, limits)
        if info.flag_bits & _ENCRYPTED:
            raise ReadError(source, "is encrypted in its zip file", "Pack it again without a password")
        _check_ratio(source, info.file_size, info.compress_size, limits)
        with opened.open(info) as member:
            data = member.read(limits.max_bytes + 1)
    except (*_DAMAGE, RuntimeError) as error:
        raise ReadError(source, f"is damaged in its zip file ({error})", _FETCH_AGAIN) from error
    check_size(source, len(data), limits)
    return data


def list_tar(path: Path, limits: Limits) -> Items:
    """Members in the archive's own order, which is the order they can be read in at one pass."""
    packed = path.stat().st_size
    most = max(limits.compression_floor, packed * limits.max_compression_ratio)
    names: set[str] = set()
    before = "its start"
    try:
        with tarfile.open(path, "r|*") as tar:
            while (member := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined]  # tarfile keeps every header it has seen
                if member.offset_data + member.size > most:
                    cause = f"unpacks to more than {limits.max_compression_ratio} times its size"
                    raise ArchiveError(str(path), cause, "Check where it comes from; it looks like a bomb")
                name = before = shown(member.name.removeprefix("./"))
                if member.isdir():
                    continue
                if not member.isreg():
                    yield Skipped(name, "symbolic link" if member.issym() else "no regular file")
                elif name in names:
                    yield Skipped(name, "another member of the same name precedes")
                elif name != METADATA_NAME and (reason := why_skipped(name)) is not None:
                    yield Skipped(name, reason)
                else:
                    names.add(name)
                    yield Found(name, (member.offset_data, member.size), member.size)
    except _DAMAGE as error:
        raise ArchiveError(str(path), f"is damaged or cut short after {before} ({error})", _FETCH_AGAIN) from error


def read_tar_member(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The bytes of a member of a tar, compressed or not."""
    offset, size = cast("tuple[int, int]", key)
    check_size(source, size, limits)
    try:
        stream = _unpacked(*_identity(Path(archive)))
        stream.seek(offset)
        data = stream.read(size)
    except _DAMAGE as error:
        raise ReadError(source, f"is damaged in its tar file ({error})", _FETCH_AGAIN) from error
    if len(data) < size:
        raise ReadError(source, "is cut short in its tar file", _FETCH_AGAIN)
    return data


def _check_ratio(source: str, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > max(limits.compression_floor, packed * limits.max_compression_ratio):
        cause = f"unpacks from {packed:,} to {unpacked:,} bytes"
        raise LimitError(source, cause, "Check where it comes from; it looks like a zip bomb")


def _identity(path: Path) -> tuple[str, int, int, int]:
    """What tells whether an open archive can be used again: a forked process must not share its parent's position."""
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_size, os.getpid()


@lru_cache(maxsize=_OPEN_ARCHIVES)
def _zip(path: str, modified: int, size: int, process: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


@lru_cache(maxsize=_OPEN_ARCHIVES)
def _unpacked(path: str, modified: int, size: int, process: int) -> BinaryIO:
    with Path(path).open("rb") as file:
        head = file.read(6)
    if head.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.open(path, "rb"))
    if head.startswith(b"BZh"):
        return cast("BinaryIO", bz2.open(path, "rb"))
    if head.startswith(b"\xfd7zXZ"):
        return cast("BinaryIO", lzma.open(path, "rb"))
    return Path(path).open("rb")
