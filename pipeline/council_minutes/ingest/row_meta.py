"""Metadata in rows: the columns of ``metadata.csv`` and of table archives, and what they say of a document."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Final

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import ArchiveError
from council_minutes.ingest.calendar_dates import first_full_date
from council_minutes.ingest.charset import decode

# field of DocumentMeta -> columns that give it, the first one that has a value wins
_COLUMNS: Final = {
    "title": ("title",),
    "council": ("council",),
    "body": ("body", "committee"),
    "url": ("url",),
}
_DATE_COLUMNS: Final = ("date", "meeting_date")
SOURCE_COLUMNS: Final = ("source", "id", "path", "file")


def meta_of(row: Mapping[str, str]) -> tuple[DocumentMeta, str | None]:
    """What a row says, by lower-case column names, and its date where that cannot be understood."""

    def first(columns: tuple[str, ...]) -> str | None:
        return next((value for column in columns if (value := row.get(column, "").strip())), None)

    written = first(_DATE_COLUMNS)
    day = None if written is None else first_full_date(written)
    values = {field: first(columns) for field, columns in _COLUMNS.items()}
    return DocumentMeta(**values, meeting_date=day), written if day is None else None


def source_of(row: Mapping[str, str]) -> str | None:
    return next((value for column in SOURCE_COLUMNS if (value := row.get(column, "").strip())), None)


def read_metadata(where: str, data: bytes) -> tuple[dict[str, DocumentMeta], list[str]]:
    """``metadata.csv`` by source, and a note for every date that cannot be understood.

    Raises:
        ArchiveError: no ``source`` column, or no CSV.
    """
    text, notes = decode(where, data)
    found: dict[str, DocumentMeta] = {}
    said = list(notes)
    try:
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        columns = [column.strip().lower() for column in rows.fieldnames or ()]
        if "source" not in columns:
            cause = f"has no column 'source', only {', '.join(columns) or 'none'}"
            raise ArchiveError(where, cause, "Name each document's path within the archive in a column 'source'")
        rows.fieldnames = columns
        for row in rows:
            values = {name: value for name, value in row.items() if isinstance(value, str) and isinstance(name, str)}
            source = values["source"].strip().replace("\\", "/").removeprefix("./") if "source" in values else ""
            if not source:
                said.append(f"{where}, line {rows.line_num}: no source")
                continue
            found[source], odd = meta_of(values)
            if odd is not None:
                said.append(f"{where}, line {rows.line_num}: {odd!r} is no full date; write it as 2024-03-05")
    except csv.Error as error:
        raise ArchiveError(where, f"cannot be read as CSV ({error})", "Save it again as CSV UTF-8") from error
    return found, said
