"""Folders and single files as archives. Links are not followed: what they lead to is not the archive's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from council_minutes.errors import ReadError
from council_minutes.ingest.archive_items import METADATA_NAME, Found, Items, Key, Skipped, shown, why_skipped
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.readers import check_size


def list_folder(root: Path) -> Items:
    """Every file below ``root``, ordered by its path as a string, as the members of a zip are."""
    stack = [("", root)]
    while stack:
        name, path = stack.pop()
        if not name.endswith("/") and name:
            yield _file(name, path)
            continue
        if any(part.startswith(".") for part in Path(name).parts):
            yield Skipped(shown(name), "hidden")
            continue
        try:
            with os.scandir(path) as listing:
                children = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in listing]
        except OSError as error:
            yield Skipped(shown(name) or ".", f"the folder cannot be listed: {error.strerror}")
            continue
        named = sorted(((f"{name}{child}/" if is_folder else f"{name}{child}"), child) for child, is_folder in children)
        stack += [(full, path / child) for full, child in reversed(named)]


def _file(name: str, path: Path) -> Found | Skipped:
    try:
        status = path.lstat()
    except OSError as error:
        return Skipped(shown(name), f"cannot be looked at: {error.strerror}")
    if stat.S_ISLNK(status.st_mode):
        return Skipped(shown(name), "symbolic link")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(shown(name), "no regular file")
    if name == METADATA_NAME:
        return Found(name, name, status.st_size)
    reason = why_skipped(shown(name))
    return Skipped(shown(name), reason) if reason is not None else Found(shown(name), name, status.st_size)


def read_member_file(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The bytes of a folder's file; raises ReadError where it is gone, a link, or not to be read."""
    return _read(Path(archive) / str(key), source, limits, os.O_NOFOLLOW)


def read_single_file(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The bytes of a file that is itself the archive."""
    return _read(Path(archive), source, limits, 0)


def _read(path: Path, source: str, limits: Limits, flags: int) -> bytes:
    try:
        # without O_NONBLOCK, opening a FIFO that took the file's place would wait for ever
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | flags)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise ReadError(source, "is no regular file", "Put the document itself there")
            check_size(source, status.st_size, limits)
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise ReadError(
            source, f"cannot be opened ({error.strerror})", "Check that it is there and its permissions"
        ) from error
    check_size(source, len(data), limits)
    return data
