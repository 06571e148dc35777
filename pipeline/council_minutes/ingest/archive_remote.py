"""A folder at a URL as an archive: the same documents, in the same order, as the same folder on a disk."""

from __future__ import annotations

from typing import Final, cast

from council_minutes.errors import ArchiveError, ReadError
from council_minutes.ingest.archive_items import METADATA_NAME, Found, Items, Key, Skipped, shown, why_skipped
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.location import Url
from council_minutes.ingest.readers import check_size
from council_minutes.ingest.remote import RemoteFile, remedy, remote_at


class RefusedError(ReadError):
    """The server does not let this process read a document: that is about the document, or about what may be read."""


_NO_FOLDERS_NAME: Final = frozenset({"", ".", ".."})


def list_remote_folder(url: Url) -> Items:
    """Every file below ``url``, ordered by its path as a string.

    Raises:
        ArchiveError: it cannot be listed.
    """
    try:
        files = remote_at(url).files()
    except OSError as error:
        raise ArchiveError(url, f"cannot be listed ({error.strerror})", remedy(error)) from error
    hidden: set[str] = set()
    for name, file in sorted(files.items()):
        folder = _hidden_folder(name)
        if folder is None:
            yield _item(name, file)
        elif folder not in hidden:
            hidden.add(folder)
            yield Skipped(shown(folder), "hidden")


def _hidden_folder(name: str) -> str | None:
    """The outermost folder of a file that is hidden, as a lister of folders names it once for all that it holds."""
    parts = name.split("/")
    if not _NO_FOLDERS_NAME.isdisjoint(parts):
        return None
    count = next((count for count, part in enumerate(parts[:-1], 1) if part.startswith(".")), None)
    return None if count is None else "/".join(parts[:count]) + "/"


def _item(name: str, file: RemoteFile) -> Found | Skipped:
    if not _NO_FOLDERS_NAME.isdisjoint(name.split("/")):
        return Skipped(shown(name), "its name leads out of the archive")
    if file.kind != "file":
        return Skipped(shown(name), "symbolic link" if file.kind == "link" else "no regular file")
    why = None if name == METADATA_NAME else why_skipped(shown(name))
    key = (-1 if file.size is None else file.size, name)
    return Skipped(shown(name), why) if why is not None else Found(shown(name), key, file.size)


def read_remote_file(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The bytes of a folder's file: at most one more than allowed, none of one that was listed as larger.

    Raises:
        ReadError: it is gone, or (RefusedError) not to be read.
        LimitError: it is too large.
        ArchiveError: the server cannot be reached, or fails.
    """
    size, name = cast("tuple[int, str]", key)
    check_size(source, size, limits)
    if size == 0:
        return b""  # a range of nothing is refused by object stores
    try:
        data = remote_at(Url(archive)).read(name, limits.max_bytes + 1)
    except FileNotFoundError as error:
        raise ReadError(source, "is there no more", "Run the same command again") from error
    except PermissionError as error:
        raise RefusedError(source, f"cannot be read ({error.strerror})", remedy(error)) from error
    except OSError as error:  # the server, not the document
        raise ArchiveError(archive, f"cannot be read ({error.strerror})", remedy(error)) from error
    check_size(source, len(data), limits)
    return data
