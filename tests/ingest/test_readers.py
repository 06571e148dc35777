from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from documents import docx_of, pdf

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.readers import READERS, SUFFIXES, read_document, reader_for, suffix_of

PDF = pdf([[(700.0, "Words of the Panel")]])
DOCX = docx_of("Words of the Panel")


@pytest.mark.parametrize(
    ("source", "data", "name"),
    [
        ("a.txt", b"words", "text"),
        ("a.TXT", b"<!doctype html><p>words", "text"),
        ("a.md", b"# words", "markdown"),
        ("a.html", b"words", "html"),
        ("mgAi.aspx?ID=5", b"words", "html"),
        ("https://d.example/ieListDocuments.aspx?CId=1&MId=2", b"words", "html"),
        ("https://d.example/cabinet", b"\xef\xbb\xbf <!-- saved --><!DOCTYPE html>", "html"),
        ("no-suffix", b"words", "text"),
        ("a.pdf", PDF, "pdf"),
        ("a.txt", PDF, "pdf"),
        ("a.pdf", b"<html><p>Not found", "html"),
        ("a.docx", DOCX, "docx"),
        ("a", DOCX, "docx"),
    ],
)
def test_the_reader_is_chosen_by_content_and_suffix(source: str, data: bytes, name: str) -> None:
    assert reader_for(source, data).name == name


def test_the_table_of_readers_has_each_suffix_once() -> None:
    assert sum(len(reader.suffixes) for reader in READERS) == len(SUFFIXES)
    assert all(suffix_of(f"x{suffix}") == suffix for suffix in SUFFIXES)


def test_a_document_carries_the_digest_of_its_bytes() -> None:
    data = b"Cllr Orme\r\nspoke"
    document = read_document("a.txt", data)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.text == "Cllr Orme\nspoke"


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, "words")
    return out.getvalue()


@pytest.mark.parametrize(
    ("source", "data", "cause"),
    [
        ("a.txt", b"", "is empty"),
        ("a.pdf", b"", "is empty"),
        ("a.txt", b" \n\t\n ", "is empty"),
        ("a.txt", "\u00a0\n—\n".encode(), "holds no words"),
        ("a.html", b"<html><body><script>var x</script></body></html>", "holds no words"),
        ("a.docx", docx_of("   "), "holds no words"),
        ("a.pdf", b"just words", "does not begin like a PDF"),
        ("a.docx", b"just words", "does not begin like a DOCX"),
        ("a.docx", zipped("a.txt"), "a zip file but no DOCX"),
        ("a.docx", b"{\\rtf1 words}", "is RTF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is an image"),
        ("a.txt", b"\x1f\x8b\x08\x00" + b"\0" * 50, "is a compressed file"),
        ("a.md", bytes(range(0x20)) * 9, "binary data"),
    ],
)
def test_bad_documents_name_file_cause_and_remedy(source: str, data: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause) as caught:
        read_document(source, data)
    assert caught.value.where == source
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "limits", "cause"),
    [
        (b"word " * 300, Limits(max_bytes=1_000), "more than 0.0 MB"),
        (b"word " * 300, Limits(max_chars=1_000), "1,500 characters, more than 1,000"),
    ],
)
def test_limits_of_size(data: bytes, limits: Limits, cause: str) -> None:
    with pytest.raises(LimitError, match=cause):
        read_document("a.txt", data, limits=limits)


@pytest.mark.parametrize("name", ["line.txt", "line.md", "line.html"])
def test_three_megabytes_on_one_line(name: str) -> None:
    words = "The Panel noted the report. " * 110_000
    assert read_document(name, words.encode()).text.strip() == words.strip()
