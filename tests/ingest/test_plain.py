from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.errors import ReadError
from council_minutes.ingest.limits import DEFAULT_LIMITS
from council_minutes.ingest.plain import read_plain

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def contract(data: bytes) -> str:
    """What the tables promise: CRLF as LF, control characters as U+FFFD, nothing else changed."""
    return CONTROL.sub("\ufffd", data.decode("utf-8").replace("\r\n", "\n"))


@pytest.mark.parametrize(
    "written",
    [
        "1.\tApologies\n\u00a0\n\u00b7\u00a0\u00a0\u00a0 Cllr Orme\n",
        "|\na) | agreed\n|\n",
        "One line<br />another line<br />",
        "Line\r\nline\r\n\r\nlast",
        "page one\x0cpage two\x00 end",
        "lone\rreturn",
        "\ufeffMinutes of the meeting",
        "Cáthaoirleach Ó Briain – £1.2m 🙂 end",
    ],
)
def test_the_text_is_the_file_s_own(written: str) -> None:
    data = written.encode()
    read = read_plain("a.txt", data, DEFAULT_LIMITS)
    assert read.text == contract(data)
    assert read.notes == ()


def test_crlf_offsets_map_to_the_file() -> None:
    source = "ab\r\ncd\r\n\r\nef"
    read = read_plain("a.txt", source.encode(), DEFAULT_LIMITS)
    assert read.text == "ab\ncd\n\nef"
    assert read.offset_map is not None
    assert read.offset_map.to_source(read.text.index("ef")) == source.index("ef")
    assert read.offset_map.to_source_span(2, 3) == (2, 4), "the line's end is two characters of the file"


@given(st.text(st.sampled_from("ab\r\n é"), max_size=60).filter(str.strip))
def test_offsets_of_any_mixture_of_line_ends(written: str) -> None:
    read = read_plain("a.txt", written.encode(), DEFAULT_LIMITS)
    assert read.text == contract(written.encode())
    assert read.offset_map is not None
    for at, character in enumerate(read.text):
        where = read.offset_map.to_source(at)
        assert written[where] == character or (character == "\n" and written[where : where + 2] == "\r\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_said(encoding: str) -> None:
    written = "The Panel agreed to note the report – £5."
    read = read_plain("a.txt", written.encode(encoding), DEFAULT_LIMITS)
    assert read.text == written
    assert "UTF-16" in read.notes[0]


def test_windows_1252_is_detected_and_said() -> None:
    written = "The Chairman’s report – “noted”. Spending was £4.2m, café takings €900.\n" * 3
    read = read_plain("a.txt", written.encode("cp1252"), DEFAULT_LIMITS)
    assert read.text == written
    assert "cp1252, by detection" in read.notes[0]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (bytes(range(256)) * 20, "nor any likely encoding"),
        (bytes(range(0x20)) * 20, "binary data"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "damaged at byte"),
        (b"\x00" * 1000, "binary data"),
    ],
)
def test_what_is_no_text_is_an_error(data: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause) as caught:
        read_plain("a.txt", data, DEFAULT_LIMITS)
    assert caught.value.where == "a.txt"
    assert caught.value.remedy
