"""Plain text: the file's own characters, so that every offset can be checked against the file in hand."""

from __future__ import annotations

from council_minutes.ingest.charset import decode, without_controls
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.offsets import OffsetMap
from council_minutes.ingest.source import ReadText


def read_plain(source: str, data: bytes, limits: Limits) -> ReadText:
    """CRLF as LF, control characters as U+FFFD, nothing else changed; markup in it is left as it stands."""
    decoded, notes = decode(source, data)
    return ReadText(without_controls(decoded), _crlf_map(decoded), notes=notes)


def _crlf_map(decoded: str) -> OffsetMap:
    """One segment a run without CRLF; the LF that a CRLF became is its segment's last character."""
    if "\r\n" not in decoded:
        return OffsetMap.identity(len(decoded))
    text_starts, source_starts, source_lengths = [], [], []
    text_start = source_start = 0
    while source_start < len(decoded):
        found = decoded.find("\r\n", source_start)
        source_end = len(decoded) if found < 0 else found + 2
        text_starts.append(text_start)
        source_starts.append(source_start)
        source_lengths.append(source_end - source_start)
        text_start += source_end - source_start - (found >= 0)
        source_start = source_end
    return OffsetMap(tuple(text_starts), tuple(source_starts), tuple(source_lengths), text_start, len(decoded))
