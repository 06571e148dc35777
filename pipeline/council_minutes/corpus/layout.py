"""Other layouts of an annotated document, as print, scans and web pages have them; its marks stay right.

White space is replaced by white space or lost where the tokenizer still parts the words that a mark parts; letters
are replaced by letters.
"""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Final

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.edits import Edit, apply_edits

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OCR_SLIPS: Final = {
    "l": "1",
    "O": "0",
    "rn": "m",
    "m": "rn",
    "e": "c",
    "h": "b",
    "ti": "li",
    "I": "l",
}
_BULLETS: Final = ("•", "-", "·", "*", "o", "–", "·          ")
_BULLET_LINE: Final = re.compile(r"(?m)^([ \t\u00a0]*)([•·*–-])([ \t\u00a0]+)(?=\S)")
# A short line between blank ones that does not end as a sentence does.
_HEADING: Final = re.compile(r"(?:(?<=\n\n)|\A)\S[^\n]{2,58}[^\s.,;](?=\n\n)")
_SPACE: Final = re.compile(r"(?<=\S) (?=\S)")
# Shares of a document's spaces that are lost together: a slip of the typist, or a scan that was read badly.
_LOST: Final = (0.01, 0.03, 0.1, 0.3)
# What stays two tokens without the space: `the Council`, `on 14`, `£5 April`, `Ash, Pope`.
_STAY_APART: Final = re.compile(
    r"(?<=[a-z]{3}) (?=[A-Z][a-z])|(?<=[^\W\d_]) (?=\d)|(?<=\d) (?=[^\W\d_])|(?<=[,;:)]) (?=[^\W\d_])"
)
# Without the space these would become one number or one word: `5, 250`, `the ’s`.
_NEVER_LOST: Final = re.compile(r"(?<=[.,'’]) (?=[\d'’])|(?<=\S) (?=[.,'’])|(?<=\d) (?=\d)")


def lost_break(words: str) -> bool:
    """Whether words have run together (``ChairAshby``); the tokenizer parts them by their capitals alone."""
    return any(left.islower() and right.isupper() for left, right in pairwise(words))


def unwrap(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """Join hard-wrapped lines into paragraphs."""
    wrapped = re.compile(r"(?<=[\w,;)’'])\n(?=[\w(‘“\"£])")
    return apply_edits(document, [(m.start(), m.end(), " ") for m in wrapped.finditer(document.text)])


def wrap(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """Break long lines at a width between 45 and 110 characters."""
    width = generator.randint(45, 110)
    edits: list[Edit] = []
    line_start = 0
    for match in re.finditer(r"[ \n]", document.text):
        if match[0] == "\n":
            line_start = match.end()
        elif match.end() - line_start > width:
            edits.append((match.start(), match.end(), "\n"))
            line_start = match.end()
    return apply_edits(document, edits)


def change_bullets(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """Another sign for the bullets of the document."""
    bullet = generator.choice(_BULLETS)
    return apply_edits(document, [(m.start(2), m.end(2), bullet) for m in _BULLET_LINE.finditer(document.text)])


def change_spaces(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """No-break and doubled spaces here and there, and other numbers of blank lines."""
    edits: list[Edit] = [
        (m.start(), m.end(), generator.choice((" ", "  ")))
        for m in re.finditer(r"(?<=\S) (?=\S)", document.text)
        if generator.random() < 0.02
    ]
    blank = generator.choice(("\n", "\n\n", "\n \n", "\n\n\n"))
    edits += [(m.start(), m.end(), blank) for m in re.finditer(r"\n\n+", document.text)]
    return apply_edits(document, edits)


def lose_spaces(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """Some spaces are gone, as where the text of a PDF has been put together from pieces."""
    share = generator.choice(_LOST)
    edges = {edge for mark in document.annotations.marks() for edge in (mark.start, mark.end)}
    edits: list[Edit] = []
    for match in _SPACE.finditer(document.text):
        start, end = match.span()
        if generator.random() > share or _NEVER_LOST.match(document.text, start) is not None:
            continue
        if edges.isdisjoint((start, end)) or _STAY_APART.match(document.text, start) is not None:
            edits.append((start, end, ""))
    return apply_edits(document, edits)


def widen_spaces(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """Two or three spaces between all words, and one before most punctuation, as in justified print."""
    wide = generator.choice(("  ", "   "))
    edits: list[Edit] = [(m.start(), m.end(), wide) for m in _SPACE.finditer(document.text)]
    if generator.random() < 0.5:
        begins = {mark.start for mark in document.annotations.marks()}
        signs = (m.start() for m in re.finditer(r"(?<=\w)[,.;:](?=\s)", document.text))
        edits += [(sign, sign, " ") for sign in signs if sign not in begins]
    return apply_edits(document, edits)


def change_case(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """Headings in capitals, or capital headings as ordinary ones."""
    edits: list[Edit] = []
    for match in _HEADING.finditer(document.text):
        line = match[0]
        new = _WORD.sub(lambda word: word[0].capitalize(), line) if line.isupper() else line.upper()
        # In capitals, words that have run together could no longer be told apart.
        if len(new) == len(line) and not lost_break(line) and generator.random() < 0.7:
            edits.append((match.start(), match.end(), new))
    return apply_edits_by_character(document, edits)


def ocr_slips(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
    """A wrong letter in one word of a hundred, outside names and figures."""
    spared = [(mark.start, mark.end) for mark in document.annotations.entities]
    edits: list[Edit] = []
    for match in _WORD.finditer(document.text):
        if (
            len(match[0]) < 4
            or generator.random() > 0.01
            or lost_break(match[0])
            or any(s < match.end() and match.start() < e for s, e in spared)
        ):
            continue
        right, wrong = generator.choice(tuple(_OCR_SLIPS.items()))
        at = match[0].find(right, 1, len(match[0]) - 1)
        if at > 0:
            edits.append((match.start() + at, match.start() + at + len(right), wrong))
    return apply_edits(document, edits)


def apply_edits_by_character(document: AnnotatedDocument, edits: list[Edit]) -> AnnotatedDocument:
    """Apply edits that change characters one for one, so that marks inside them keep their place."""
    single = [(start + i, start + i + 1, new) for start, _, text in edits for i, new in enumerate(text)]
    return apply_edits(document, single)
