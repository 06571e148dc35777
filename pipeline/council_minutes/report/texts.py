"""The text of each document of a run: from the output folder, or, for plain text, from the archive itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

from council_minutes.errors import ReadError
from council_minutes.ingest.archive import Archive, ArchiveEntry
from council_minutes.ingest.limits import DEFAULT_LIMITS
from council_minutes.ingest.plain import read_plain


class Texts:
    """Texts by document.

    Args:
        folder: ``texts`` of the output folder; need not be there.
        archive: what the run read; None where it cannot be opened any more.
        absent: why it cannot.

    Raises:
        ArchiveError: the archive is damaged.
    """

    def __init__(self, folder: Path, archive: Archive | None, absent: str) -> None:
        self._folder = folder
        self._absent = absent
        self._entries: dict[str, ArchiveEntry] = {} if archive is None else {entry.source: entry for entry in archive}

    def of(self, doc_id: str, source: str, sha256: str, n_chars: int) -> tuple[str | None, str]:
        """A document's text, or None and why there is none.

        The text is the one that offsets count in: a kept text must have the document's length, a plain text file the
        bytes that the run read.
        """
        path = self._folder / f"{doc_id}.txt"
        if path.is_file():
            return self._checked(path.read_bytes().decode("utf-8", "replace"), n_chars)
        entry = self._entries.get(source)
        if entry is None:
            return None, f"The archive has no document {source} any more." if self._entries else self._absent
        try:
            data = entry.read(DEFAULT_LIMITS)
            if hashlib.sha256(data).hexdigest() != sha256:
                return None, f"{source} has changed since the run."
            return self._checked(read_plain(source, data, DEFAULT_LIMITS).text, n_chars)
        except ReadError as error:
            return None, f"{source} cannot be read any more: {error.cause}."

    def _checked(self, text: str, n_chars: int) -> tuple[str | None, str]:
        if len(text) != n_chars:
            return None, f"The text at hand has {len(text)} characters, the text of the run {n_chars}."
        return text, ""
