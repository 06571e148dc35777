"""Data for the page: columns of tables as JSON, compressed, in characters that are safe inside a script element."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

_LEVEL: Final = 6  # of gzip: higher levels take twice as long for 1 % less
# A column is sent as distinct values and codes where it has at most this many distinct values a row.
_DISTINCT_SHARE: Final = 0.5
_UNKNOWN: Final = -1
_EXACT: Final = 2**53  # numbers of the page are doubles: integers are exact below this


def pack(text: str) -> str:
    """Gzip and base64: the page decodes it when it is first needed. The same text gives the same characters."""
    return base64.b64encode(gzip.compress(text.encode("ascii"), _LEVEL, mtime=0)).decode("ascii")


def to_json(value: object) -> str:
    """JSON in ASCII without spaces: lone surrogates and line separators are escapes."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def script_json(value: object) -> str:
    """JSON that a script element can hold as it stands: ``</script>`` and ``<!--`` cannot occur in it."""
    return to_json(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def packed_columns(table: pa.Table, extra: Mapping[str, Sequence[int | None]]) -> str:
    """A table for the page, packed.

    Args:
        table: its columns; dates are sent as ISO 8601.
        extra: further columns of the same length.

    Returns:
        Packed ``{"rows": n, "columns": {name: {"v": values} or {"d": distinct values, "c": codes}}}``; an unknown cell
        is null, or the code -1.
    """
    columns = {name: _column(table.column(name)) for name in table.column_names}
    columns |= {name: {"v": list(values)} for name, values in extra.items()}
    return pack(to_json({"rows": table.num_rows, "columns": columns}))


def _column(column: pa.ChunkedArray[Any]) -> dict[str, list[Any]]:
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_string(column.type):
        return {"v": _whole(column.to_pylist())}
    values = column.to_pylist()
    distinct = list(dict.fromkeys(value for value in values if value is not None))
    if len(distinct) > _DISTINCT_SHARE * len(values):
        return {"v": values}
    codes = {value: code for code, value in enumerate(distinct)} | {None: _UNKNOWN}
    return {"d": distinct, "c": [codes[value] for value in values]}


def _whole(values: list[Any]) -> list[Any]:
    """12.0 as 12: shorter, and the page has one type of number."""
    return [
        int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else value
        for value in values
    ]
