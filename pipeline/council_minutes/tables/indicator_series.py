"""Indicators by council and period: the figures and findings of all documents together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from sys import intern
from typing import Final, NamedTuple

import pyarrow as pa

from council_minutes.tables.columns import Row
from council_minutes.tables.meetings import Meeting, Orders
from council_minutes.tables.reporting_periods import labelled_interval, period_label, quarter_of
from council_minutes.tables.selection import rows_where

_ID_DIGITS: Final = 16


# What a row tells of the value that it shows.
_TOLD: Final = ("value", "low", "high", "comparator")


@dataclass(frozen=True, slots=True)
class _Key:
    council_key: str
    indicator: str
    unit: str | None
    period: str | None
    period_from: str | None


class _Words(NamedTuple):
    """Where something is told; sorts by day, document and offset."""

    when: date
    order: int
    start: int
    end: int
    doc_id: str
    url: str | None


class _Value(NamedTuple):
    words: _Words
    value: float | None
    low: float | None
    high: float | None
    comparator: str | None


@dataclass(slots=True)
class _Group:
    """What a row tells of all its values and findings; of these, the last value and the first finding are kept."""

    meeting: Meeting  # any of the council's: for its code and name
    interval: tuple[date, date] | None
    figures: int = 0
    last: _Value | None = None
    lowest: float | None = None
    highest: float | None = None
    findings: int = 0
    first_finding: _Words | None = None
    said: dict[str, int] = field(default_factory=dict)
    orders: Orders = field(default_factory=Orders)

    def add_value(self, value: _Value) -> None:
        self.figures += 1
        self._later(value)
        self._widen(value.value, value.low, value.high)

    def add_finding(self, words: _Words) -> None:
        self.findings += 1
        self._earlier(words)

    def merge(self, other: _Group) -> None:
        self.figures += other.figures
        self.findings += other.findings
        if other.last is not None:
            self._later(other.last)
        if other.first_finding is not None:
            self._earlier(other.first_finding)
        self._widen(other.lowest, other.highest)
        for word, times in other.said.items():
            self.said[word] = self.said.get(word, 0) + times
        self.orders.merge(other.orders)

    def _later(self, value: _Value) -> None:
        if self.last is None or value.words[:3] > self.last.words[:3]:
            self.last = value

    def _earlier(self, words: _Words) -> None:
        if self.first_finding is None or words[:3] < self.first_finding[:3]:
            self.first_finding = words

    def _widen(self, *ends: float | None) -> None:
        known = [end for end in (self.lowest, self.highest, *ends) if end is not None]
        self.lowest, self.highest = min(known, default=None), max(known, default=None)


class IndicatorSeries:
    """The indicators of the documents added so far."""

    def __init__(self) -> None:
        self._groups: dict[_Key, _Group] = {}

    def add(self, meetings: Mapping[str, Meeting], figures: pa.Table, findings: pa.Table, entities: pa.Table) -> None:
        """Take in whole documents.

        Args:
            meetings: doc_id → meeting.
            figures, findings, entities: tables of ``schema.TABLES``.
        """
        values = [row for row in rows_where(figures, "kind", ["value"]) if row["unit"] is not None]
        extents = _extents(entities, [row["entity_id"] for row in values])
        for row in values:
            meeting = meetings[row["doc_id"]]
            group = self._group(meeting, row["indicator_name"], row["unit"], row["as_of_start"], row["as_of_end"])
            start, end = extents[row["entity_id"]]
            told = {name: row[name] for name in _TOLD}
            group.add_value(_Value(_words(meeting, start, end), **told))
            group.orders.add(meeting.order)
        for row in findings.to_pylist():
            if row["indicator_name"] is None:
                continue  # what it is about is not marked
            meeting = meetings[row["doc_id"]]
            group = self._group(meeting, row["indicator_name"], row["unit"], row["period_start"], row["period_end"])
            group.add_finding(_words(meeting, row["start"], row["end"]))
            for word in (row["direction"], row["stands"]):
                if word is not None:
                    group.said[word] = group.said.get(word, 0) + 1
            group.orders.add(meeting.order)

    def _group(
        self, meeting: Meeting, indicator: str, unit: str | None, start: date | None, end: date | None
    ) -> _Group:
        interval, period_from = None, None
        if start is not None and end is not None:
            interval, period_from = (start, end), "stated"
        elif meeting.meeting_date is not None:
            interval, period_from = quarter_of(meeting.meeting_date), "meeting"
        period = intern(period_label(*interval)) if interval is not None else None
        key = _Key(
            meeting.council_key, intern(indicator), intern(unit) if unit is not None else None, period, period_from
        )
        known = self._groups.get(key)
        if known is None:
            known = _Group(meeting, labelled_interval(*interval) if interval is not None else None)
            self._groups[key] = known
        return known

    def rows(self) -> Iterator[Row]:
        """Rows of the indicators table, in order of council, indicator, unit and period."""
        groups = sorted(self._with_units().items(), key=lambda item: _order(*item))
        for key, group in groups:
            yield _row(key, group)

    def _with_units(self) -> dict[_Key, _Group]:
        """The groups, findings without a value counted to the one unit that the indicator has in that period."""
        units: dict[_Key, list[_Key]] = defaultdict(list)
        for key in self._groups:
            if key.unit is not None:
                units[replace(key, unit=None)].append(key)
        joined: dict[_Key, _Group] = {}
        for key, group in self._groups.items():
            own = units.get(key, []) if key.unit is None else []
            target = own[0] if len(own) == 1 else key
            whole = joined.setdefault(target, _Group(group.meeting, group.interval))
            whole.merge(group)
        return joined


def _row(key: _Key, group: _Group) -> Row:
    last = group.last
    words = last.words if last is not None else group.first_finding
    content = "\0".join(cell or "" for cell in (key.council_key, key.indicator, key.unit, key.period, key.period_from))
    return {
        "council_code": group.meeting.council_code,
        "council": group.meeting.council,
        "indicator_id": f"indicator:{sha256(content.encode()).hexdigest()[:_ID_DIGITS]}",
        "indicator": key.indicator,
        "unit": key.unit,
        "period": key.period,
        "period_from": key.period_from,
        "period_start": group.interval[0] if group.interval is not None else None,
        "period_end": group.interval[1] if group.interval is not None else None,
        **{name: getattr(last, name, None) for name in _TOLD},
        "value_min": group.lowest,
        "value_max": group.highest,
        "figures": group.figures,
        "findings": group.findings,
        **{word: group.said.get(word, 0) for word in ("up", "down", "stable", "above", "below", "in_line")},
        "documents": len(group.orders),
        **{name: getattr(words, name, None) for name in ("url", "doc_id", "start", "end")},
    }


def _words(meeting: Meeting, start: int, end: int) -> _Words:
    when = meeting.meeting_date if meeting.meeting_date is not None else date.min
    return _Words(when, meeting.order, start, end, meeting.doc_id, meeting.url)


def _order(key: _Key, group: _Group) -> tuple[str, ...]:
    start = group.interval[0].isoformat() if group.interval is not None else ""
    council = group.meeting.council or ""
    return (council, key.council_key, key.indicator, key.unit or "", start, key.period or "", key.period_from or "")


def _extents(entities: pa.Table, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    wanted = rows_where(entities.select(["entity_id", "start", "end"]), "entity_id", ids)
    return {row["entity_id"]: (row["start"], row["end"]) for row in wanted}
