"""Agenda items of the minutes of a whole meeting, found by their numbered or heading lines.

Of all numbered lines those are the items' that make the series which counts up by one or a little more and looks most
like titles. Lists inside an item begin again at 1 and read like sentences, so that no series of theirs weighs as much.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from council_minutes.tables.item_headings import Heading, headings, is_no_sentence, title_weight, without_tags

_MAX_STEP: Final = 4  # numbers that may be missing between two items, plus one
_GAP_COST: Final = 0.3
_NESTED_COST: Final = 0.5  # a number that goes on a list inside the item before it
_LEAST: Final = 1.5  # weight of a series that is believed
_LEAST_ALONE: Final = 0.5  # weight of a single heading that is believed
_TITLE_LINES: Final = 8
_LIST_LINES: Final = 60
_TITLE_CHARS: Final = 120
_MIN_UNNUMBERED: Final = 3  # headings without numbers that make a series
# Lines in capitals that head no item: what is said of a meeting, its people, its votes and its end.
_NO_ITEM: Final = re.compile(
    r"\W*(?:RESOLVED|AGREED|NOTED|ACTIONS?|DECISIONS?|VOTING|FOR|AGAINST|ABSTAIN\w*|SIGNED|DATED?|END"
    r"|(?:ALSO |OFFICI\w+ |OFFICERS? |MEMBERS? )?(?:IN ATTENDANCE|PRESENT)|(?:IN THE )?CHAIR\w*|MEMBERS|MAYOR|CLERK"
    r"|MINUTES\b.*|COUNCILLORS?\b.*|(?:UN)?RESTRICTED ITEMS"
    r"|.*\b(?:OFFICIALS|NOMINEES|NOMINATIONS|REPRESENTATIVES|\w+DAY|MEETING|COUNCIL|COMMITTEE|HELD|CONCLUDED|CLOSED)\b.*)\W*"
)


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item: its printed number, its title, and its extent from its heading to the next item's."""

    number: str | None
    title: str
    start: int
    end: int


def find_items(text: str) -> list[Item]:
    """The agenda items of ``text`` in order; they do not overlap.

    Returns:
        Nothing where no lines make a series: the minutes of a single item mostly have none.
    """
    lines = without_tags(text)
    starts: list[tuple[str | None, str, int]] = [(h.number, h.title, h.start) for h in _numbered_series(lines)]
    if not starts:
        starts = [(None, title, start) for title, start in _capitals(lines)]
    ends = [start for _, _, start in starts[1:]] + [len(text)]
    return [Item(number, title, start, end) for (number, title, start), end in zip(starts, ends, strict=False)]


def _numbered_series(text: str) -> Sequence[Heading]:
    by_style: dict[str, list[Heading]] = defaultdict(list)
    for heading in headings(text):
        by_style[heading.style].append(heading)
    best: list[Heading] = []
    most = 0.0
    for style in by_style.values():
        found = sorted(style, key=lambda heading: heading.start)
        weight, series = _best_series(found)
        if weight > most:
            most, best = weight, _filled(series, found)
    is_alone = len(best) == 1 and best[0].weight > _LEAST_ALONE and _is_title_block(text[: best[0].start], best[0])
    return best if most >= _LEAST or is_alone else []


def _is_title_block(before: str, heading: Heading) -> bool:
    """Whether a single heading may be believed after these words: the title lines of the minutes and nothing else.

    Before an item 1 also the lists of those present.
    """
    lines = [line for line in before.split("\n") if line.strip()]
    if heading.value == 1 and len(lines) <= _LIST_LINES and all(is_no_sentence(line) for line in lines):
        return True
    return len(lines) <= _TITLE_LINES and all(len(line) <= _TITLE_CHARS and line[-1] not in ".;" for line in lines)


def _filled(series: Sequence[Heading], found: Sequence[Heading]) -> list[Heading]:
    """A series with the headings that its gaps leave room for: the only line with a missing number in its place.

    Such a line looks like no title (it begins with a small letter, it is a sentence), but its number says that it is.
    """
    whole: list[Heading] = []
    for heading in series:
        if whole:
            between = [h for h in found if whole[-1].start < h.start < heading.start]
            for value in range(whole[-1].value + 1, heading.value):
                fitting = [h for h in between if h.value == value]
                if len(fitting) == 1 and len(fitting[0].title) <= _TITLE_CHARS and fitting[0].start > whole[-1].start:
                    whole.extend(h for h in fitting if not _is_nested(found, found.index(h), found.index(whole[-1])))
        whole.append(heading)
    return whole


def _is_nested(found: Sequence[Heading], index: int, before: int) -> bool:
    """Whether a heading goes on a list that begins with 1 after the heading at ``before``: 1, 2, 3 inside an item."""
    at, value = index, found[index].value
    while value > 1 and at - 1 > before and found[at - 1].value == value - 1:
        at, value = at - 1, value - 1
    return value == 1 and at != index


def _best_series(found: Sequence[Heading]) -> tuple[float, list[Heading]]:
    """The series with the most weight; of two with equal weight, the one that stands earlier."""
    weights: list[float] = []
    before: list[int | None] = []
    best_at: dict[int, int] = {}  # number → index of the best series that ends in it
    for index, heading in enumerate(found):
        joins = [
            (weights[at] - _GAP_COST * (step - 1) - _NESTED_COST * _is_nested(found, index, at), -at)
            for step in range(1, _MAX_STEP + 1)
            if (at := best_at.get(heading.value - step)) is not None
        ]
        gain, negative = max(joins, default=(0.0, 0))
        joined = gain > 0
        weights.append(heading.weight + (gain if joined else 0.0))
        before.append(-negative if joined else None)
        known = best_at.get(heading.value)
        if known is None or weights[index] > weights[known]:
            best_at[heading.value] = index
    if not weights:
        return 0.0, []
    last: int | None = max(range(len(weights)), key=lambda index: (weights[index], -index))
    total = max(weights)
    series = []
    while last is not None:
        series.append(found[last])
        last = before[last]
    return total, series[::-1]


def _capitals(text: str) -> list[tuple[str, int]]:
    """Lines in capitals after the first line, where they make a series."""
    found = []
    start = 0
    for line in text.split("\n"):
        title = " ".join(line.strip(" \t*#_:").split()) if len(line) <= _TITLE_CHARS and line.isupper() else ""
        if title and start and _NO_ITEM.fullmatch(title) is None and title_weight(title) > 0:
            found.append((title, start + len(line) - len(line.lstrip())))
        start += len(line) + 1
    return found if len(found) >= _MIN_UNNUMBERED else []
