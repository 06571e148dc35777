"""Each fault is told with its line and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.vocab import Vocab
from typer.testing import CliRunner

from council_minutes.cli.annotations import app
from council_minutes.components.tokenizer import MinutesTokenizer
from council_minutes.corpus.check import CheckReport, check
from council_minutes.errors import AnnotationError

CLEAN = '<minutes date="2024-03-05">\n<ROLE id="r1">Cllr</ROLE> <PERSON HOLDS="r1">Ng</PERSON> left.</minutes>'


def checked(folder: Path, *contents: str) -> CheckReport:
    for number, content in enumerate(contents):
        (folder / f"doc-{number}.xml").write_text(content, encoding="utf-8")
    return check(folder, MinutesTokenizer(Vocab()))


def test_a_clean_set_is_counted(tmp_path: Path) -> None:
    report = checked(tmp_path, CLEAN)
    assert report.faults == []
    assert (report.documents, report.words) == (1, 3)
    assert report.labels == {"ROLE": 1, "PERSON": 1}
    assert report.relations == {"HOLDS": 1}


# body of the document -> (line, part of the cause, part of the remedy)
FAULTS = {
    "Line\n<THING>x</THING>": (3, "unknown label THING", "Use a label"),
    "<ORG>the <PERSON>Ng</PERSON></ORG>": (2, "PERSON inside another entity", "entities are flat"),
    '<ROLE HOLDS="r">Cllr</ROLE> <ROLE id="r">Mayor</ROLE>': (2, "ROLE cannot head HOLDS", "PERSON"),
    '<FINDING direction="sideways">it moved</FINDING>': (2, "direction='sideways' is no value", "up, down, stable"),
    '<ORG colour="red">Ofsted</ORG>': (2, "unknown attribute colour on ORG", "Remove it"),
    '<ROLE id="r">Cllr</ROLE> <ROLE id="r">Mayor</ROLE>': (2, "id r is used twice", "an id of its own"),
    '\n<PERSON HOLDS="r9">Ng</PERSON>': (3, "HOLDS=r9: no such id", "mend the id"),
    '<ORG id="o">A</ORG> <PERSON HOLDS="o">Ng</PERSON>': (2, "a ORG is no tail of it", "Name a ROLE"),
    "<PERSON> Ng</PERSON>": (2, "begins or ends with white space", "Move the tags"),
    "a <PERSON></PERSON>": (2, "is empty", "Move the tags"),
    "x\ny <FIGURE>2</FIGURE>.5": (3, "FIGURE '2' cuts a token in 'x\\ny 2.5'", "whole words and numbers"),
    "<FINDING><FINDING>it rose</FINDING></FINDING>": (2, "FINDING 'it rose' is marked twice", "Remove one pair"),
    '<ROLE id="r">Cllr</ROLE> <PERSON HOLDS="r r">Ng</PERSON>': (2, "HOLDS=r stands twice", "each tail once"),
    "   ": (1, "the document has no text", "remove the file"),
    "a <b": (2, "not well-formed XML", "Mend the tag"),
}


@pytest.mark.parametrize(("body", "fault"), FAULTS.items(), ids=[fault[1] for fault in FAULTS.values()])
def test_a_fault(tmp_path: Path, body: str, fault: tuple[int, str, str]) -> None:
    (found,) = checked(tmp_path, f"<minutes>\n{body}</minutes>").faults
    line, cause, remedy = fault
    assert (found.path.name, found.fault.line) == ("doc-0.xml", line)
    assert cause in found.fault.cause
    assert remedy in found.fault.remedy


@pytest.mark.parametrize("date", ["5 March 2024", "20240305", "2024-02-30"])
def test_a_meeting_date_that_is_none(tmp_path: Path, date: str) -> None:
    (found,) = checked(tmp_path, f'<minutes date="{date}">\nText.</minutes>').faults
    assert "YYYY-MM-DD" in found.fault.remedy


def test_the_same_text_twice_and_the_same_key_twice(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "doc-0.xml").write_text("<minutes>\nAnother.</minutes>")
    causes = [fault.fault.cause for fault in checked(tmp_path, CLEAN, CLEAN.replace("left", "left")).faults]
    assert any("same text" in cause for cause in causes)
    assert any("same key" in cause for cause in causes)


def test_one_broken_file_does_not_hide_the_next(tmp_path: Path) -> None:
    report = checked(tmp_path, "<minutes>", "<!DOCTYPE x><minutes>a</minutes>", "<minutes>\n<X>b</X></minutes>", CLEAN)
    assert [fault.path.name for fault in report.faults] == ["doc-0.xml", "doc-1.xml", "doc-2.xml"]
    assert report.documents == 2


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="no annotated documents"):
        checked(tmp_path)


def test_the_command_exits_with_1_on_a_fault(tmp_path: Path) -> None:
    (tmp_path / "doc.xml").write_text("<minutes>\n<X>b</X></minutes>")
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert f"{tmp_path}/doc.xml:2: unknown label X. Use a label" in result.output
    (tmp_path / "doc.xml").write_text(CLEAN)
    assert CliRunner().invoke(app, ["check", str(tmp_path)]).exit_code == 0
