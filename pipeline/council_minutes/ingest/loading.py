"""One entry of an archive to one document: bytes, text, and all that is said of it."""

from __future__ import annotations

from dataclasses import replace

from council_minutes.ingest.archive import ArchiveEntry
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.opening import describe
from council_minutes.ingest.readers import read_document
from council_minutes.ingest.source import SourceDocument, merge_meta


def load(
    entry: ArchiveEntry, *, limits: Limits = DEFAULT_LIMITS, isolated: IsolatedReader | None = None
) -> SourceDocument:
    """Reads an entry; each field of ``meta`` from ``metadata.csv`` or the row, else the format, else the opening.

    Args:
        isolated: reads within limits of time and memory; without it the document is read in this process.
            Its limits are then those that count for parsing, and ``limits`` for unpacking.

    Raises:
        ReadError: the document cannot be read.
        LimitError: it is larger, deeper or slower than the limits allow.
    """
    data = entry.read(limits)
    if isolated is None:
        document = read_document(entry.source, data, limits=limits, format_name=entry.format_name)
    else:
        document = isolated.read(entry.source, data, format_name=entry.format_name)
    told = merge_meta(entry.meta, document.meta)
    return replace(document, meta=merge_meta(told, describe(document.text, told.title)))
