"""Where an archive or an output is: a path on this machine, or a URL of a file system that fsspec opens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Self, TypeAlias

from council_minutes.errors import CouncilMinutesError

_MARK: Final = "://"
_CHAINED: Final = "::"
_LOCAL: Final = frozenset({"file", "local"})
_SAME: Final = {"s3a": "s3", "gcs": "gs"}
# What one process holds for itself, and what is a view of another file system
_NOT_SHARED: Final = frozenset(
    {"memory", "data", "zip", "tar", "libarchive", "reference", "dir", "generic"}
    | {"filecache", "simplecache", "blockcache", "cached"}
)
_PROTOCOL: Final = re.compile(r"[a-z][a-z0-9+.-]*", re.I)
# a password before the host; a secret with a slash in it would put the "@" behind what looks like the host
_PASSWORD: Final = re.compile(r"[^/@]*:(?!\d+(?:/|$)).*@")
_SECRET: Final = re.compile(r"[?&;][^=&]*(?:sig|token|secret|passw|credential|key)[^=&]*=", re.I)


class Url(str):
    """An address as people write it (``s3://bucket/folder``), without a slash at its end."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return self.rpartition("/")[2]

    @property
    def protocol(self) -> str:
        return self.partition(_MARK)[0]

    def __truediv__(self, name: str) -> Url:
        return Url(f"{self}/{name}")

    def resolve(self) -> Self:
        """As a path has it: a URL says the same everywhere."""
        return self


Location: TypeAlias = Path | Url


def location_of(text: str | Path) -> Location:
    """The path or URL that a person wrote; ``file://`` is a path.

    Raises:
        CouncilMinutesError: a URL that is chained (``::``), has a secret in it, or names nothing that machines share.
            The message does not repeat a secret.
    """
    if isinstance(text, Path | Url) or _MARK not in text:
        return text if isinstance(text, Url) else Path(text)
    protocol, _, rest = text.partition(_MARK)
    # chained first: what stands before the mark is then more than a protocol, and may hold anything
    if _CHAINED in text:
        raise CouncilMinutesError("a URL with '::'", "chains file systems, which is not supported", "Give a plain URL")
    if _PROTOCOL.fullmatch(protocol) is None:
        return Path(text)
    protocol = _SAME.get(protocol.lower(), protocol.lower())
    if protocol in _LOCAL:
        return Path(rest)
    shown = f"{protocol}{_MARK}…"
    if _PASSWORD.match(rest) is not None or _SECRET.search(rest) is not None:
        remedy = "Leave them out: they come from the environment (AWS_ACCESS_KEY_ID, AWS_PROFILE, FSSPEC_…)"
        raise CouncilMinutesError(shown, "the URL has credentials in it, which would be written to logs", remedy)
    if protocol in _NOT_SHARED:
        remedy = "Give a path, or the URL of an object store or file server"
        raise CouncilMinutesError(shown, "is no file system that several processes share", remedy)
    if not rest.strip("/"):
        raise CouncilMinutesError(shown, "names no bucket or folder", "Write it as s3://bucket/folder")
    return Url(f"{protocol}{_MARK}{rest.rstrip('/')}")
