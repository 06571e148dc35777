"""Maps offsets into a document's text back to offsets into the source the text was made from.

Both sides count Unicode code points: of the text that the pipeline sees, and of the source file once decoded.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """A piecewise map: segment ``i`` begins at ``text_starts[i]`` and ends where the next one begins.

    Within a segment text and source run in step; source left over at a segment's end (an escape's backslash, the rest
    of an entity such as ``&amp;``) belongs to the segment's last character.

    Attributes:
        text_starts: first text offset of each segment, strictly increasing, the first one 0.
        source_starts: the source offset that each segment begins at, never decreasing.
        source_lengths: code points of the source that each segment stands for; 0 for text put in (a blank line).
        text_length, source_length: length of both sides.
    """

    text_starts: tuple[int, ...]
    source_starts: tuple[int, ...]
    source_lengths: tuple[int, ...]
    text_length: int
    source_length: int

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text that is its source."""
        return cls((0,), (0,), (length,), length, length)

    def to_source(self, offset: int) -> int:
        """The source offset of the character at ``offset``; ``text_length`` maps to the end of its last source.

        Raises:
            ValueError: ``offset`` is outside ``0 <= offset <= text_length``.
        """
        if not 0 <= offset <= self.text_length:
            raise ValueError(f"offset {offset} is outside a text of {self.text_length} characters")
        if offset == self.text_length:
            return self.source_starts[-1] + self.source_lengths[-1]
        segment = bisect_right(self.text_starts, offset) - 1
        step = min(offset - self.text_starts[segment], max(self.source_lengths[segment] - 1, 0))
        return self.source_starts[segment] + step

    def to_source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source span, half open, of ``text[start:end]``, with the markup that stands inside it.

        Raises:
            ValueError: not ``0 <= start < end <= text_length``.
        """
        if start >= end:
            raise ValueError(f"a span must not be empty: {start} to {end}")
        first = self.to_source(start)
        last = end - 1
        segment = bisect_right(self.text_starts, last) - 1
        after = self.text_starts[segment + 1] if segment + 1 < len(self.text_starts) else self.text_length
        if last == after - 1:
            return first, max(first, self.source_starts[segment] + self.source_lengths[segment])
        return first, self.to_source(last) + 1


class MappedText:
    """Builds a text together with its map to the source it is taken from, piece by piece, left to right."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[str] = []
        self._text_starts: list[int] = []
        self._source_starts: list[int] = []
        self._source_lengths: list[int] = []
        self.length = 0
        self.source_end = 0

    def copy(self, start: int, end: int) -> None:
        """Takes ``source[start:end]`` over as it is."""
        self._add(self._source[start:end], start, end)

    def replace(self, start: int, end: int, text: str) -> None:
        """Writes ``text`` for ``source[start:end]``, as for an entity or an escape."""
        self._add(text, start, end)

    def insert(self, text: str) -> None:
        """Writes ``text`` that the source does not have, as for the blank line between two blocks."""
        self._add(text, self.source_end, self.source_end)

    def build(self) -> tuple[str, OffsetMap]:
        text = "".join(self._pieces)
        if not self._text_starts:
            return text, OffsetMap((0,), (0,), (0,), 0, len(self._source))
        starts, lengths = tuple(self._source_starts), tuple(self._source_lengths)
        return text, OffsetMap(tuple(self._text_starts), starts, lengths, self.length, len(self._source))

    def _add(self, text: str, start: int, end: int) -> None:
        if start < self.source_end:
            raise ValueError(f"source offset {start} lies before {self.source_end}: pieces go left to right")
        if not text:
            return
        self._pieces.append(text)
        self._text_starts.append(self.length)
        self._source_starts.append(start)
        self._source_lengths.append(end - start)
        self.length += len(text)
        self.source_end = end
