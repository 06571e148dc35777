"""Short forms that a document defines for itself, and the initials that an acronym may be made of.

``Kent County Council (KCC)``, ``the Corporate Parenting Panel (“the Panel”)``, ``(hereafter “the Authority”)``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from council_minutes.values.names import SMALL_WORDS, fold, title_case, word_set

_MAX_BRACKET: Final = 60  # characters inside a bracket that may define something
_MAX_BEFORE: Final = 160  # characters before the bracket that are searched for the long form
_MAX_ACRONYM: Final = 9

_BRACKET: Final = re.compile(rf"\(([^()]{{2,{_MAX_BRACKET}}})\)")
_INTRODUCTION: Final = re.compile(
    r"(?:here(?:in)?after|from now on|known as|referred to as|called|or|as|the|\s|[,:]){1,12}", re.I
)
_QUOTES: Final = "\"'“”‘’«»"
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|&|[,;:.!?()]")
_JOINING: Final = frozenset({",", "&"})
# Words that begin a sentence or name a meeting rather than belong to a name.
_NOT_IN_NAME: Final = word_set("minutes meeting meetings present apologies resolved proceedings notes")


def definition_key(text: str) -> str:
    """The key of a short form in the mapping of ``collect_definitions``: folded, without a leading ``the``."""
    folded = fold(text)
    return folded.removeprefix("the ").removeprefix("this ")


def collect_definitions(text: str) -> dict[str, str]:
    """The short forms a text defines in brackets after their long form.

    Args:
        text: the whole document.

    Returns:
        ``definition_key`` of each short form → its long form in title case, white space single. The
        first definition counts.
    """
    found: dict[str, str] = {}
    for match in _BRACKET.finditer(text):
        inside = match[1].strip()
        introduced = _INTRODUCTION.match(inside)
        short = (inside[introduced.end() :] if introduced else inside).strip()
        is_quoted = short[:1] in _QUOTES or inside[:1] in _QUOTES
        short = short.strip(_QUOTES + " ")
        before = text[max(0, match.start() - _MAX_BEFORE) : match.start()]
        long_form = None
        if is_acronym(short):
            long_form = _long_form_of_acronym(short, before)
        elif is_quoted and short:
            long_form = _capitalised_phrase(before)
        key = definition_key(short)
        if long_form and key and key not in found and definition_key(long_form) != key:
            found[key] = title_case(long_form)
    return found


def is_acronym(text: str) -> bool:
    """Whether a mention looks like an acronym: one word of 2 to 9 letters, most of them capitals (``KCC``)."""
    letters = [c for c in text if c.isalpha()]
    if (
        not 2 <= len(letters) <= _MAX_ACRONYM
        or len(text) > 2 * _MAX_ACRONYM
        or any(c.isspace() or c.isdigit() for c in text)
    ):
        return False
    return text[0].isupper() and sum(c.isupper() for c in letters) * 2 >= len(letters) and letters[-1].isupper()


def acronym_key(text: str) -> str:
    """An acronym as its letters in lower case, without dots and ampersands: ``B&NES`` → ``bnes``."""
    return "".join(c for c in fold(text.replace("&", "")) if c.isalnum())


def initials(tokens: Sequence[str]) -> set[str]:
    """The initials that stand for folded tokens: with and without the small words."""
    return {"".join(t[0] for t in tokens), "".join(t[0] for t in tokens if t not in SMALL_WORDS)}


def _long_form_of_acronym(short: str, before: str) -> str | None:
    words = [m for m in _WORD.finditer(before) if m[0] not in ",.:;!?()"]
    for letters in dict.fromkeys((acronym_key(short), "".join(c.lower() for c in short if c.isupper()))):
        for counts_small in (False, True):
            start = _match_backwards(letters, [m[0] for m in words], counts_small)
            if start is not None:
                return " ".join(before[words[start].start() :].split())
    return None


def _match_backwards(letters: str, words: Sequence[str], counts_small: bool) -> int | None:
    """The index of the first word of the words at the end of ``words`` whose initials are ``letters``; None without."""
    index = len(words)
    for letter in reversed(letters):
        index -= 1
        while index >= 0 and not counts_small and (words[index] == "&" or words[index].casefold() in SMALL_WORDS):
            index -= 1
        if index < 0 or fold(words[index])[:1] != letter:
            return None
    return index


def _capitalised_phrase(before: str) -> str | None:
    """The capitalised words, with the small words between them, that end ``before``."""
    words = list(_WORD.finditer(before))
    start = None
    for index in range(len(words) - 1, -1, -1):
        word = words[index][0]
        folded = word.casefold()
        if (
            folded in _NOT_IN_NAME
            or folded == "the"
            or not (word[0].isupper() or folded in SMALL_WORDS or word in _JOINING)
        ):
            break
        if word[0].isupper():
            start = index
    if start is None:
        return None
    return " ".join(before[words[start].start() :].split()).rstrip(" ,")


def look_up(text: str, definitions: Mapping[str, str]) -> str | None:
    """The long form that the document gave ``text``, None where it gave none."""
    return definitions.get(definition_key(text)) if definitions else None
