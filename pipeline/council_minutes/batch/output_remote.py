"""An output at a URL: what readers open is made in a temporary folder and uploaded file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from council_minutes.batch.remote_lock import RemoteLock
from council_minutes.ingest.location import Url
from council_minutes.ingest.remote import remote_at

_STATE: Final = ".run"


class RemoteFiles:
    """See ``output_files.OutputFiles``."""

    def __init__(self, url: Url, lock: str) -> None:
        self._remote = remote_at(url)
        self._lock = RemoteLock(self._remote, lock)

    def is_file(self) -> bool:
        found = self._remote.look()
        return found is not None and found.kind != "directory"

    def names(self) -> set[str]:
        return self._remote.names()

    def read(self, name: str) -> bytes | None:
        return self._remote.read_if_there(name)

    def write(self, name: str, content: bytes) -> None:
        self._lock.check()
        self._remote.write(name, content)

    def remove(self, name: str) -> None:
        below = [f"{name}/{file}" for file in self._remote.files(name)]
        self._remote.remove(below or [name])

    @contextmanager
    def claimed(self) -> Iterator[Callable[[], None]]:
        with self._lock.held():
            yield self._lock.check

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """A folder with an empty file for each that is in the output, so that what is removed there is removed here."""
        with TemporaryDirectory(prefix="council-minutes-") as made:
            folder = Path(made)
            # the shards are not made here, and may be many
            tops = self._remote.names() - {_STATE}
            inside = [f"{top}/{name}" for top in sorted(tops) for name in self._remote.files(top)]
            folders = {name.partition("/")[0] for name in inside}
            before = {name: folder / name for name in (*(tops - folders), *inside) if ".." not in name.split("/")}
            for path in before.values():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            yield folder
            self._lock.check()
            after = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
            self._remote.put({name: path for name, path in after.items() if path.stat().st_size > 0})
            self._remote.remove(before.keys() - after.keys())
