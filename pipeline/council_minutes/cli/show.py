"""One document's annotations for a person at a terminal: marks in the text, then what they mean.

Words from the document only ever go into ``rich.text.Text``, as characters, with control characters made visible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from council_minutes.annotations import Mark
from council_minutes.cli.terminal import one_line, visible
from council_minutes.labels import ENTITY_LABELS, SPAN_LABELS
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows
from council_minutes.tables.schema import Row

_ENTITY_COLOURS: Final = dict(
    zip(
        ENTITY_LABELS,
        ("bright_cyan", "cyan", "bright_magenta", "magenta", "yellow", "bright_green", "bright_yellow", "bright_blue"),
        strict=True,
    )
)
_SPAN_COLOURS: Final = dict(
    zip(SPAN_LABELS, ("green", "blue", "red", "yellow", "magenta", "cyan", "white", "bright_red"), strict=True)
)
_LABEL: Final = Style(dim=True)


def show(record: DocumentRecord, console: Console) -> None:
    """Prints a document's text with its marks, then its relations, dates and figures."""
    rows = document_rows(record)
    (document,) = rows["documents"]
    for name in ("source", "title", "council", "body", "meeting_date"):
        if document[name] is not None:
            console.print(Text.assemble((f"{name:<13}", "bold"), one_line(str(document[name]))))
    console.print()
    console.print(_marked(record.text, record.annotations.entities, record.annotations.spans))
    console.print()
    for title, table_rows, columns in (
        ("Relations", rows["relations"], ("head_label", "head_text", "relation", "tail_label", "tail_text")),
        ("Dates", rows["dates"], ("text", "date_start", "date_end", "kind", "resolved_from")),
        ("Figures", rows["figures"], ("text", "comparator", "value", "low", "high", "unit", "indicator")),
    ):
        console.print(_table(title, table_rows, columns))


def _marked(text: str, entities: Sequence[Mark], spans: Sequence[Mark]) -> Text:
    """The text with entities in colour and their labels after them, spans underlined between brackets."""
    shown = visible(text)
    marked = Text()
    at = 0
    within: list[Mark] = []
    for offset, before, after in _edges(entities, spans):
        marked.append(shown[at:offset], _style(within))
        at = offset
        for mark in before:
            within.remove(mark)
            marked.append("]" if mark.label in _SPAN_COLOURS else f" ({mark.label})", _LABEL)
        for mark in after:
            within.append(mark)
            if mark.label in _SPAN_COLOURS:
                marked.append(f"[{mark.label} ", _LABEL)
    marked.append(shown[at:])
    return marked


def _edges(entities: Sequence[Mark], spans: Sequence[Mark]) -> Iterator[tuple[int, list[Mark], list[Mark]]]:
    """Offsets at which marks end or start, with the marks that end there, innermost first, and that start there."""
    marks = [*spans, *entities]
    for offset in sorted({edge for mark in marks for edge in (mark.start, mark.end)}):
        ending = sorted((mark for mark in marks if mark.end == offset), key=lambda mark: -mark.start)
        starting = sorted((mark for mark in marks if mark.start == offset), key=lambda mark: -mark.end)
        yield offset, ending, starting


def _style(within: Sequence[Mark]) -> Style:
    style = Style()
    for mark in within:
        if mark.label in _SPAN_COLOURS:
            style += Style(color=_SPAN_COLOURS[mark.label], underline=True)
    for mark in within:
        if mark.label in _ENTITY_COLOURS:
            style += Style(color=_ENTITY_COLOURS[mark.label], bold=True)
    return style


def _table(title: str, rows: Sequence[Row], columns: Sequence[str]) -> Table:
    table = Table(title=f"{title} ({len(rows)})", title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if row[column] is None else one_line(str(row[column]))) for column in columns))
    return table
