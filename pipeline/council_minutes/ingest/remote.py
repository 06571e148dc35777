"""Files at a URL, through fsspec: what goes wrong there becomes an ``OSError`` with the cause in words.

So callers treat a bucket's refusal as they treat a disk's; ``remedy`` has what to do about it.
"""

from __future__ import annotations

import errno
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import fsspec
from fsspec.core import url_to_fs
from fsspec.registry import known_implementations

from council_minutes.errors import CouncilMinutesError
from council_minutes.ingest.location import Url

# Requests under way at once, where the file system can have several
AT_ONCE: Final = 16
# Files are uploaded in groups, which are in memory for a moment
_MOST_BYTES: Final = 64_000_000
_BLOCK: Final = 4_000_000
_EXTRAS: Final = {"s3": "Install it: pip install 'council-minutes[s3]'"}
# Errors of the libraries below fsspec, which are no OSErrors, by name: none of these libraries need be installed
_UNREACHABLE: Final = re.compile(r"Connect|Connection|Timeout|gaierror|ProxyError|SSLError")
_NO_CREDENTIALS: Final = re.compile(r"Credential|TokenRetrieval|UnauthorizedSSO|ProfileNotFound")
_USER_INFO: Final = re.compile(r"//[^/@\s]+@")
_REMEDIES: Final = {
    errno.EACCES: "Check the credentials and what they allow (for s3: AWS_ACCESS_KEY_ID, AWS_PROFILE and so on)",
    errno.EHOSTUNREACH: "Check the network and the endpoint (for s3: AWS_ENDPOINT_URL)",
    errno.ENOENT: "Check the URL: its bucket, and how it is spelt",
}
# What file systems call what changes with a file's content
_VERSIONS: Final = ("ETag", "etag", "md5Hash", "mtime", "LastModified")
_IN = TypeVar("_IN")
_OUT = TypeVar("_OUT")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """What a listing says of a file.

    Attributes:
        size: bytes; None where the file system does not say.
        kind: ``file``, or what else the file system calls it (``link``).
        version: differs where the content does, as far as the file system tells.
    """

    size: int | None
    kind: str
    version: str


class Remote:
    """A file or folder at a URL. Names are relative to it; the empty name is the file or folder itself.

    All methods raise ``OSError`` with the cause as ``strerror``.

    Raises:
        CouncilMinutesError: nothing is installed that opens such URLs.
    """

    def __init__(self, url: Url) -> None:
        self.url = url
        self._fs, root = _opened(url)
        self._root = root.rstrip("/")

    def look(self, name: str = "") -> RemoteFile | None:
        """What is there: a file, a folder (its kind is ``directory``), or None."""
        with self._told(), suppress(FileNotFoundError):
            return _file(self._fs.info(self._path(name)))
        return None

    def files(self, name: str = "") -> dict[str, RemoteFile]:
        """Every file below a folder, by name; empty where there is none."""
        folder = self._path(name)
        with self._told():
            found = self._fs.find(folder, detail=True)
        below = {path: info for path, info in found.items() if path != folder and not path.endswith("/")}
        return {path.removeprefix(f"{folder}/"): _file(info) for path, info in below.items()}

    def names(self, name: str = "") -> set[str]:
        """The names right below a folder; empty where there is none."""
        folder = self._path(name)
        with self._told(), suppress(FileNotFoundError):
            listed = self._fs.ls(folder, detail=False)
            return {str(path).rstrip("/").removeprefix(f"{folder}/") for path in listed} - {folder, ""}
        return set()

    def read(self, name: str = "", most: int | None = None) -> bytes:
        """A file's bytes, the first ``most`` of them."""
        with self._told():
            data: bytes = self._fs.cat_file(self._path(name), **({} if most is None else {"start": 0, "end": most}))
        return data

    def read_if_there(self, name: str) -> bytes | None:
        try:
            return self.read(name)
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes, *, new: bool = False) -> None:
        """Puts a file there; raises FileExistsError where ``new`` and there is one, if the file system can tell."""
        mode = {"mode": "create"} if new else {}
        with self._told():
            try:
                self._fs.pipe_file(self._path(name), content, **mode)
            except FileNotFoundError:
                self._make_folders(self._path(name))
                self._fs.pipe_file(self._path(name), content, **mode)

    def put(self, files: Mapping[str, Path]) -> None:
        """Uploads files, several at once."""
        for group in _groups(files):
            with self._told():
                self._fs.put([str(files[name]) for name in group], [self._path(name) for name in group])

    def get(self, files: Mapping[str, Path]) -> None:
        """Downloads files, several at once."""
        if files:
            with self._told():
                self._fs.get([self._path(name) for name in files], [str(path) for path in files.values()])

    def copy_blocks(self, target: Path, most: int) -> None:
        """Downloads the file itself in blocks, and stops after ``most`` bytes."""
        with self._told(), self._fs.open(self._path(""), "rb") as content, target.open("wb") as file:
            while block := content.read(min(_BLOCK, most + 1 - file.tell())):
                file.write(block)

    def remove(self, names: Iterable[str]) -> None:
        """Removes files; one that is not there is no error."""
        self.each(self._remove, list(names))

    def each(self, act: Callable[[_IN], _OUT], items: Sequence[_IN]) -> list[_OUT]:
        """``act`` on every item in order, several at once where the file system can."""
        if not self.parallel:
            return [act(item) for item in items]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(act, items))

    @property
    def parallel(self) -> bool:
        return bool(self._fs.async_impl)

    def _remove(self, name: str) -> None:
        with self._told(), suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def _make_folders(self, path: str) -> None:
        """The folders above a file, where they are needed; a bucket is never made."""
        parts = path.split("/")
        for count in range(2, len(parts)):
            with suppress(FileExistsError):
                self._fs.mkdir("/".join(parts[:count]), create_parents=False)

    @contextmanager
    def _told(self) -> Iterator[None]:
        # a file system may answer from what it listed before, and others write here too
        self._fs.invalidate_cache()
        try:
            yield
        except Exception as error:  # fsspec's file systems raise what the libraries below them raise
            raise _os_error(error) from error


@lru_cache(64)
def remote_at(url: Url) -> Remote:
    """The same object for the same URL, in one process."""
    return Remote(url)


def remedy(error: OSError) -> str:
    """What to do about an error of a ``Remote``."""
    return _REMEDIES.get(
        error.errno or 0, "Run the same command again, and look at the server where that does not help"
    )


def _opened(url: Url) -> tuple[Any, str]:
    known = known_implementations.get(url.protocol)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fs, root = url_to_fs(str(url))
    except ImportError as error:
        fsspec_says = str(error if known is None else known.get("err", error))
        cause = f"needs a package for {url.protocol}:// that is not installed"
        raise CouncilMinutesError(url, cause, _EXTRAS.get(url.protocol, fsspec_says)) from error
    except Exception as error:  # whatever a file system raises as it starts
        if known is None and url.protocol not in fsspec.available_protocols():
            cause = f"{url.protocol}:// is no kind of URL that fsspec knows"
            raise CouncilMinutesError(url, cause, "Give a path or a URL like s3://bucket/folder") from error
        told = _os_error(error)
        raise CouncilMinutesError(url, f"cannot be opened ({told.strerror})", remedy(told)) from error
    return fs, str(root)


def _file(info: Mapping[str, Any]) -> RemoteFile:
    size = info.get("size")
    version = next((str(info[name]) for name in _VERSIONS if name in info), "")
    return RemoteFile(None if size is None else int(size), str(info.get("type", "file")), f"{version} {size}")


def _groups(files: Mapping[str, Path]) -> Iterator[list[str]]:
    group: list[str] = []
    size = 0
    for name, path in files.items():
        more = path.stat().st_size
        if group and (len(group) == AT_ONCE or size + more > _MOST_BYTES):
            yield group
            group, size = [], 0
        group.append(name)
        size += more
    if group:
        yield group


def _os_error(error: Exception) -> OSError:
    name, text = type(error).__name__, _USER_INFO.sub("//", str(error)).strip()
    if isinstance(error, FileNotFoundError):
        return OSError(errno.ENOENT, f"there is nothing there: {text}")
    if isinstance(error, FileExistsError):
        return OSError(errno.EEXIST, text)
    if isinstance(error, PermissionError):
        return OSError(errno.EACCES, f"access is refused: {text}")
    if _NO_CREDENTIALS.search(name) is not None:
        return OSError(errno.EACCES, f"no credentials for it: {text}")
    if isinstance(error, ConnectionError | TimeoutError) or _UNREACHABLE.search(name) is not None:
        return OSError(errno.EHOSTUNREACH, f"it cannot be reached: {text}")
    if isinstance(error, OSError) and error.errno is not None:
        return OSError(error.errno, _USER_INFO.sub("//", error.strerror or os.strerror(error.errno)))
    return OSError(errno.EIO, f"{name}: {text}")
