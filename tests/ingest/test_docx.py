from __future__ import annotations

import io
import zipfile

import docx
import pytest
from documents import docx_of, part, saved, with_parts
from docx.oxml import parse_xml

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.docx import read_docx
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def text_of(document: docx.document.Document) -> str:
    return read_docx("a.docx", saved(document), DEFAULT_LIMITS).text


def test_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("Before")
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ("Name", "Sum", "Orme", "£4"), strict=True):
        cell.text = words
    table.rows[1].cells[0].add_table(1, 1).cell(0, 0).text = "inner"
    document.add_paragraph("After")
    assert text_of(document) == "Before\n\nName | Sum\nOrme\ninner | £4\n\nAfter"


def test_numbers_that_word_draws() -> None:
    document = docx.Document()
    for words in ("first", "second"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("a point", style="List Bullet")
    document.add_paragraph("third", style="List Number")
    assert text_of(document) == "1. first\n\n2. second\n\n• a point\n\n3. third"


def test_numbers_of_several_levels_start_again() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f"""<w:abstractNum {W} w:abstractNumId="90">
            <w:lvl w:ilvl="0"><w:start w:val="7"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1(%2)"/></w:lvl>
            </w:abstractNum>"""
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for words, level in (("item", 0), ("limb", 1), ("limb", 1), ("item", 0), ("limb", 1)):
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'))
    assert text_of(document) == "7. item\n\n7(i) limb\n\n7(ii) limb\n\n8. item\n\n8(i) limb"


def test_insertions_and_content_controls_are_words_and_deletions_are_none() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The Panel ")._p
    paragraph.append(parse_xml(f"<w:ins {W}><w:r><w:t>agreed</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {W}><w:r><w:delText>refused</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:sdt {W}><w:sdtContent><w:r><w:tab/><w:t>it.</w:t></w:r></w:sdtContent></w:sdt>"))
    assert text_of(document) == "The Panel agreed\tit."


def test_the_title_is_taken_from_the_properties() -> None:
    document = docx.Document()
    document.add_paragraph("Words")
    document.core_properties.title = "Standards Committee, 9 June 2020"
    meta = read_docx("a.docx", saved(document), DEFAULT_LIMITS).meta
    assert meta.title == "Standards Committee, 9 June 2020"
    assert str(meta.meeting_date) == "2020-06-09"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * 40_000_000)
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>'


@pytest.mark.parametrize(
    ("data", "error", "cause"),
    [
        (b"plain words", ReadError, "is no DOCX"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ReadError, "old Word document"),
        (docx_of("words")[:900], ReadError, "is no DOCX"),
        (bomb(), LimitError, "unpacks from"),
        (with_parts(docx_of("a"), {"word/document.xml": LAUGHS}), ReadError, "declares a document type"),
        (with_parts(docx_of("a"), {"word/document.xml": OUTSIDE}), ReadError, "declares a document type"),
        (with_parts(docx_of("a"), {"word/document.xml": LAUGHS.decode().encode("utf-16")}), ReadError, "document type"),
        (with_parts(docx_of("a"), {"docProps/core.xml": OUTSIDE}), ReadError, "docProps/core.xml"),
        (with_parts(docx_of("a"), {"word/document.xml": b"<broken"}), ReadError, "damaged DOCX"),
        (with_parts(docx_of("a"), {"[Content_Types].xml": b"<Types/>"}), ReadError, "damaged DOCX"),
    ],
)
def test_bad_files(data: bytes, error: type[ReadError], cause: str) -> None:
    with pytest.raises(error, match=cause) as caught:
        read_docx("bad.docx", data, DEFAULT_LIMITS)
    assert caught.value.where == "bad.docx"
    assert caught.value.remedy


def test_damage_anywhere_is_an_error_or_leaves_the_text_whole() -> None:
    whole = docx_of("The Panel agreed to note the report.")
    for at in range(0, len(whole) - 40, 97):
        try:
            read = read_docx("a.docx", whole[:at] + whole[at + 40 :], DEFAULT_LIMITS)
        except ReadError as error:
            assert error.where == "a.docx"
        else:
            assert read.text == "The Panel agreed to note the report."


def test_tables_nested_too_deeply() -> None:
    inner = "<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
    for _ in range(30):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    package = docx_of("a")
    content = part(package, "word/document.xml").replace(b"<w:body>", b"<w:body>" + inner.encode())
    data = with_parts(package, {"word/document.xml": content})
    assert "deep" in read_docx("a.docx", data, DEFAULT_LIMITS).text
    with pytest.raises(LimitError, match="nested too deeply"):
        read_docx("a.docx", data, Limits(max_nesting=20))
