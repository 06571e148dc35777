"""What minutes look like on the page, from their lines alone: enough to tell kinds of minutes apart, not to name them.

The thresholds are our own, set on the annotated corpus, where the shapes follow its ``style`` as far as lines can show
it: of the documents in style ``printed`` 74 % are ``broken lines``, of those in ``numbered`` 57 % ``numbered lines``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_NUMBERED: Final = re.compile(
    r"\s*(?:\(?(?:\d{1,3}(?:[./]\d{1,4})*|[a-zA-Z]|[ivx]{1,4})[.)]|\d{1,3}(?:[./]\d{1,4})+|\d{1,4})\s"
)
_BULLET: Final = re.compile(r"\s*[•·▪●◦\-–*o>]\s")
_CELLS: Final = re.compile(r"\t|\S {3,}\S|\|")
_GOES_ON: Final = re.compile(r"[\w,;-]\s*$")
# Shares of a document's lines, and words a line.
_TABLE_SHARE: Final = 0.2
_BROKEN_SHARE: Final = 0.25
_NUMBERED_SHARE: Final = 0.25
_BULLET_SHARE: Final = 0.2
_SHORT_LINE: Final = 8
_LONG_LINE: Final = 40
_BLOCK_LINES: Final = 2


def surface_shape(text: str) -> str:
    """The shape of a text's lines, as words that a person can read."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) <= _BLOCK_LINES:
        return "one block"
    if _share(lines, _CELLS) > _TABLE_SHARE:
        return "tables"
    broken = sum(bool(_GOES_ON.search(line)) and after.lstrip()[0].islower() for line, after in pairwise(lines))
    if broken / len(lines) > _BROKEN_SHARE:
        return "broken lines"
    if _share(lines, _NUMBERED, at_start=True) > _NUMBERED_SHARE:
        return "numbered lines"
    if _share(lines, _BULLET, at_start=True) > _BULLET_SHARE:
        return "bullets"
    words = sum(len(line.split()) for line in lines) / len(lines)
    if words < _SHORT_LINE:
        return "short lines"
    return "long paragraphs" if words > _LONG_LINE else "paragraphs"


def _share(lines: list[str], pattern: re.Pattern[str], *, at_start: bool = False) -> float:
    find = pattern.match if at_start else pattern.search
    return sum(find(line) is not None for line in lines) / len(lines)
