"""Names of indicators brought to a form in which two wordings of one indicator are equal."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from council_minutes.values.names import fold

_ARTICLES: Final = frozenset({"a", "an", "the", "our", "its", "their", "this", "these"})
_PLURALS: Final = {"children": "child", "people": "person", "women": "woman", "men": "man", "enquiries": "enquiry"}
# Endings that are no plural, and the ends of words whose plural adds `es`.
_NO_PLURAL: Final = ("ss", "us", "is", "ous", "ics", "news", "series")
_ES_PLURAL: Final = ("ches", "shes", "sses", "xes", "zes")
_SHORTEST: Final = 4  # letters of a word that may be a plural


@lru_cache(maxsize=65_536)
def indicator_name(text: str) -> str:
    """The canonical name: lower case, without punctuation and articles, nouns in the singular.

    >>> indicator_name("the Rates of children in care per 10,000")
    'rate of child in care per 10000'
    """
    words = [word for word in fold(text.replace(",", "")).split() if word not in _ARTICLES]
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) < _SHORTEST or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_ES_PLURAL) else word[:-1]
