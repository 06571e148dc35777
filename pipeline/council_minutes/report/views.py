"""Which tables the report shows, and how: the one place that names the columns a reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from council_minutes.tables.schema import TABLES

#: How the page shows a column. ``words`` is the link to the words in the document, ``choice`` one of few values that
#: a reader can filter by, ``quantity`` a number with its unit, comparator and range, ``votes`` those for, against and
#: abstained.
Kind: TypeAlias = Literal["words", "text", "choice", "date", "number", "quantity", "votes"]


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """One column of a view.

    Attributes:
        name: the column of the table.
        title: what stands above it.
        kind: how it is shown.
        parts: further columns of the table that are shown with it: of a quantity unit, comparator, low and high; of
            votes against and abstained.
    """

    name: str
    title: str
    kind: Kind
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One table as the report shows it.

    Attributes:
        table: its name in ``schema.TABLES``.
        title: in the navigation.
        columns: in order; exactly one is of the kind ``words``.
        days: the columns with the first and last day that a row belongs to, for the report's filter by date.
        searched: columns that the search looks through besides the shown ones.
        mention: whether the words to show are the person's (``entity_id``), within the span that the row is of.
        empty: what to say where the run found none.
    """

    table: str
    title: str
    columns: tuple[ViewColumn, ...]
    days: tuple[str, str] = ("meeting_date", "meeting_date")
    searched: tuple[str, ...] = ()
    mention: bool = False
    empty: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The table's columns that the page needs, each once, offsets and document left out."""
        shown = [name for column in self.columns for name in (column.name, *column.parts)]
        present = TABLES[self.table].column_names
        return tuple(dict.fromkeys(name for name in (*shown, *self.days, *self.searched) if name in present))


_MEETING: Final = (
    ViewColumn("meeting_date", "Meeting", "date"),
    ViewColumn("council", "Council", "choice"),
    ViewColumn("body", "Body", "choice"),
)
_ITEM: Final = ViewColumn("item_title", "Agenda item", "text")
_OF_VALUE: Final = ("unit", "comparator", "low", "high")

VIEWS: Final = (
    View(
        "decisions",
        "Decisions",
        (
            ViewColumn("text", "Decision", "words"),
            *_MEETING,
            ViewColumn("outcome", "Outcome", "choice"),
            ViewColumn("votes_for", "Votes", "votes", ("votes_against", "votes_abstained")),
            ViewColumn("mover", "Mover", "text"),
            ViewColumn("seconder", "Seconder", "text"),
            ViewColumn("decided_by", "Decided by", "text"),
            ViewColumn("due", "Due", "date"),
            _ITEM,
        ),
        searched=("vote",),
        empty="No decision was found in these documents.",
    ),
    View(
        "actions",
        "Actions",
        (
            ViewColumn("text", "Action", "words"),
            *_MEETING,
            ViewColumn("owner", "Owner", "text"),
            ViewColumn("due", "Due", "date"),
            _ITEM,
        ),
        searched=("due_text",),
        empty="No action was found in these documents.",
    ),
    View(
        "questions",
        "Questions",
        (
            ViewColumn("text", "Question or recommendation", "words"),
            *_MEETING,
            ViewColumn("kind", "Kind", "choice"),
            ViewColumn("asker", "Asked by", "text"),
            _ITEM,
        ),
        empty="No question or recommendation was found in these documents.",
    ),
    View(
        "findings",
        "Findings",
        (
            ViewColumn("text", "Finding", "words"),
            *_MEETING,
            ViewColumn("indicator", "Indicator", "text"),
            ViewColumn("value", "Value", "quantity", _OF_VALUE),
            ViewColumn("previous", "Before", "quantity", ("previous_unit",)),
            ViewColumn("change", "Change", "quantity", ("change_unit",)),
            ViewColumn("period", "Period", "text"),
            ViewColumn("direction", "Direction", "choice"),
            ViewColumn("against", "Against", "choice"),
            ViewColumn("stands", "Stands", "choice"),
        ),
        searched=("indicator_name",),
        empty="No finding was found in these documents.",
    ),
    View(
        "indicators",
        "Indicators",
        (
            ViewColumn("indicator", "Indicator", "words"),
            ViewColumn("council", "Council", "choice"),
            ViewColumn("period", "Period", "text"),
            ViewColumn("value", "Last value", "quantity", _OF_VALUE),
            ViewColumn("figures", "Figures", "number"),
            ViewColumn("findings", "Findings", "number"),
            ViewColumn("up", "Up", "number"),
            ViewColumn("down", "Down", "number"),
            ViewColumn("stable", "Stable", "number"),
            ViewColumn("documents", "Documents", "number"),
        ),
        days=("period_start", "period_end"),
        empty="No indicator with a figure or finding was found in these documents.",
    ),
    View(
        "people",
        "People",
        (
            ViewColumn("name", "Name", "words"),
            ViewColumn("council", "Council", "choice"),
            ViewColumn("roles", "Roles", "text"),
            ViewColumn("first_meeting", "First meeting", "date"),
            ViewColumn("last_meeting", "Last meeting", "date"),
            ViewColumn("documents", "Documents", "number"),
            ViewColumn("mentions", "Mentions", "number"),
        ),
        days=("first_meeting", "last_meeting"),
        empty="No person was found in these documents.",
    ),
    View(
        "attendance",
        "Attendance",
        (
            ViewColumn("person", "Person", "words"),
            *_MEETING,
            ViewColumn("role", "Role", "text"),
            ViewColumn("status", "Status", "choice"),
        ),
        mention=True,
        empty="No attendance was found in these documents.",
    ),
    View(
        "votes",
        "Votes",
        (
            ViewColumn("person", "Person", "words"),
            *_MEETING,
            ViewColumn("vote", "Vote", "choice"),
            ViewColumn("decision", "Decision", "text"),
            ViewColumn("outcome", "Outcome", "choice"),
        ),
        mention=True,
        empty="No recorded vote by name was found in these documents.",
    ),
    View(
        "documents",
        "Documents",
        (
            ViewColumn("title", "Title", "words"),
            *_MEETING,
            ViewColumn("status", "Status", "choice"),
            ViewColumn("error", "Reason", "text"),
            ViewColumn("n_tokens", "Tokens", "number"),
            ViewColumn("source", "Source", "text"),
        ),
        searched=("doc_id", "url"),
        empty="The run had no documents.",
    ),
)
