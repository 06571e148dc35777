"""Bytes to text: UTF-8 and UTF-16 by themselves, everything else by detection, which is always said in a note."""

from __future__ import annotations

import codecs
import re
from typing import Final

import charset_normalizer

from council_minutes.errors import ReadError

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
REPLACEMENT: Final = "\ufffd"

# What British and Irish councils' systems have written: Windows, DOS and Mac Western, Latin-1, -8 (Welsh) and -9.
_LIKELY: Final = ["cp1252", "iso8859_1", "iso8859_14", "iso8859_15", "cp850", "cp437", "mac_roman"]
# A text with more control characters than this is no text (a text has none; one full of NULs is UTF-16 or damaged).
_MOST_CONTROLS: Final = 0.1
_NULS_OF_UTF16: Final = 0.3
_SAMPLE: Final = 65_536


def decode(source: str, data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` and a note where its encoding had to be guessed.

    UTF-8 is tried first and then ``declared`` (an HTML page's own word). A byte order mark of UTF-8 stays in the text
    as U+FEFF, because the offsets are those of the file; a byte order mark of UTF-16 is no character of it.

    Raises:
        ReadError: the bytes are no text in any encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(source, data, "utf-16"), ("read as UTF-16 by its byte order mark",)
    if (wide := _utf16_by_nuls(data)) is not None:
        return _strict(source, data, wide), (f"read as {wide.upper()}: every second byte is NUL",)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text, notes = _detect(source, data, declared, error)
    else:
        notes = ()
    if len(CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise ReadError(source, "holds binary data, no text", "Remove it or give it the suffix of its format")
    return text, notes


def without_controls(text: str) -> str:
    """CRLF as LF and control characters other than tab, newline and carriage return as U+FFFD; nothing else changed."""
    return CONTROL.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def _strict(source: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        cause = f"begins like {encoding.upper()} but is damaged at byte {error.start}"
        raise ReadError(source, cause, "Save it again as UTF-8") from error


def _utf16_by_nuls(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half == 0 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > _NULS_OF_UTF16 * half and even == 0:
        return "utf-16-le"
    if even > _NULS_OF_UTF16 * half and odd == 0:
        return "utf-16-be"
    return None


def _detect(source: str, data: bytes, declared: str | None, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    if declared is not None:
        try:
            return data.decode(declared), (f"read as {declared}, as the page declares",)
        except (LookupError, UnicodeDecodeError):
            pass  # a page that declares wrongly is read like one that declares nothing
    for candidates in (_LIKELY[:1], _LIKELY):
        best = charset_normalizer.from_bytes(data, cp_isolation=candidates).best()
        if best is not None:
            return str(best), (f"not UTF-8 (byte {error.start}); read as {best.encoding}, by detection",)
    raise ReadError(
        source, f"is neither UTF-8 (byte {error.start}) nor any likely encoding", "Save it again as UTF-8"
    ) from error
