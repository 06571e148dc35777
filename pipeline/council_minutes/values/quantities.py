"""The grammar of figures: amounts in digits or words, scales, units, ratios and ranges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from council_minutes.values.numerals import FRACTIONS, SCALES, SMALL_NUMBERS, TENS, number_from_words
from council_minutes.values.units import COMPOUNDS, CURRENCIES, LONGEST, PERCENT, RATIO, unit_at

_VULGAR: Final = MappingProxyType(
    {
        "½": (1, 2),
        "⅓": (1, 3),
        "⅔": (2, 3),
        "¼": (1, 4),
        "¾": (3, 4),
        "⅕": (1, 5),
        "⅖": (2, 5),
        "⅗": (3, 5),
        "⅘": (4, 5),
    }
    | {"⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}
)
_SHORT_SCALES: Final = MappingProxyType({"k": 10**3, "m": 10**6, "mn": 10**6, "mil": 10**6, "bn": 10**9, "b": 10**9})
_NUMBER_WORDS: Final = frozenset((*SMALL_NUMBERS, *TENS, *SCALES, "hundred"))
_SINGLE_UNITS: Final = frozenset(("year", "month", "fortnight", "week", "day", "hour", "minute", "decade"))
_MINUS: Final = frozenset(("-", "minus"))
_PER_WORDS: Final = "annum year month week day hour head person unit property household resident session each"
_PER: Final = frozenset(_PER_WORDS.split())
_DIGITS: Final = r"\d{1,3}(?:[, ] ?\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_TOKEN: Final = re.compile(
    rf"(?P<number>{_DIGITS})|(?P<word>km/h|[µμ]g/m[3³]|[a-z]+[²2³3]?(?!\d)|°c|%age)|(?P<mark>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A number, word or mark of a figure; ``glued`` where no space stands before it."""

    kind: str
    text: str
    glued: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount with its scale applied and its unit, as far as the words tell them.

    ``scale`` is None where no scale is said, so that a range can lend it (``£2-3 million``).
    """

    value: Decimal
    unit: str | None = None
    scale: int | None = None


def figure_tokens(text: str) -> list[Token]:
    """The tokens of a figure in lower case with single spaces."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group().replace("²", "2").replace("³", "3")
        found.append(Token(match.lastgroup or "", word, match.start() == 0 or text[match.start() - 1] != " "))
    return found


def digits_value(text: str) -> Decimal:
    """The number that digits with separators of thousands say."""
    return Decimal(text.replace(",", "").replace(" ", ""))


class QuantityReader:
    """Reads one figure from its tokens; ``is_million`` tells whether a bare ``m`` is a million or a metre."""

    def __init__(self, tokens: list[Token], *, is_million: Callable[[], bool]) -> None:
        self._tokens = tokens
        self._is_million = is_million
        self._at = 0
        self.per: int | None = None  # the base of a rate: 10000 in "per 10,000"

    def figure(self, *, between: bool) -> list[Quantity] | None:
        """One quantity or the two ends of a range; None where words are left. ``between`` makes ``and`` a range."""
        between = self._take("between") or between
        first = self._quantity()
        if first is None:
            return None
        ratio = self._ratio(first)
        if ratio is not None:
            return [ratio] if self._done() else None
        first = self._repeated(self._compound(first))
        if self._done():
            return [first]
        if not (self._take("-", "to", "or", "/") or (between and self._take("and"))):
            return None
        second = self._quantity()
        if second is None or not self._done():
            return None
        return _lend(first, second)

    # tokens

    def _peek(self, ahead: int = 0) -> Token:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else Token("", "", False)

    def _take(self, *texts: str) -> bool:
        found = self._peek().text in texts and self._peek().kind != ""
        self._at += found
        return found

    def _done(self) -> bool:
        """Whether nothing is left but the ``per …`` of a rate."""
        start = self._at
        if self._take("per", "a", "an", "each", "p"):
            if self._tokens[start].text == "per" and self._peek().kind == "number" and self._peek(1).kind == "":
                self.per = int(digits_value(self._peek().text))
                self._at += 1
            elif self._peek().text in _PER or (self._tokens[start].text == "p" and self._peek().text == "a"):
                self._at += 1
            elif self._tokens[start].text != "each":
                self._at = start
        return self._at == len(self._tokens)

    # quantities

    def _quantity(self) -> Quantity | None:
        negative = bracket = False
        currency = None
        while True:
            if self._peek().text in CURRENCIES and currency is None:
                currency = CURRENCIES[self._peek().text]
                self._at += 1
            elif self._peek().text == "(" and not bracket:
                self._at += 1
                bracket = True
            elif self._peek().text in _MINUS and not negative:
                self._at += 1
                negative = True
            elif not self._take("+"):
                break
        amount = self._amount()
        if amount is None:
            return None
        closed = bracket and self._take(")")
        quantity = self._unit(self._scaled(amount, currency), currency)
        if bracket and not closed and not self._take(")"):
            return None
        return replace(quantity, value=-quantity.value) if negative or bracket else quantity

    def _amount(self) -> Quantity | None:
        token = self._peek()
        if token.kind == "number":
            self._at += 1
            return self._digits(digits_value(token.text))
        if token.text in _VULGAR:
            self._at += 1
            return Quantity(_vulgar(token.text), RATIO)
        if token.text in ("a", "an") and self._peek(1).text in _SINGLE_UNITS:
            self._at += 1  # "a fortnight"
            return Quantity(Decimal(1))
        return self._fraction() or self._words()

    def _digits(self, value: Decimal) -> Quantity | None:
        following = self._peek()
        if following.text in _VULGAR:
            self._at += 1
            return Quantity(value + _vulgar(following.text))
        if following.text == "/" and self._peek(1).kind == "number":
            lower = digits_value(self._peek(1).text)
            if not 0 < value < lower:
                return None
            self._at += 2
            return Quantity(value / lower, RATIO)
        if following.kind == "number" and self._peek(1).text == "/" and self._peek(2).kind == "number":
            upper, lower = digits_value(following.text), digits_value(self._peek(2).text)
            if not 0 < upper < lower:
                return None
            self._at += 3
            return Quantity(value + upper / lower)
        return Quantity(value + self._and_part())

    def _fraction(self) -> Quantity | None:
        """``two-thirds``, ``a quarter``, ``half``, ``half a million``."""
        start = self._at
        upper = Decimal(1)
        if not self._take("a", "an") and self._peek().text in SMALL_NUMBERS:
            upper = Decimal(SMALL_NUMBERS[self._peek().text])
            self._at += 1
        self._take("-")
        word = self._peek().text
        lower = FRACTIONS.get(word) or FRACTIONS.get("half" if word == "halves" else word.removesuffix("s"))
        if lower is None or f"{upper} {word}" == "2 quarters" or not 0 < upper < lower:
            self._at = start
            return None
        self._at += 1
        value = upper / lower
        for offset in (0, 1, 2):
            if self._peek(offset).text in (*SCALES, "dozen") and all(
                self._peek(place).text in ("a", "of") for place in range(offset)
            ):
                scale = SCALES.get(self._peek(offset).text, 12)
                self._at += offset + 1
                return Quantity(value * scale, scale=scale)
        return Quantity(value, RATIO)

    def _words(self) -> Quantity | None:
        """The longest run of number words, hyphens passed over, that says a number."""
        words: list[str] = []
        best: tuple[int, Decimal] | None = None
        place = 0
        while (token := self._peek(place)).text in _NUMBER_WORDS or token.text in ("and", "-", "a"):
            if token.text != "-":
                words.append(token.text)
                value = number_from_words(words) if token.text in _NUMBER_WORDS else None
                best = best if value is None else (place + 1, value)
            place += 1
        if best is None:
            return None
        self._at += best[0]
        return Quantity(best[1] + self._and_part())

    def _and_part(self) -> Decimal:
        """The ``and a half`` of ``two and a half years``; 0 where there is none."""
        if self._peek().text == "and" and self._peek(1).text in ("a", "one", "three"):
            upper = 3 if self._peek(1).text == "three" else 1
            lower = FRACTIONS.get(self._peek(2).text.removesuffix("s"))
            if lower in (2, 4) and upper < lower:
                self._at += 3
                return Decimal(upper) / lower
        return Decimal(0)

    def _scaled(self, amount: Quantity, currency: str | None) -> Quantity:
        token = self._peek()
        if token.text in SCALES:
            scale = SCALES[token.text]
        elif token.text == "hundred":
            scale = 100
        elif token.text in _SHORT_SCALES and amount.unit is None and self._is_scale(token, currency):
            scale = _SHORT_SCALES[token.text]
        else:
            return amount
        self._at += 1
        return Quantity(amount.value * scale + self._and_part() * scale, scale=scale)

    def _is_scale(self, token: Token, currency: str | None) -> bool:
        if currency is not None or token.text in ("mn", "bn", "mil"):
            return True
        return token.glued and (token.text == "k" or (token.text == "m" and self._is_million()))

    def _unit(self, amount: Quantity, currency: str | None) -> Quantity:
        if currency is not None:
            if amount.value % 1 and self._peek().glued and self._peek(1).text != "a":
                self._take("p")  # `£12.50p`
            return replace(amount, unit=currency)
        places: list[int] = []
        words: list[str] = []
        place = 0
        while len(words) < LONGEST and (token := self._peek(place)).kind:
            if token.text not in ("-", "'", "’"):
                words.append(token.text)
                places.append(place)
            place += 1
        found = unit_at(words)
        if found is None or (found[0] == PERCENT and words[0] == "percentage"):
            return amount
        unit, factor, length = found
        self._at += places[length - 1] + 1
        self._take("'", "’")
        return Quantity(amount.value * factor, unit, amount.scale)

    def _compound(self, first: Quantity) -> Quantity:
        """``1 year and 6 months`` as 18 months."""
        start = self._at
        self._take("and", ",")
        second = self._quantity() if self._peek().kind in ("number", "word") else None
        if second is not None and second.unit is None and first.unit == "hours":
            second = replace(second, unit="minutes")  # "2 hours 50"
        factor = None if second is None else COMPOUNDS.get((first.unit or "", second.unit or ""))
        if second is None or factor is None:
            self._at = start
            return first
        return Quantity(first.value * factor + second.value, second.unit)

    def _repeated(self, first: Quantity) -> Quantity:
        """``twelve (12)``: the number again, in digits."""
        repeats = self._peek().text == "(" and self._peek(2).text == ")" and self._peek(1).kind == "number"
        if repeats and digits_value(self._peek(1).text) == first.value:
            self._at += 3
            return self._unit(first, None) if first.unit is None else first
        return first

    def _ratio(self, first: Quantity) -> Quantity | None:
        """``1 in 4``, ``nine out of ten``, ``1:30``."""
        start = self._at
        self._take("-")
        joined = self._take("in", ":") or (self._take("out") and self._take("of"))
        self._take("-")
        second = self._amount() if joined and first.unit is None else None
        if second is None or second.value <= 0 or second.unit is not None:
            self._at = start
            return None
        return Quantity(first.value / second.value, RATIO)


def _vulgar(mark: str) -> Decimal:
    upper, lower = _VULGAR[mark]
    return Decimal(upper) / lower


def _lend(first: Quantity, second: Quantity) -> list[Quantity] | None:
    """Both ends of a range, the first with the scale and unit that stand after the second only."""
    if first.unit is None and second.unit is not None:
        first = replace(first, unit=second.unit)
    elif second.unit is None and first.unit is not None:
        second = replace(second, unit=first.unit)
    if first.unit != second.unit:
        return None
    if first.scale is None and second.scale is not None and first.value < second.value / second.scale:
        first = replace(first, value=first.value * second.scale)
    return [first, second]
