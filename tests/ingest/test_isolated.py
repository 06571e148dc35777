from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from documents import docx_of, pdf

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.readers import read_document

DOCUMENTS = {
    "a.txt": b"Plain words",
    "a.md": b"---\ntitle: T, 4 May 2021\n---\n**Bold** words \xe2\x80\x93 \xf0\x9f\x99\x82",
    "a.html": "<html><p>Words – £5</p></html>".encode(),
    "a.pdf": pdf([[(700.0, "Words in a PDF")]]),
    "a.docx": docx_of("Words in Word"),
}


@pytest.mark.parametrize("source", DOCUMENTS)
def test_it_reads_as_the_calling_process_does(source: str) -> None:
    with IsolatedReader() as reader:
        for _ in range(2):
            assert reader.read(source, DOCUMENTS[source]) == read_document(source, DOCUMENTS[source])


def test_errors_come_through_and_the_child_goes_on() -> None:
    with IsolatedReader() as reader:
        with pytest.raises(ReadError, match="ends before its end mark") as caught:
            reader.read("bad.pdf", DOCUMENTS["a.pdf"][:200])
        assert (caught.value.where, bool(caught.value.remedy)) == ("bad.pdf", True)
        with pytest.raises(LimitError, match="within one another"):
            reader.read("deep.html", b"<div>" * 200_000 + b"x")
        with pytest.raises(ReadError, match="is empty"):
            reader.read("empty.pdf", b"")
        assert reader.read("a.pdf", DOCUMENTS["a.pdf"]).text == "Words in a PDF"


def test_a_document_that_takes_too_long_is_an_error_and_the_next_one_is_read() -> None:
    with IsolatedReader(Limits(max_seconds=0.5, max_nesting=10_000_000)) as reader:
        assert reader.read("a.html", DOCUMENTS["a.html"]).text, "the start of the child does not count"
        with pytest.raises((LimitError, ReadError), match=r"took more than 0.5 seconds|ended the process"):
            reader.read("slow.html", b"<div>" * 120_000 + b"x")
        assert reader.read("a.pdf", DOCUMENTS["a.pdf"]).text == "Words in a PDF"


def test_a_document_that_needs_too_much_memory_is_an_error_and_the_next_one_is_read() -> None:
    with IsolatedReader(Limits(max_memory_mb=250)) as reader:
        assert reader.read("a.md", DOCUMENTS["a.md"]).text
        with pytest.raises(ReadError, match=r"needed more than 250 MB|ended the process"):
            reader.read("big.md", b"*a* _b_ [c](d) " * 150_000)
        assert reader.read("a.pdf", DOCUMENTS["a.pdf"]).text == "Words in a PDF"


def test_a_child_that_is_killed_is_replaced() -> None:
    before = _children()
    with IsolatedReader() as reader:
        reader.read("a.pdf", DOCUMENTS["a.pdf"])
        (child,) = _children() - before
        os.kill(child, signal.SIGKILL)
        with pytest.raises(ReadError, match="ended the process that read it"):
            reader.read("a.pdf", DOCUMENTS["a.pdf"])
        assert reader.read("a.pdf", DOCUMENTS["a.pdf"]).text == "Words in a PDF"


def test_plain_text_starts_no_process_and_closing_ends_it() -> None:
    before = _children()  # other tests may have servers running
    with IsolatedReader() as reader:
        reader.read("a.txt", DOCUMENTS["a.txt"])
        assert _children() == before
        reader.read("a.pdf", DOCUMENTS["a.pdf"])
        assert len(_children() - before) == 1
    assert _children() == before


def _children() -> set[int]:
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}
