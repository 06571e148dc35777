"""Numbers written in English words: ``Twenty``, ``one hundred and five``, ``two and a half``, ``half a million``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"

SMALL_NUMBERS: Final = MappingProxyType(
    {word: value for value, word in enumerate(_ONES.split())} | {"nil": 0, "dozen": 12}
)
TENS: Final = MappingProxyType(
    {word: 10 * value for value, word in enumerate(_TENS.split(), 2)} | {"fourty": 40, "ninty": 90}
)
SCALES: Final = MappingProxyType({"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12})

_ORDINAL_ONES: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
ORDINALS: Final = MappingProxyType(
    {word: value for value, word in enumerate(_ORDINAL_ONES.split(), 1)} | {"twentieth": 20, "thirtieth": 30}
)
# the parts of a whole that minutes name: denominators of written fractions
FRACTIONS: Final = MappingProxyType(
    {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
)

_HUNDRED: Final = 100


def number_from_words(words: Sequence[str]) -> Decimal | None:
    """The number that lower-case ``words`` say, all of them; None where they say none or contradict English order.

    >>> number_from_words("three thousand four hundred and twelve".split())
    Decimal('3412')
    """
    total = 0  # finished groups: thousands, millions
    group = 0  # the group being read, below a thousand
    room = 1000  # what may still be added to the group: below the place value of the last word
    last_scale = 10**15
    seen = False
    expects = False  # an "and" that wants a number after it
    for place, word in enumerate(words):
        if word in ("a", "an") and place == 0 and len(words) > 1 and words[1] in ("hundred", "dozen", *SCALES):
            group, room, seen = 1, 1, True
        elif word in SMALL_NUMBERS and word != "dozen":
            value = SMALL_NUMBERS[word]
            if value >= room or (value == 0 and len(words) > 1):
                return None
            group, room, seen, expects = group + value, 1, True, False
        elif word in TENS:
            if TENS[word] >= room:
                return None
            group, room, seen, expects = group + TENS[word], 10, True, False
        elif word == "dozen" and len(words) <= 2:  # "a dozen", "two dozen"
            return Decimal(12 * max(group, 1))
        elif word == "hundred" and 0 < group < _HUNDRED and not expects:
            group, room = group * _HUNDRED, _HUNDRED
        elif word in SCALES and group and SCALES[word] < last_scale and not expects:
            total, group, room, last_scale = total + group * SCALES[word], 0, 1000, SCALES[word]
        elif word == "and" and seen and not expects and room > 1:
            expects = True
        else:
            return None
    return Decimal(total + group) if seen and not expects else None
