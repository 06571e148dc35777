"""The folder that worker processes write what they have to say to, and its copy at a URL where the output is there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from council_minutes.ingest.location import Location, Url
from council_minutes.ingest.remote import remote_at


class Logs:
    """Logs that a person finds at ``location``; ``path`` is the local folder that they are written to."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._published: dict[str, int] = {}
        self._made: TemporaryDirectory[str] | None = None
        if isinstance(location, Url):
            self._made = TemporaryDirectory(prefix="council-minutes-")
            self.path = Path(self._made.name)
        else:
            self.path = location

    def prepare(self) -> None:
        """Makes the folder; raises OSError."""
        self.path.mkdir(exist_ok=True)

    def shown(self, log: Path) -> str:
        """Where a person finds a log."""
        return str(self._location / log.name)

    def publish(self) -> None:
        """Uploads what has been written since the last time, where the logs belong at a URL."""
        if not isinstance(self._location, Url):
            return
        sizes = {log.name: log.stat().st_size for log in self.path.iterdir()}
        changed = [name for name, size in sizes.items() if size > self._published.get(name, 0)]
        # a log that cannot be uploaded must not hide the error that it is about; the next upload has it too
        with suppress(OSError):
            remote_at(self._location).put({name: self.path / name for name in changed})
            self._published.update((name, sizes[name]) for name in changed)
