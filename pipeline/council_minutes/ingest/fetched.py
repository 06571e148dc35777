"""An archive that is one file at a URL: fetched once a machine, and read from the copy.

Copies lie in a folder of this user alone below the system's temporary one (``TMPDIR``). Each has a lock: a process that
reads a copy shares it, so that a copy is removed by the last that needs it and, where that was killed, by the first
that comes a day later.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import Final

from council_minutes.errors import ArchiveError
from council_minutes.ingest.location import Url
from council_minutes.ingest.remote import RemoteFile, remedy, remote_at

_LEFT_BEHIND: Final = 24 * 3600.0
_LOCK: Final = ".lock"
_DIGITS: Final = 32


@lru_cache(16)
def fetched(url: Url) -> Path:
    """A copy of the file at ``url`` on this machine, under its own name; it stays while this process lives.

    Raises:
        ArchiveError: it cannot be fetched, or there is no space for it.
    """
    if url.name in {".", ".."}:
        raise ArchiveError(url, "is no name of a file", "Check the URL")
    try:
        file = remote_at(url).look()
        if file is None or file.size is None:
            raise ArchiveError(url, "is no file of a known size", "Check the URL")
        root = _root()
        _sweep(root)
        copy = root / hashlib.sha256(f"{url}\0{file.version}".encode()).hexdigest()[:_DIGITS]
        atexit.register(_leave, _shared(url, file, file.size, copy / url.name), copy)
    except OSError as error:
        raise ArchiveError(url, f"cannot be fetched ({error.strerror})", remedy(error)) from error
    return copy / url.name


def _shared(url: Url, file: RemoteFile, size: int, target: Path) -> int:
    """A descriptor that shares the lock of a copy that is whole, which one process at a time fetches."""
    lock = _lock_of(target.parent)
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if _is_at(descriptor, lock) and _is_whole(target, size):
            return descriptor
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_at(descriptor, lock) and not _is_whole(target, size):
                _fetch(url, file, size, target)
        finally:
            # no lock is turned into another without a moment in between: look again from the start
            os.close(descriptor)


def _is_whole(target: Path, size: int) -> bool:
    return target.is_file() and target.stat().st_size == size


def _lock_of(copy: Path) -> Path:
    return copy.with_name(copy.name + _LOCK)


def _fetch(url: Url, file: RemoteFile, size: int, target: Path) -> None:
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir(mode=0o700)
    free = shutil.disk_usage(target.parent).free
    if free < size:
        cause = f"has {size:,} bytes, and {target.parent.parent} has space for {free:,}"
        raise ArchiveError(url, cause, "Free some space, or set TMPDIR to a larger disk")
    partial = target.with_name(target.name + ".partial")
    try:
        remote_at(url).copy_blocks(partial, size)
        if partial.stat().st_size != size or remote_at(url).look() != file:
            raise ArchiveError(url, "changed while it was fetched", "Run the same command again")
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def _root() -> Path:
    """The folder of all copies; another user's folder of that name is not trusted."""
    root = Path(tempfile.gettempdir()) / f"council-minutes-{os.getuid()}"
    root.mkdir(mode=0o700, exist_ok=True)
    status = root.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) != 0o700:
        raise ArchiveError(
            str(root), "is not a folder of this user alone", "Remove it, or set TMPDIR to another folder"
        )
    return root


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file still is the one at ``path``: who held the lock before may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _leave(descriptor: int, copy: Path) -> None:
    """Gives up a share of the copy, and removes it where nobody else has one."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(descriptor, _lock_of(copy)):
            shutil.rmtree(copy, ignore_errors=True)
            _lock_of(copy).unlink(missing_ok=True)
    except BlockingIOError:
        return
    finally:
        os.close(descriptor)


def _sweep(root: Path) -> None:
    """Removes copies of processes that were killed."""
    for lock in root.glob(f"*{_LOCK}"):
        try:
            if time.time() - lock.stat().st_mtime < _LEFT_BEHIND:
                continue
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue
        _leave(descriptor, lock.with_name(lock.name.removesuffix(_LOCK)))
