"""What doccano would drop or change is refused before anything is uploaded; needs no server."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest
from nasty_documents import nasty_documents
from typer.testing import CliRunner

from council_minutes.annotations import Annotations, Mark
from council_minutes.cli.annotations import app
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.doccano.push import refusals


def with_marks(*marks: tuple[str, int, int], text: str = "Cllr Ng asked.") -> AnnotatedDocument:
    entities = [Mark(f"m{n}", *mark) for n, mark in enumerate(marks) if mark[0] in {"PERSON", "ROLE", "ORG"}]
    spans = [Mark(f"m{n}", *mark) for n, mark in enumerate(marks) if mark[0] not in {"PERSON", "ROLE", "ORG"}]
    return AnnotatedDocument("doc", text, annotations=Annotations(tuple(entities), tuple(spans)))


def with_meta(**meta: str) -> AnnotatedDocument:
    return AnnotatedDocument("doc", "text", MappingProxyType(meta))


# name -> (documents, part of the refusal)
REFUSED = {
    "no text": ([AnnotatedDocument("doc", "")], "has no text"),
    "metadata named id": ([with_meta(id="7")], "doccano uses id for itself"),
    "metadata named label": ([with_meta(label="7")], "doccano uses label for itself"),
    "empty metadata": ([with_meta(title="")], "attribute title is empty"),
    "an empty mark": ([with_marks(("ORG", 3, 3))], "ORG at 3-3 is empty"),
    "a mark outside the text": ([with_marks(("ORG", 3, 99))], "ORG at 3-99 is empty or lies outside"),
    "the same mark twice": ([with_marks(("ORG", 0, 4), ("ORG", 0, 4))], "would not come back"),
    "marks that cross": ([with_marks(("DECISION", 0, 7), ("ACTION", 5, 9))], "crosses"),
    "entities that overlap": ([with_marks(("PERSON", 0, 7), ("ROLE", 0, 4))], "overlaps"),
    "the same key twice": ([with_meta(), with_meta()], "stands 2 times in the set"),
    "a control character": ([with_marks(text="a\x00b")], "control character"),
    "a lone surrogate": ([with_marks(text="a\ud800b")], "control character"),
    "a key with a slash": ([AnnotatedDocument("../doc", "text")], "no usable key"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal(name: str) -> None:
    documents, part = REFUSED[name]
    (problem,) = refusals(documents)
    assert part in problem.cause
    assert problem.remedy


def test_nasty_documents_are_not_refused() -> None:
    assert refusals(nasty_documents()) == []


def test_the_command_uploads_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text("<minutes>\nGood.</minutes>")
    (tmp_path / "bad.xml").write_text('<minutes id="7">\nBad.</minutes>')
    result = CliRunner().invoke(
        app,
        ["push", str(tmp_path), "--project", "P"],
        env={"DOCCANO_URL": "http://127.0.0.1:9", "DOCCANO_USERNAME": "anna", "DOCCANO_PASSWORD": "x"},
    )
    assert result.exit_code == 1
    assert "refused: bad: doccano uses id for itself. Rename the attribute" in result.output
    assert "Nothing was uploaded" in result.output
