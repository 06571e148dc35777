"""Documents like the annotated ones with other names, dates, figures and other layout, to learn wording and not words.

Names are replaced inside their marks by names of the same kind and shape; what happens to the layout is in ``layout``.
Registered as ``council_minutes.Augmenter.v1`` for a training config.
"""

from __future__ import annotations

import random
import re
from calendar import day_name, month_name
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Final

import spacy

from council_minutes.annotations import Mark
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.edits import Edit, apply_edits
from council_minutes.corpus.layout import (
    change_bullets,
    change_case,
    change_spaces,
    lose_spaces,
    ocr_slips,
    unwrap,
    widen_spaces,
    wrap,
)
from council_minutes.values.councils import CouncilTable

Augment = Callable[[AnnotatedDocument, random.Random], AnnotatedDocument]

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONTHS: Final = tuple(month_name)[1:]
_SHORT_MONTHS: Final = tuple(month[:3] for month in _MONTHS)
_WEEKDAYS: Final = tuple(day_name)
# Words inside names of people that are no names; the honorifics stand outside a PERSON anyway.
_PARTICLES: Final = frozenset(
    {"de", "da", "van", "der", "von", "la", "le", "ap", "ab", "al", "el", "bin", "and", "ó", "ní"}
)
# The proper part of a council's name ends where its type begins.
_COUNCIL_TYPES: Final = re.compile(
    r"\b(?:Metropolitan|District|Borough|County|City|Town|Parish|Community|Council|Combined|Unitary|Authority|London|Royal|of|and|the|"
    r"Cyngor|Sir)\b|['’]s",
    re.IGNORECASE,
)
_ACRONYM: Final = re.compile(r"[A-Z]{2,6}")
#: Of the acronyms of organisations and documents, the share that becomes one that nobody knows.
_INVENTED_ACRONYMS: Final = 0.5


@lru_cache(maxsize=8)
def gazetteer(name: str) -> tuple[str, ...]:
    """The entries of one gazetteer: one a line, or several words on a single line."""
    text = files("council_minutes.corpus").joinpath("gazetteers", f"{name}.txt").read_text(encoding="utf-8")
    lines = text.strip().split("\n")
    return tuple(lines[0].split() if len(lines) == 1 else lines)


@lru_cache(maxsize=1)
def _places() -> tuple[str, ...]:
    """Places that current principal councils are named after."""
    names = (council.name for council in CouncilTable.load().councils if council.end is None)
    places = {re.sub(r"\s+", " ", _COUNCIL_TYPES.sub(" ", name)).strip(" ,") for name in names}
    return tuple(sorted(place for place in places if place and place[0].isupper()))


def _like(model: str, word: str) -> str:
    """``word`` in the case of ``model``."""
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word.lower() if model.islower() else word


class _Swapper:
    """Replacements for one document: the same name is always replaced by the same."""

    def __init__(self, generator: random.Random) -> None:
        self.generator = generator
        self.given: dict[tuple[str, str], str] = {}

    def same(self, kind: str, old: str, make: Callable[[], str]) -> str:
        key = (kind, old.lower())
        if key not in self.given:
            self.given[key] = make()
        return self.given[key]

    def person(self, text: str) -> str:
        words = _WORD.findall(text)
        last = words[-1] if words else ""

        def word(match: re.Match[str]) -> str:
            old = match[0]
            if old.lower() in _PARTICLES:
                return old
            if len(old) == 1:
                return self.same("initial", old, lambda: self.generator.choice("ABCDEFGHIJKLMNOPRSTVWY"))
            surname = old == last or text[match.end() :].lstrip().startswith("(")
            names = "surnames" if surname else "first_names"
            return _like(old, self.same("name", old, lambda: self.generator.choice(gazetteer(names))))

        return _WORD.sub(word, text)

    def entry(self, kind: str, names: str, text: str) -> str:
        def make() -> str:
            if _ACRONYM.fullmatch(text) and self.generator.random() < _INVENTED_ACRONYMS:
                return self.acronym(text)
            return self.generator.choice(gazetteer(names)).replace("{place}", self.generator.choice(_places()))

        new = self.same(kind, text, make)
        return new.upper() if text.isupper() and len(text) > 6 else new

    def acronym(self, text: str) -> str:
        letters = "ABCDEFGHIKLMNOPRSTUW"
        return self.same("acronym", text, lambda: "".join(self.generator.choice(letters) for _ in text[:-1]) + text[-1])

    def council(self, text: str) -> str:
        if _ACRONYM.fullmatch(text):
            return self.acronym(text)
        proper = _COUNCIL_TYPES.sub(lambda m: " " * len(m[0]), text)
        found = re.search(r"\S(?:.*\S)?", proper, re.DOTALL)
        if found is None or not found[0][0].isupper() or "  " in found[0]:
            return text
        place = self.same("place", found[0], lambda: self.generator.choice(_places()))
        return text[: found.start()] + (place.upper() if found[0].isupper() else place) + text[found.end() :]

    def date(self, text: str) -> str:
        shift = self.same("years", "", lambda: str(self.generator.randint(-6, 6)))

        def number(match: re.Match[str]) -> str:
            old = match[0]
            if _YEAR.fullmatch(old):
                return str(int(old) + int(shift))
            if (match.end() < len(text) and text[match.end()] in ".:") or int(old) > 28 or len(old) > 2:
                return old
            return (
                old
                if re.match(r"\s*(?:a\.?m|p\.?m|st|nd|rd)", text[match.end() :], re.IGNORECASE)
                else str(self.generator.randint(1, 28))
            )

        def month(match: re.Match[str]) -> str:
            for names in (_MONTHS, _SHORT_MONTHS, _WEEKDAYS):
                if match[0].capitalize() in names:
                    new = self.same("month", match[0], lambda names=names: self.generator.choice(names))  # type: ignore[misc]
                    return _like(match[0], new)
            return match[0]

        # Two-digit second years (2024/25) must follow the first, so spans of years are left as they are.
        if re.search(r"\d{4}\s*[-/–]\s*\d{2}", text):
            return text
        if any(28 < int(number) < 32 for number in _NUMBER.findall(text)):
            # Such a day stays as it is, and not every month has it.
            return _YEAR.sub(lambda year: str(int(year[0]) + int(shift)), text)
        return _WORD.sub(month, _NUMBER.sub(number, text))

    def figure(self, text: str) -> str:
        def number(match: re.Match[str]) -> str:
            old = match[0]
            first = self.generator.choice("123456789")
            return first + "".join(self.generator.choice("0123456789") for _ in old[1:])

        return _NUMBER.sub(number, text)

    def replacement(self, mark: Mark, text: str) -> str:
        """Other words for a mark; the same where its kind has no gazetteer."""
        if mark.label == "PERSON":
            return self.person(text)
        if mark.label == "COUNCIL":
            return self.council(text)
        if mark.label == "DATE":
            return self.date(text)
        if mark.label == "FIGURE":
            return self.figure(text)
        if mark.label == "ORG":
            return self.entry("org", "organisations", text)
        if mark.label == "DOCUMENT":
            return self.entry("document", "documents", text)
        if mark.label == "BODY" and len(text) > 12:
            return self.entry("body", "bodies", text)
        return text


def _runs_on(text: str, mark: Mark) -> bool:
    return text[mark.start - 1 : mark.start].isalnum() or text[mark.end : mark.end + 1].isalnum()


def swap_names(document: AnnotatedDocument, generator: random.Random, share: float) -> AnnotatedDocument:
    """Replace names, dates and figures, each kind in ``share`` of the documents, the same name always by the same."""
    swapper = _Swapper(generator)
    labels = [
        label
        for label in ("PERSON", "COUNCIL", "BODY", "ORG", "DATE", "FIGURE", "DOCUMENT")
        if generator.random() < share
    ]
    edits: list[Edit] = []
    for mark in document.annotations.entities:
        old = document.text[mark.start : mark.end]
        # Names that carry another meaning by definite reference stay: `the Council`, `Plan`.
        if mark.label in labels and (mark.label in {"DATE", "FIGURE"} or old[0].isupper()):
            if mark.label == "DOCUMENT" and len(old.split()) == 1 and not old.isupper():
                continue
            # Only the capitals of the old name part it from a word that it runs together with.
            if mark.label not in {"DATE", "FIGURE"} and _runs_on(document.text, mark):
                continue
            edits.append((mark.start, mark.end, swapper.replacement(mark, old)))
    return apply_edits(document, edits)


_LAYOUTS: Final = (
    unwrap,
    wrap,
    change_bullets,
    change_spaces,
    lose_spaces,
    widen_spaces,
    change_case,
    ocr_slips,
)


@spacy.registry.augmenters("council_minutes.Augmenter.v1")
def create_augmenter(plain_share: float, swap_share: float, layout_share: float) -> Augment:
    """Change documents while training.

    Args:
        plain_share: documents left as they are.
        swap_share: of the others, the share in which the names of each kind are replaced.
        layout_share: of the others, the share in which each change of layout is made.
    """

    def augment(document: AnnotatedDocument, generator: random.Random) -> AnnotatedDocument:
        if generator.random() < plain_share:
            return document
        changed = swap_names(document, generator, swap_share)
        for layout in _LAYOUTS:
            if generator.random() < layout_share:
                changed = layout(changed, generator)
        return changed

    return augment
