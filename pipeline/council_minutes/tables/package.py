"""What describes the CSV files of a run to other programs: a Frictionless Data Package and CSV on the Web metadata.

datapackage.json     https://specs.frictionlessdata.io/tabular-data-package/ (version 1)
csv-metadata.json    https://www.w3.org/TR/tabular-metadata/: found from every CSV file in the folder (section 5.3 of
                     https://www.w3.org/TR/tabular-data-model/); one file, since foreign keys hold within one group only
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from council_minutes.errors import OutputError
from council_minutes.tables.columns import Column, ColumnType, ForeignKey, Table
from council_minutes.tables.csv_cells import GUARD
from council_minutes.tables.schema import TABLES

DATA_PACKAGE: Final = "datapackage.json"
CSVW: Final = "csv-metadata.json"
PACKAGE_FILES: Final = (DATA_PACKAGE, CSVW)

_TITLE: Final = "Tables from the minutes of councils"
_ABOUT: Final = (
    "People, decisions, actions, votes, questions, figures and findings that were found in council minutes, each with"
    " the place of its words in the document. Offsets are Unicode code points. An empty cell means unknown. A text that"
    f" a spreadsheet would run as a formula has a {GUARD} before it."
)
_CSVW_TYPES: Final[Mapping[ColumnType, str]] = MappingProxyType(
    {"string": "string", "integer": "integer", "number": "double", "date": "date", "boolean": "boolean"}
)
_PARTIAL: Final = ".part"


def write_package(folder: Path) -> None:
    """Describe the CSV files of a folder, all tables of ``schema.TABLES``: both files of ``PACKAGE_FILES``.

    The bytes depend on the tables alone. ``datapackage.json`` has size and SHA-256 of every file, so that a validator
    sees when one was changed after the run.

    Raises:
        OutputError: a table's CSV file is missing, or a file cannot be written.
    """
    _write(folder / DATA_PACKAGE, data_package(folder))
    _write(folder / CSVW, csvw_metadata())


def data_package(folder: Path) -> dict[str, Any]:
    """The descriptor of the CSV files in a folder.

    Raises:
        OutputError: one is missing or cannot be read.
    """
    return {
        "profile": "tabular-data-package",
        "name": "council-minutes",
        "title": _TITLE,
        "description": _ABOUT,
        "resources": [_resource(table, folder / f"{table.name}.csv") for table in TABLES.values()],
    }


def csvw_metadata() -> dict[str, Any]:
    """The table group of all CSV files, their URLs relative to the metadata."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _TITLE,
        "dc:description": _ABOUT,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"], "quoteChar": '"'},
        "tables": [_csvw_table(table) for table in TABLES.values()],
    }


def _resource(table: Table, path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            digest = file_digest(handle, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise OutputError(str(path), f"cannot be read ({error.strerror})", "Run the extraction again") from error
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.description,
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(column, table) for column in table.columns],
            "missingValues": [""],
            "primaryKey": [*table.primary_key],
            "foreignKeys": [
                {"fields": [key.column], "reference": {"resource": key.table, "fields": [key.references]}}
                for key in table.foreign_keys
            ],
        },
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    if column.name in table.primary_key:
        field["constraints"] = {"required": True}
    return field


def _csvw_table(table: Table) -> dict[str, Any]:
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.name,
        "dc:description": table.description,
        "tableSchema": {
            "columns": [_csvw_column(column, table) for column in table.columns],
            "primaryKey": [*table.primary_key],
            "foreignKeys": [_csvw_key(key) for key in table.foreign_keys],
        },
    }


def _csvw_column(column: Column, table: Table) -> dict[str, Any]:
    about: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": _CSVW_TYPES[column.type],
        "null": "",
        "required": column.name in table.primary_key,
    }
    return about | ({"schema:unitText": column.unit} if column.unit else {})


def _csvw_key(key: ForeignKey) -> dict[str, Any]:
    reference = {"resource": f"{key.table}.csv", "columnReference": [key.references]}
    return {"columnReference": [key.column], "reference": reference}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    partial = path.with_name(path.name + _PARTIAL)
    try:
        partial.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written ({error.strerror})", "Choose another folder") from error
