"""Which labels an annotation set shows in which style of minutes and at which kind of committee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.labels import ENTITY_LABELS, RELATIONS, SPAN_LABELS

#: ``(style, committee)``, attributes of ``<minutes>``.
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Marks by label, style and committee.

    Attributes:
        styles, committees: every value in the set, sorted.
        documents: documents by style and committee.
        counts: for each label and each relation, how many by style and committee.
        unplaced: keys of the documents that lack ``style`` or ``committee``; they are in no cell.
    """

    styles: tuple[str, ...]
    committees: tuple[str, ...]
    documents: Counter[Cell]
    counts: dict[str, Counter[Cell]]
    unplaced: tuple[str, ...]

    def empty(self) -> list[tuple[str, str, str]]:
        """The cells ``(label, style, committee)`` without a single example, labels of marks only.

        Relations are counted but not demanded: a recorded vote by name has no place in every kind of minutes.
        """
        return [
            (label, style, committee)
            for label in (*ENTITY_LABELS, *SPAN_LABELS)
            for style in self.styles
            for committee in self.committees
            if not self.counts[label][style, committee]
        ]


def cover(documents: Iterable[AnnotatedDocument]) -> Coverage:
    """Count every label in every style × committee."""
    placed: Counter[Cell] = Counter()
    counts: dict[str, Counter[Cell]] = {name: Counter() for name in (*ENTITY_LABELS, *SPAN_LABELS, *RELATIONS)}
    unplaced = []
    for document in documents:
        if "style" not in document.meta or "committee" not in document.meta:
            unplaced.append(document.key)
            continue
        cell = (document.meta["style"], document.meta["committee"])
        placed[cell] += 1
        for mark in document.annotations.marks():
            counts[mark.label][cell] += 1
        for relation in document.annotations.relations:
            counts[relation.name][cell] += 1
    styles = tuple(sorted({style for style, _ in placed}))
    committees = tuple(sorted({committee for _, committee in placed}))
    return Coverage(styles, committees, placed, counts, tuple(unplaced))


def as_markdown(coverage: Coverage) -> str:
    """The coverage as a Markdown page: one table a label, styles down, committees across, empty cells bold."""
    empty = coverage.empty()
    cells = len(coverage.styles) * len(coverage.committees) * (len(ENTITY_LABELS) + len(SPAN_LABELS))
    lines = [
        "# Coverage",
        "",
        "Written by `minutes annotations coverage`. How often each label stands in each style of minutes (down) and at",
        "each kind of committee (across). A bold **0** is a cell without an example.",
        "",
        f"{coverage.documents.total()} documents placed, {len(coverage.unplaced)} without style or committee; "
        f"{cells - len(empty)} of {cells} cells of labels filled.",
        "",
        "## Documents",
        "",
        *_table(coverage, coverage.documents, "**0**"),
    ]
    for title, names in (("Entities", ENTITY_LABELS), ("Spans", SPAN_LABELS), ("Relations", tuple(RELATIONS))):
        for name in names:
            zero = "0" if name in RELATIONS else "**0**"
            lines += ["", f"## {title}: {name}", "", *_table(coverage, coverage.counts[name], zero)]
    if coverage.unplaced:
        lines += ["", "## Documents without style or committee", ""]
        lines += [f"- {key}" for key in coverage.unplaced]
    return "\n".join(lines) + "\n"


def _table(coverage: Coverage, counts: Counter[Cell], zero: str) -> list[str]:
    header = ["style", *coverage.committees, "all"]
    rows = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    for style in coverage.styles:
        numbers = [counts[style, committee] for committee in coverage.committees]
        row = [style, *(str(number) if number else zero for number in numbers), str(sum(numbers))]
        rows.append(f"| {' | '.join(row)} |")
    return rows
