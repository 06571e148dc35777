"""The tables of a run as pandas DataFrames, for notebooks: ``load_run``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, overload

import pandas as pd
import pyarrow as pa

from council_minutes.errors import OutputError
from council_minutes.tables.columns import Table
from council_minutes.tables.indicator_similarity import THRESHOLD, similar_names
from council_minutes.tables.reading_schema import READING_TABLES
from council_minutes.tables.reporting_periods import financial_year_of, period_label
from council_minutes.tables.schema import TABLES
from council_minutes.tables.stored import stored_table
from council_minutes.values.names import word_set

# Columns with a fixed set of values; `vote` is one in votes, in decisions it has words of the document.
_CATEGORIES: Final = word_set(
    "label head_label tail_label relation status kind precision resolved_from unit previous_unit change_unit comparator"
    " direction against stands outcome period_from figures_by period_by role_family"
)
_ALSO: Final = frozenset({("votes", "vote")})
_DTYPES: Final[Mapping[pa.DataType, Any]] = MappingProxyType(
    {pa.string(): pd.StringDtype("pyarrow"), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
)
_INDICATOR: Final = "indicator_name"


class _Frame:
    """An attribute of ``Run``: the table of that name."""

    def __set_name__(self, owner: type[Run], name: str) -> None:
        self._name = name
        self.__doc__ = TABLES[name].description

    @overload
    def __get__(self, run: None, owner: type[Run]) -> _Frame: ...

    @overload
    def __get__(self, run: Run, owner: type[Run]) -> pd.DataFrame: ...

    def __get__(self, run: Run | None, owner: type[Run]) -> pd.DataFrame | _Frame:
        return self if run is None else run.table(self._name)


class Run:
    """The output folder of ``minutes extract-batch``; each table is read when it is first asked for.

    Every call gives a copy of its own, so changing one changes nothing else. Types: dates are ``datetime64``, numbers
    ``float64``, counts and offsets ``Int64``, yes and no ``boolean``, texts ``string``, and columns with a fixed set of
    values (``status``, ``unit``, ``direction`` …) ``category``. Unknown is ``NA``, ``NaN`` or ``NaT``.
    """

    documents = _Frame()
    entities = _Frame()
    spans = _Frame()
    relations = _Frame()
    dates = _Frame()
    figures = _Frame()
    items = _Frame()
    attendance = _Frame()
    decisions = _Frame()
    votes = _Frame()
    actions = _Frame()
    questions = _Frame()
    findings = _Frame()
    people = _Frame()
    posts = _Frame()
    indicators = _Frame()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._frames: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r})"

    def table(self, name: str) -> pd.DataFrame:
        """The table of this name.

        Raises:
            OutputError: there is no such table, or its Parquet file cannot be read.
        """
        table = _table(name)
        if name not in self._frames:
            self._frames[name] = _frame(table, stored_table(self.folder, table))
        return self._frames[name].copy()

    def columns(self, name: str) -> pd.DataFrame:
        """What the columns of a table mean: ``column``, ``type``, ``unit``, ``description``.

        Raises:
            OutputError: there is no such table.
        """
        rows = [(c.name, c.type, c.unit, c.description) for c in _table(name).columns]
        return pd.DataFrame(rows, columns=["column", "type", "unit", "description"])

    def join(
        self, left: str, right: str, on: str | None = None, how: Literal["left", "inner"] = "left"
    ) -> pd.DataFrame:
        """The rows of a table, each with the row of another that it points to.

        ``run.join("actions", "documents")`` has the source of every action. The key is the one that the tables declare;
        where there are several (a finding points to its span and to that of its indicator), ``on`` says which. Columns
        of the right table whose names the left one has too get ``_<right>`` at their ends.

        Args:
            left, right: names of tables.
            on: column of the left table; any with what the right table identifies its rows by will do: ``person_id`` of
                ``votes`` for ``people``, ``decision_id`` of ``votes`` for ``decisions``.
            how: ``inner`` leaves out rows that point to nothing.

        Raises:
            OutputError: no such table, or no key or several lead from one to the other.
        """
        column, target = _key(_table(left), _table(right), on)
        columns = {name: f"{name}_{right}" for name in _table(right).column_names if name in _table(left).column_names}
        other = self.table(right).rename(columns={name: new for name, new in columns.items() if name != target})
        if column != target:
            other = other.rename(columns={target: columns.get(target, target)})
            target = columns.get(target, target)
        known = other[other[target].notna()]
        return self.table(left).merge(known, how=how, left_on=column, right_on=target, validate="m:1")

    def by(self, *keys: str) -> pd.DataFrame:
        """How much the run has of everything, counted by any columns of the reading tables.

        ``run.by("council", "quarter")`` has a row for each council and quarter of meetings, and a column for each
        reading table that has all of the keys: ``decisions``, ``actions``, ``findings`` …, besides ``documents``, the
        documents with any of these rows. ``run.by("council", "indicator", "direction")`` counts
        findings alone, since no other reading table has a direction.

        Args:
            keys: columns; also ``quarter`` and ``financial_year`` of the meeting (2024-25 Q3, 2024-25), and
                ``indicator``, which is the canonical name.

        Returns:
            Counts (``Int64``), indexed by the keys in order; a row for NA where a key is unknown.

        Raises:
            OutputError: no reading table has all keys.
        """
        frames = {
            table.name: _keyed(self.table(table.name), keys) for table in READING_TABLES if _has_keys(table, keys)
        }
        if not frames or not keys:
            remedy = "Name columns of one table: see run.columns('findings')"
            raise OutputError("Run.by", f"no reading table has all of {', '.join(keys) or 'no keys'}", remedy)
        counts = {name: frame.groupby([*keys], dropna=False, observed=True).size() for name, frame in frames.items()}
        together = pd.concat([frame[[*dict.fromkeys([*keys, "doc_id"])]] for frame in frames.values()])
        documents = together.groupby([*keys], dropna=False, observed=True)["doc_id"].nunique()
        return pd.DataFrame({"documents": documents, **counts}).fillna(0).astype("Int64").sort_index()

    @staticmethod
    def quarter(day: pd.Timestamp) -> str | None:
        """The financial quarter of a day, 2024-25 Q3; None for NaT."""
        return None if pd.isna(day) else period_label(day.date(), day.date())

    def similar_indicators(self, threshold: float = THRESHOLD) -> pd.DataFrame:
        """Pairs of canonical indicator names that may mean the same, the most alike first, for a person to judge.

        Returns:
            ``left``, ``right``, ``similarity`` (0 to 1, at least ``threshold``).
        """
        names = self.indicators["indicator"].dropna().unique()
        pairs = [(pair.left, pair.right, pair.similarity) for pair in similar_names(names, threshold)]
        found = pd.DataFrame(pairs, columns=["left", "right", "similarity"])
        return found.sort_values(["similarity", "left", "right"], ascending=[False, True, True], ignore_index=True)


def load_run(path: Path | str) -> Run:
    """The tables that ``minutes extract-batch --out PATH`` wrote.

    >>> run = load_run("tables")  # doctest: +SKIP
    >>> run.decisions.groupby("council").size()  # doctest: +SKIP

    Raises:
        OutputError: there is no such folder, or it lacks a table as Parquet.
    """
    folder = Path(path)
    missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        cause = f"lacks the Parquet files of {', '.join(missing)}" if folder.is_dir() else "is no folder"
        remedy = "Give the folder that minutes extract-batch --out wrote, with parquet among its formats"
        raise OutputError(str(folder), cause, remedy)
    return Run(folder)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise OutputError(name, "is no table", f"The tables are {', '.join(TABLES)}")
    return TABLES[name]


def _frame(table: Table, stored: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = stored.to_pandas(types_mapper=_DTYPES.get, date_as_object=False)
    categories = [n for n in table.column_names if n in _CATEGORIES or (table.name, n) in _ALSO]
    return frame.astype(dict.fromkeys(categories, "category"))


def _key(left: Table, right: Table, on: str | None) -> tuple[str, str]:
    """Column of the left table and the column of the right one that it points to."""
    declared = [(key.column, key.references) for key in left.foreign_keys if key.table == right.name]
    if on is not None:
        chosen = [pair for pair in declared if pair[0] == on]
        if not chosen and on in left.column_names and len(right.primary_key) == 1:
            # A key of the right table that is the column itself, or a key to the same thing: decision_id, span_id.
            (identity,) = right.primary_key
            alike = on == identity or bool(_targets(left, on) & _targets(right, identity))
            chosen = [(on, identity)] if alike else []
    else:
        chosen = declared
    if len(chosen) == 1:
        return chosen[0]
    where = f"Run.join({left.name!r}, {right.name!r})"
    if len(chosen) > 1:
        raise OutputError(where, "several columns lead there", f"Say which with on=: {', '.join(c for c, _ in chosen)}")
    cause = f"no key leads there by {on}" if on is not None else f"{left.name} has no key of {right.name}"
    raise OutputError(where, cause, "Name a column that identifies the rows of the right table with on=")


def _targets(table: Table, column: str) -> set[tuple[str, str]]:
    return {(key.table, key.references) for key in table.foreign_keys if key.column == column}


def _has_keys(table: Table, keys: tuple[str, ...]) -> bool:
    told = {"quarter": "meeting_date", "financial_year": "meeting_date", "indicator": _INDICATOR}
    return all(told.get(key, key) in table.column_names for key in keys)


def _keyed(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """The table with the keys that are computed, as texts so that tables can be put together."""
    made = frame
    if "quarter" in keys:
        made = made.assign(quarter=_of_days(made["meeting_date"], lambda day: period_label(day, day)))
    if "financial_year" in keys:
        made = made.assign(financial_year=_of_days(made["meeting_date"], financial_year_of))
    if "indicator" in keys:
        made = made.assign(indicator=made[_INDICATOR])
    categories = [key for key in keys if isinstance(made[key].dtype, pd.CategoricalDtype)]
    return made.astype(dict.fromkeys(categories, "string"))


def _of_days(days: pd.Series[Any], label: Any) -> pd.Series[Any]:
    """A label for each day; every day is labelled once."""
    labels = {day: label(day.date()) for day in days.dropna().unique()}
    return days.map(labels).astype("string")
