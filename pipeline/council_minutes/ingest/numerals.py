"""List numbers as word processors and browsers draw them."""

from __future__ import annotations

from typing import Final

_ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST_ROMAN: Final = 3999


def numeral(number: int, style: str) -> str:
    """``number`` in a style named as in WordprocessingML (ST_NumberFormat): decimal, decimalZero, lowerLetter, ...

    A style that is not known, and a number that a style cannot write, give the decimal number.
    """
    match style:
        case "lowerLetter" | "upperLetter" if number > 0:
            times, letter = divmod(number - 1, 26)
            written = chr(ord("a") + letter) * (times + 1)
        case "lowerRoman" | "upperRoman" if 0 < number <= _MOST_ROMAN:
            written = _roman(number)
        case "decimalZero":
            return f"{number:02d}"
        case _:
            return str(number)
    return written.upper() if style.startswith("upper") else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written
