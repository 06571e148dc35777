from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pytest

from council_minutes.annotations import DocumentMeta
from council_minutes.corpus import inline_xml
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows
from council_minutes.tables.schema import DOCUMENT_TABLES, Row, arrow_schema

COUNCIL = "Hallowick Borough Council"
MEETING = date(2024, 11, 14)

Tables = dict[str, list[Row]]


@pytest.fixture
def make_record() -> Callable[..., DocumentRecord]:
    """A record of minutes that are written as inline XML."""

    def make(
        body: str,
        *,
        source: str = "cabinet.txt",
        council: str | None = COUNCIL,
        meeting_date: date | None = MEETING,
        url: str | None = None,
    ) -> DocumentRecord:
        parsed = inline_xml.parse(f"<minutes>{body}</minutes>", source)
        assert not parsed.faults, parsed.faults
        document = parsed.document
        return DocumentRecord(
            source=source,
            sha256="0" * 64,
            text=document.text,
            meta=DocumentMeta("Cabinet", council, "Cabinet", meeting_date, url),
            annotations=document.annotations,
            n_tokens=len(document.text.split()),
            status="ok",
            error="",
            model="minutes",
            model_version="1.0",
        )

    return make


@pytest.fixture
def tables_of(make_record: Callable[..., DocumentRecord]) -> Callable[..., Tables]:
    """The tables of minutes that are written as inline XML."""
    return lambda body, **meta: document_rows(make_record(body, **meta))


@pytest.fixture
def as_part() -> Callable[..., dict[str, pa.Table]]:
    """The tables of several documents as one part of a run."""

    def join(*documents: Tables) -> dict[str, pa.Table]:
        return {
            name: pa.Table.from_pylist([row for document in documents for row in document[name]], arrow_schema(table))
            for name, table in DOCUMENT_TABLES.items()
        }

    return join
