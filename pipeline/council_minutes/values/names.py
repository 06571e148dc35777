"""Names brought to a form in which two spellings of one name are equal.

Shared by the linking of councils, bodies, roles and people. Nothing here raises on any text, and every function
takes time linear in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

#: Pattern of what stands before a person's name: titles and the usual short forms of them, without the full stop.
HONORIFICS: Final = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Revd?"
    r"|Cll?i?rs?|Councillors?|Cmhlr|Ald|Alderm[ae]n|Baill?ies?"
)
# A mention longer than this is no name; whoever looks it up gets "unknown" at once.
MAX_NAME_CHARS: Final = 250


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(words.split())


# Words inside a name that carry no initial in acronyms and no capital in title case.
SMALL_WORDS: Final = word_set("a an and at by for from in le of on or the to under upon with y")
# Words inside the name of a place that have no capital between hyphens: `Ashby-cum-Fenby`, `Weston-super-Mare`.
_PLACE_WORDS: Final = SMALL_WORDS | word_set("cum de juxta la les next super")

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’‘ʼ`´′"))
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_SLUG_GAP: Final = re.compile(r"[^a-z0-9]+")
# Letters and digits that scanned print mixes up, each brought to one of them.
_CONFUSABLE: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "!": "l", "|": "l", "j": "l"})


def fold(text: str) -> str:
    """Lower case without accents, apostrophes, punctuation and repeated space; ``&`` reads ``and``.

    >>> fold("The  King’s Lynn &\\nWest-Norfolk")
    'the kings lynn and west norfolk'
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("&", " and ")).translate(_APOSTROPHES).casefold()
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def without_possessive(text: str) -> str:
    """``text`` without white space around it and without a final ``'s`` or ``'``."""
    return _POSSESSIVE.sub("", text.strip())


def skeletons(words: Iterable[str]) -> Mapping[str, str]:
    """Known words by the shape they keep when scanned print mixes up ``l``, ``I``, ``1`` and ``o``, ``0``."""
    return {word.translate(_CONFUSABLE): word for word in words}


def mend(tokens: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Folded tokens with damaged known words restored: ``councll`` → ``council``. ``known`` is of ``skeletons``."""
    return tuple(known.get(token.translate(_CONFUSABLE), token) for token in tokens)


def title_case(name: str) -> str:
    """A name in capitals as running text writes it: ``CITY OF DUNBRIAR`` becomes ``City of Dunbriar``.

    A name that has a lower-case letter already keeps its case. White space becomes single.
    """
    words = name.split()
    if any(c.islower() for c in name):
        return " ".join(words)
    cased = []
    for index, word in enumerate(words):
        if index > 0 and word.casefold() in SMALL_WORDS:
            cased.append(word.casefold())
        else:
            cased.append(_capitalise(word))
    return " ".join(cased)


def _capitalise(word: str) -> str:
    pieces = re.split(r"([-'’(/&.])", word)
    for index in range(0, len(pieces), 2):
        piece = pieces[index].lower()
        is_tail = index > 0 and pieces[index - 1] in "'’" and len(piece) == 1  # the s of a possessive
        if 0 < index < len(pieces) - 1 and piece in _PLACE_WORDS:
            pieces[index] = piece
        elif piece.startswith("mc") and len(piece) > len("mc") + 1:
            pieces[index] = "Mc" + piece[2:].capitalize()
        elif not is_tail:
            pieces[index] = piece.capitalize()
        else:
            pieces[index] = piece
    return "".join(pieces)


def slug(name: str) -> str:
    """A name as part of an id: lower-case ASCII letters and digits joined by hyphens; a hash where it has none."""
    plain = _SLUG_GAP.sub("-", fold(name)).strip("-")
    return plain if plain else sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
