"""The tables that need every document of a run, from the tables of its parts as they pass by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from sys import intern
from typing import Any

import pyarrow as pa

from council_minutes.tables.columns import Row
from council_minutes.tables.indicator_series import IndicatorSeries
from council_minutes.tables.meetings import Meeting, council_key_of
from council_minutes.tables.people_index import LinkedPeople, PeopleIndex


class Aggregates:
    """People, posts and indicators of the documents added so far."""

    def __init__(self) -> None:
        self._n_documents = 0
        self._people = PeopleIndex()
        self._indicators = IndicatorSeries()
        self._linked: LinkedPeople | None = None

    def add(self, part: Mapping[str, pa.Table]) -> None:
        """Take in the tables of whole documents, in the order of the run."""
        meetings = {}
        for row in part["documents"].to_pylist():
            meetings[row["doc_id"]] = _meeting(row, self._n_documents)
            self._n_documents += 1
        self._people.add(meetings, part["entities"], part["relations"])
        self._indicators.add(meetings, part["figures"], part["findings"], part["entities"])
        self._linked = None

    def people(self) -> LinkedPeople:
        """The people of all documents, linked by council."""
        if self._linked is None:
            self._linked = self._people.link()
        return self._linked

    def rows(self, name: str) -> Iterable[Row]:
        """The rows of ``people``, ``posts`` or ``indicators``, in order of their council and name.

        Raises:
            KeyError: another table.
        """
        makers = {"people": self.people().rows, "posts": self.people().post_rows, "indicators": self._indicators.rows}
        return makers[name]()


def _meeting(row: Mapping[str, Any], order: int) -> Meeting:
    # a council's words are kept once, not once a document
    doc_id, code, council = row["doc_id"], _once(row["council_code"]), _once(row["council"])
    key = intern(council_key_of(doc_id, code, council))
    return Meeting(doc_id, order, key, code, council, row["meeting_date"], row["url"])


def _once(words: str | None) -> str | None:
    return None if words is None else intern(words)
