"""Two annotations of the same text compared, and made into one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from council_minutes.cli.annotations import app
from council_minutes.corpus.adjudication import adjudicate
from council_minutes.corpus.agreement import compare, disagreements
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import parse, read_folder, render
from council_minutes.errors import AnnotationError


def document(body: str, key: str = "doc") -> AnnotatedDocument:
    parsed = parse(f"<minutes>\n{body}</minutes>", key)
    assert parsed.faults == ()
    return parsed.document


BOTH = '<ROLE id="r">Cllr</ROLE> <PERSON id="p" HOLDS="r">Ng</PERSON> said costs rose.'
# name -> (one annotation, the other, (kind, first reading, second reading) of each disagreement)
CASES = {
    "the same": (BOTH, BOTH, []),
    "one has a mark more": (
        "<ORG>Ofsted</ORG> came to <COUNCIL>Leeds</COUNCIL>",
        "<ORG>Ofsted</ORG> came to Leeds",
        [("entity", "COUNCIL “Leeds”", "")],
    ),
    "another label": (
        "<ORG>Leeds</ORG> came",
        "<COUNCIL>Leeds</COUNCIL> came",
        [("entity", "ORG “Leeds”", "COUNCIL “Leeds”")],
    ),
    "an entity's other end": (
        "<PERSON>A Ng</PERSON> came",
        "A <PERSON>Ng</PERSON> came",
        [("entity", "PERSON “A Ng”", "PERSON “Ng”")],
    ),
    "a span's other end": (
        "<FINDING>costs rose again</FINDING>",
        "<FINDING>costs rose</FINDING> again",
        [("extent", "FINDING “costs rose again”", "FINDING “costs rose”")],
    ),
    "spans with little in common": (
        "<FINDING>costs rose again and again</FINDING>",
        "<FINDING>costs</FINDING> rose again and again",
        [("span", "FINDING “costs rose again and again”", "FINDING “costs”")],
    ),
    "attributes": (
        '<FINDING direction="up" against="target">costs rose</FINDING>',
        '<FINDING direction="up">costs rose</FINDING>',
        [("attributes", "FINDING against=target direction=up", "FINDING direction=up")],
    ),
    "a relation": (
        BOTH,
        '<ROLE id="r">Cllr</ROLE> <PERSON>Ng</PERSON> said costs rose.',
        [("relation", "PERSON “Ng” HOLDS ROLE “Cllr”", "")],
    ),
    "a relation of a mark that only one has": (
        BOTH,
        "<ROLE>Cllr</ROLE> Ng said costs rose.",
        [("entity", "PERSON “Ng”", ""), ("relation", "PERSON “Ng” HOLDS ROLE “Cllr”", "")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_disagreements(name: str) -> None:
    one, other, expected = CASES[name]
    found = disagreements(document(one), document(other))
    assert [(d.kind, d.first, d.second) for d in found] == expected
    mirrored = disagreements(document(other), document(one))
    assert [(d.kind, d.second, d.first) for d in mirrored] == expected


def test_the_place_stands_in_its_context() -> None:
    (found,) = disagreements(document(f"{'x ' * 40}<ORG>Ofsted</ORG>\ncame"), document(f"{'x ' * 40}Ofsted\ncame"))
    assert found.start == 80
    assert found.context.startswith("…x x")
    assert found.context.endswith("«Ofsted» came")


def test_scores() -> None:
    one = [document("<ORG>A</ORG> <ORG>B</ORG> <FINDING>costs rose again</FINDING>")]
    other = [document("<ORG>A</ORG> B <FINDING>costs rose</FINDING> again")]
    scores = compare(one, other).scores
    assert scores.entities.prf().f1 == pytest.approx(2 / 3)
    assert scores.spans.prf().f1 == 1.0


def test_texts_that_differ_are_an_error() -> None:
    with pytest.raises(AnnotationError, match="the text differs from character 5: 'left', 'came'"):
        compare([document("They left")], [document("They came")])


def test_sets_with_nothing_in_common_are_an_error() -> None:
    with pytest.raises(AnnotationError, match="no document in common"):
        compare([document("x", "a")], [document("x", "b")])


# name -> (one, other, what is kept)
MERGED = {
    "the same": (BOTH, BOTH, BOTH),
    "lone marks go": ("<ORG>A</ORG> <ORG>B</ORG>", "<ORG>A</ORG> B", "<ORG>A</ORG> B"),
    "the shorter span stays": (
        "<FINDING>costs rose again</FINDING>",
        "<FINDING>costs rose</FINDING> again",
        "<FINDING>costs rose</FINDING> again",
    ),
    "common attributes stay": (
        '<FINDING direction="up" against="target">costs rose</FINDING>',
        '<FINDING direction="up" against="previous">costs rose</FINDING>',
        '<FINDING direction="up">costs rose</FINDING>',
    ),
    "a relation goes with its mark": (
        BOTH,
        "<ROLE>Cllr</ROLE> Ng said costs rose.",
        "<ROLE>Cllr</ROLE> Ng said costs rose.",
    ),
}


@pytest.mark.parametrize("name", MERGED)
def test_adjudicate(name: str) -> None:
    one, other, kept = MERGED[name]
    (merged,) = adjudicate([document(one)], [document(other)]).documents
    assert render(merged) == render(document(kept))


def test_the_shorter_span_gives_way_where_it_would_cross() -> None:
    one = document("<FINDING>costs in <ORG>A B</ORG></FINDING> rose")
    (finding,) = one.annotations.spans
    shorter = replace(finding, end=finding.end - len(" B"))
    other = replace(one, annotations=replace(one.annotations, spans=(shorter,)))
    (merged,) = adjudicate([one], [other]).documents
    assert render(merged) == render(one)


def test_the_commands(tmp_path: Path) -> None:
    for name, body in (("anna", BOTH), ("ben", "<ROLE>Cllr</ROLE> Ng said costs rose.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "doc.xml").write_text(render(document(body)), encoding="utf-8")
    anna, ben, out = str(tmp_path / "anna"), str(tmp_path / "ben"), str(tmp_path / "out")

    told = CliRunner().invoke(app, ["agreement", anna, ben]).output
    assert "doc, character 5, entity: Cllr «Ng» said costs rose." in told
    assert "entities (exact): F1 66.7" in told
    assert "relations: F1 0.0" in told

    result = CliRunner().invoke(app, ["adjudicate", anna, ben, "--out", out])
    assert result.exit_code == 0, result.output
    assert [mark.label for mark in read_folder(tmp_path / "out")[0].annotations.marks()] == ["ROLE"]
    page = (tmp_path / "out" / "TO-SETTLE.md").read_text(encoding="utf-8")
    assert "- [ ] entity, character 5: Cllr «Ng» said costs rose." in page
    assert CliRunner().invoke(app, ["adjudicate", anna, ben, "--out", out]).exit_code == 1
