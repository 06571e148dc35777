"""Writing files so that a reader, or a run that comes after a crash, sees the old one or the whole new one."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from council_minutes.errors import OutputError
from council_minutes.ingest.location import Location, Url
from council_minutes.ingest.remote import remedy

PARTIAL_SUFFIX: Final = ".partial"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def sync_file(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Has ``write`` make a file beside ``path``, then puts it in the place of ``path``."""
    partial = path.with_name(path.name + PARTIAL_SUFFIX)
    try:
        write(partial)
        sync_file(partial)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_file(path.parent)


def write_json(path: Path, value: Any) -> None:
    """Writes a JSON file atomically."""
    content = json_bytes(value)

    def write(partial: Path) -> None:
        partial.write_bytes(content)

    write_atomically(path, write)


def json_bytes(value: Any) -> bytes:
    """A JSON file's content; keys stay in order, one field a line."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    # a file name that is no Unicode has surrogates in it, which UTF-8 cannot hold
    return text.encode("utf-8", "backslashreplace")


def output_error(where: Location | str, error: OSError) -> OutputError:
    """An operating system's or a server's refusal, in words a person can act on."""
    if error.errno in _FULL:
        cause = f"there is no space left to write to ({error.strerror})"
        return OutputError(str(where), cause, "Free some space and run the same command again: it goes on from here")
    if isinstance(where, Url):
        return OutputError(where, f"cannot be used ({error.strerror})", remedy(error))
    return OutputError(str(where), f"cannot be written ({error.strerror})", "Check its permissions, or choose another")
