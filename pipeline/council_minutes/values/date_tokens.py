"""A date expression as tokens: clock times taken out, ordinals, abbreviations and scanner's spacing evened out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from council_minutes.values.numerals import ORDINALS, SMALL_NUMBERS, TENS
from council_minutes.values.periods import EASTER_DAYS, NAMED_DAYS, a_day

# Two-digit years as POSIX reads them: 69 to 99 are of the last century.
CENTURY_PIVOT: Final = 69

_MONTHS: Final = "january february march april may june july august september october november december"
_MONTHS_SHORT: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday"
_WEEKDAYS_SHORT: Final = "mon tue wed thu fri sat sun"


def _table(kind: str, *rows: str, start: int = 0) -> dict[str, tuple[str, int]]:
    return {word: (kind, value) for row in rows for value, word in enumerate(row.split(), start)}


def _all(kind: str, value: int, words: str) -> dict[str, tuple[str, int]]:
    return dict.fromkeys(words.split(), (kind, value))


# word -> kind of token, value. A kind whose tokens differ by word only has the value 0.
WORDS: Final = MappingProxyType(
    _table("month", _MONTHS, _MONTHS_SHORT, start=1)
    | {"sept": ("month", 9)}
    | _table("weekday", _WEEKDAYS, _WEEKDAYS_SHORT)
    | {"tues": ("weekday", 1), "weds": ("weekday", 2), "thur": ("weekday", 3), "thurs": ("weekday", 3)}
    | _all("direction", -1, "last previous past prior preceding latest")
    | _all("direction", 0, "this current present")
    | _all("same", 0, "same corresponding equivalent")
    | _all("point", 0, "period stage point date")
    | _all("new", 0, "new")
    | _all("new", 1, "ensuing")
    | _all("before", 0, "before earlier")
    | _all("direction", 1, "next coming forthcoming following upcoming")
    | {word: ("number", value) for word, value in SMALL_NUMBERS.items()}
    | {word: ("number", value) for word, value in TENS.items()}
    | {word: ("ordinal", value) for word, value in ORDINALS.items()}
    | {"couple": ("number", 2), "a": ("article", 1), "an": ("article", 1), "final": ("ordinal", -1)}
    | _all("day", 0, "day days")
    | _all("week", 0, "week weeks")
    | _all("fortnight", 0, "fortnight fortnights")
    | _all("months", 0, "month months")
    | _all("quarter", 0, "quarter quarters qtr qtrs q")
    | _all("half", 0, "half h")
    | _all("year", 0, "year years yr yrs")
    | _all("financial_year", 0, "financial fiscal")
    | _all("municipal_year", 0, "municipal civic council")
    | _all("academic_year", 0, "academic school")
    | _all("calendar_year", 0, "calendar")
    | _all("fy", 0, "fy")
    | _table("season", "spring summer autumn winter")
    | _all("term", 0, "term terms")
    | _all("holiday", 0, "holiday holidays break recess vacation")
    | _all("edge", 0, "start beginning")
    | _all("edge", 1, "end close")
    | {"early": ("part", 0), "mid": ("part", 1), "middle": ("part", 1), "late": ("part", 2)}
    | {"later": ("rest", 1), "remainder": ("rest", 1), "rest": ("rest", 1)}
    | _all("ending", 0, "ending ended")
    | _all("commencing", 0, "commencing beginning starting")
    | _all("to", 0, "to until till through")
    | _all("and", 0, "and & or")
    | {"-": ("to", 1), ",": ("and", 1), ";": ("and", 1), "/": ("slash", 0)}
    | {"yesterday": ("today", -1), "today": ("today", 0), "tonight": ("today", 0), "tomorrow": ("today", 1)}
    | _all("daypart", 0, "morning afternoon evening night")
    | _all("ago", 0, "ago")
    | _all("time", 0, "time")
    | {"since": ("since", 0), "between": ("between", 0)}
)
# what stands between the words that count
_FILLERS: Final = "the of in on at during dated from for by as within held over up about just full s"
_DROPPED: Final = frozenset(_FILLERS.split())
_PUNCTUATION: Final = frozenset(".()[]:*\"'“”‘’")
_DAY_NAMES: Final = " ".join((*NAMED_DAYS, *EASTER_DAYS))
_HOLIDAY_WORDS: Final = frozenset(_DAY_NAMES.split()) - frozenset(WORDS)  # read with their neighbours
_FUZZY: Final = (*_MONTHS.split(), *_WEEKDAYS.split())
_FUZZY_LENGTH: Final = 6
_FUZZY_CUTOFF: Final = 0.8

_HOUR: Final = r"(?:[01]?\d|2[0-4])"
_AM_PM: Final = r"(?:[ap]\.? ?m\b\.?|noon\b|midnight\b|hours\b|hrs\b|o.?clock\b)"
_CLOCK: Final = re.compile(
    rf"(?<![\d./,£])(?:{_HOUR}(?:[.:][0-5]\d)?\s{{0,2}}(?:-|to|until)\s{{0,2}})?"  # from …
    rf"(?:{_HOUR}(?: ?[.:] ?[0-5]\d){{0,2}}\s{{0,2}}{_AM_PM}|{_HOUR}[.:][0-5]\d(?::[0-5]\d)?(?![\d./-]\d)"
    rf"|[0-2]\d[0-5]\d\s{{0,2}}(?:hours|hrs)\b)"
    r"|\b(?:noon|midday|midnight)\b"
)
_ORDINAL: Final = re.compile(r"(\d{1,2}) ?\^? ?(?:(?:st|nd|rd|th)\b\^?|™|º|°)")
_REWRITES: Final = (
    (re.compile(r"[\u2010-\u2015\u2212\xad]"), "-"),
    (re.compile(r"(?<=[a-z])(?<!\bmid)-\n\s*(?=[a-z])"), ""),  # a word broken at the line's end
    (re.compile(r"\s+"), " "),
    (re.compile(r"\bw ?/? ?c\b"), "week commencing"),
    (re.compile(r"\bw ?/ ?e\b"), "week ending"),
    (re.compile(r"\b(year|month|quarter)['’]?s?-end\b"), r"\1 end"),
    (re.compile(r"['’]s\b"), ""),
    (re.compile(r"\b0(?=ct)"), "o"),  # a scanned O
)
_MONTH_NAME: Final = _MONTHS_SHORT.replace(" ", "|")
_TOKEN: Final = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))"
    r"|(?P<numeric>(?<!\d)\d{1,2} ?([/.-]) ?\d{1,2} ?\3 ?(?:\d{4}|\d{2})(?![\d/])(?! ?(?:"
    + _MONTH_NAME
    + r")))|(?P<ordinal>\d{1,2}\#)|(?P<short>['’‘]\d{2}(?!\d))|(?P<decade>\d{3}0s\b)"
    r"|(?P<number>\d{1,9})|(?P<word>[a-z]+)|(?P<mark>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its value, the digits it is written with, and the date where it is a whole one."""

    kind: str
    value: int = 0
    text: str = ""
    date: date | None = None

    @property
    def digits(self) -> int:
        """The number of digits; 0 for a number in words."""
        return len(self.text) if self.text.isdigit() else 0


def full_year(value: int, digits: int) -> int:
    """A year of two digits in its century; others as they are."""
    if digits != 2:
        return value
    return value + (1900 if value >= CENTURY_PIVOT else 2000)


def tokens(text: str) -> list[Token] | None:
    """The tokens of a date expression without its clock times; None where a word or mark belongs to no date.

    >>> [token.kind for token in tokens("6.30 pm on Tuesday 5^th^ March, 2024")]
    ['weekday', 'ordinal', 'month', 'and', 'number']
    """
    plain = text.lower()
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    plain = _ORDINAL.sub(r"\1# ", _CLOCK.sub(" ", plain))
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        token = _token(match)
        if token is None:
            return None
        if token.kind:
            _append(found, token)
    return found


def _token(match: re.Match[str]) -> Token | None:
    """The match as a token, of kind "" where it is to be passed over; None where it cannot stand in a date."""
    kind, text = match.lastgroup or "", match.group()
    if kind == "iso":
        year, month, day = map(int, text.split("-"))
        return _whole(a_day(year, month, day))
    if kind == "numeric":
        day, month, year = (int(part) for part in re.findall(r"\d+", text))
        return _whole(a_day(full_year(year, len(text.rstrip()) - len(text.rstrip().rstrip("0123456789"))), month, day))
    if kind == "ordinal":
        return Token("ordinal", int(text[:-1]), text)
    if kind == "short":
        return Token("short", full_year(int(text[1:]), 2), text)
    if kind == "decade":
        return Token("decade", int(text[:-1]), text)
    if kind == "number":
        return Token("number", int(text), text)
    if text in WORDS:
        return Token(*WORDS[text], text)
    if text in _DROPPED or text in _PUNCTUATION:
        return Token("")
    if text in _HOLIDAY_WORDS:
        return Token("name", 0, text)
    if kind == "word" and len(text) >= _FUZZY_LENGTH:
        close = get_close_matches(text, _FUZZY, 1, _FUZZY_CUTOFF)
        return Token(*WORDS[close[0]], close[0]) if close else None
    return None


def _whole(day: date | None) -> Token | None:
    return None if day is None else Token("date", date=day)


def _append(found: list[Token], token: Token) -> None:
    """Append a token; ``twenty-first`` and ``twenty one`` become one."""
    small = token.kind in ("number", "ordinal") and not token.digits and 0 < token.value < 10
    if small and found:
        hyphen = found[-1].kind == "to" and found[-1].value == 1 and len(found) > 1
        before = found[-2 if hyphen else -1]
        if before.text in TENS:
            del found[-2 if hyphen else -1 :]
            token = Token(token.kind, before.value + token.value)
    found.append(token)


class Cursor:
    """A position in the tokens of one expression, told from ``anchor`` where it leaves something open."""

    def __init__(self, found: list[Token], anchor: date | None) -> None:
        self.tokens = found
        self.anchor = anchor
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token ``ahead`` of the position; a token of kind "" beyond the end."""
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else Token("")

    def take(self, *kinds: str) -> Token | None:
        """The next token where it is of one of these kinds, and a step past it."""
        token = self.peek()
        if token.kind not in kinds:
            return None
        self.at += 1
        return token

    def skip(self, *kinds: str) -> None:
        """Pass over all tokens of these kinds."""
        while self.take(*kinds) is not None:
            pass

    def ahead(self, *kinds: str) -> bool:
        """Whether the next tokens are of these kinds, in this order."""
        return all(self.peek(place).kind == kind for place, kind in enumerate(kinds))

    def take_hyphen(self) -> bool:
        """Step past a hyphen or dash between two words, where there is one."""
        hyphen = self.peek().kind == "to" and self.peek().value == 1
        self.at += hyphen
        return hyphen
