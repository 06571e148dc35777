"""What people do in doccano comes back: theirs alone where marks are apart, told where it has no place in our form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from doccano_server import Connect, Person
from nasty_documents import marked, nasty_documents
from typer.testing import CliRunner

from council_minutes.cli.annotations import app
from council_minutes.corpus.doccano_jsonl import content
from council_minutes.corpus.inline_xml import read, read_folder
from council_minutes.doccano.connection import DoccanoError
from council_minutes.doccano.pull import pull
from council_minutes.doccano.push import push

pytestmark = pytest.mark.doccano

TEXT = "Cllr Ng asked 🎉 whether costs rose."
PLAIN = [marked(f"plain-{number}", f"{TEXT} {number}", ("ROLE", "Cllr"), ("PERSON", "Ng")) for number in range(3)]


def in_units(quote: str) -> tuple[int, int]:
    """Where the page sees a quote: in UTF-16 units."""
    start = len(TEXT[: TEXT.index(quote)].encode("utf-16-le")) // 2
    return start, start + len(quote.encode("utf-16-le")) // 2


@pytest.mark.usefixtures("as_admin")
def test_only_confirmed_documents_come_back(connect: Connect, admin: Person, tmp_path: Path) -> None:
    with connect() as connection:
        project = push(connection, PLAIN, "Confirmed").project.id
    admin.confirm(project, admin.documents(project)["plain-1"])
    result = CliRunner().invoke(app, ["pull", "--project", "Confirmed", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert [content(document) for document in read_folder(tmp_path / "out" / "all")] == [content(PLAIN[1])]
    again = CliRunner().invoke(app, ["pull", "--project", "Confirmed", "--out", str(tmp_path / "out")])
    assert again.exit_code == 1
    assert "is not empty" in again.output


@pytest.mark.usefixtures("as_admin")
def test_each_annotator_has_a_folder(
    connect: Connect, admin: Person, annotators: dict[str, Person], tmp_path: Path
) -> None:
    with connect() as connection:
        project = push(connection, PLAIN, "Folders", shared=False).project.id
    numbers = admin.documents(project)
    for name, person in annotators.items():
        admin.add_member(project, name, "annotator")
        person.mark(project, numbers["plain-0"], "FINDING", *in_units("costs rose"))
        person.confirm(project, numbers["plain-0"])
    annotators["anna"].mark(project, numbers["plain-0"], "direction=up", *in_units("costs rose"))
    result = CliRunner().invoke(app, ["pull", "--project", "Folders", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    (anna,), (ben,) = (read(tmp_path / "out" / name / "plain-0.xml").annotations.spans for name in ("anna", "ben"))
    start = TEXT.index("costs rose")
    assert (anna.start, anna.end, dict(anna.attributes)) == (start, start + len("costs rose"), {"direction": "up"})
    assert (ben.start, ben.end, dict(ben.attributes)) == (start, start + len("costs rose"), {})


@pytest.mark.usefixtures("as_admin")
def test_what_does_not_fit_is_told_and_the_rest_comes_back(connect: Connect, admin: Person, tmp_path: Path) -> None:
    with connect() as connection:
        project = push(connection, PLAIN, "Faulty").project.id
    numbers = admin.documents(project)
    first = numbers["plain-0"]
    asked = admin.mark(project, first, "QUESTION", *in_units("Cllr Ng asked 🎉 whether costs"))
    admin.mark(project, first, "FINDING", *in_units("costs rose"))  # crosses the question
    admin.mark(project, first, "ORG", *in_units("Ng asked"))  # overlaps the person, and is longer
    admin.mark(project, first, "DATE", 30, 900)
    role = admin.mark(project, first, "ROLE", *in_units("Cllr"))
    admin.relate(project, first, "MADE_BY", role, asked)  # the wrong way round
    second = numbers["plain-1"]
    changed = admin.ask(f"projects/{project}/examples/{second}") | {"text": TEXT.replace("costs", "Costs") + " 1"}
    admin.ask(f"projects/{project}/examples/{second}", changed, method="PUT")
    with connect() as connection:
        pulled = pull(connection, "Faulty", confirmed=False, originals=PLAIN)
    told = {(problem.key, problem.position): problem.cause for _, problem in pulled.problems}
    assert "crosses" in told["plain-0", TEXT.index("costs")]
    assert "overlaps" in told["plain-0", TEXT.index("Ng")]
    assert "outside the text" in told["plain-0", 30]
    assert "MADE_BY cannot go from ROLE" in told["plain-0", 0]
    assert "not the one that was uploaded" in told["plain-1", TEXT.index("costs")]
    assert len(pulled.problems) == len(told) == 5
    back = pulled.documents["all"]
    assert sorted(back) == ["plain-0", "plain-2"]
    assert [mark.label for mark in back["plain-0"].annotations.marks()] == ["ROLE", "ORG", "QUESTION"]
    assert content(back["plain-2"]) == content(PLAIN[2])

    result = CliRunner().invoke(app, ["pull", "--project", "Faulty", "--all", "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "crosses" in (tmp_path / "out" / "LEFT-OUT.md").read_text(encoding="utf-8")
    kept = (tmp_path / "out" / "left-out-all.jsonl").read_text(encoding="ascii").splitlines()
    assert [json.loads(line)["key"] for line in kept] == ["plain-0", "plain-1"]
    assert [document.key for document in read_folder(tmp_path / "out" / "all")] == ["plain-0", "plain-2"]


def test_a_person_s_work_survives_another_push(connect: Connect, admin: Person) -> None:
    with connect() as connection:
        project = push(connection, PLAIN, "Worked on").project.id
        admin.mark(project, admin.documents(project)["plain-0"], "FINDING", *in_units("costs rose"))
        assert push(connection, PLAIN, "Worked on").uploaded == []
        (span,) = pull(connection, "Worked on", confirmed=False).documents["all"]["plain-0"].annotations.spans
    assert span.label == "FINDING"


@pytest.mark.usefixtures("as_admin")
def test_a_pipeline_s_marks_instead_of_the_set_s(connect: Connect, rule_model: Path, corpus: Path) -> None:
    source = sorted(corpus.glob("*.xml"))[0]
    arguments = ["push", str(source), "--project", "Predicted", "--model", str(rule_model)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    with connect() as connection:
        back = pull(connection, "Predicted", confirmed=False).documents["all"][source.stem]
    original = read(source)
    assert back.text == original.text
    assert dict(back.meta) == dict(original.meta)
    assert {mark.label for mark in back.annotations.entities} <= {"PERSON", "ROLE", "BODY", "FIGURE", "DATE"}
    assert content(back) != content(original)


def test_a_changed_text_is_refused_before_anything_is_uploaded(connect: Connect) -> None:
    documents = nasty_documents()[1:3]
    with connect() as connection:
        push(connection, documents, "Texts")
        other = [marked("start", "Another text."), marked("new", "A new one.")]
        with pytest.raises(DoccanoError, match="another text: start"):
            push(connection, other, "Texts")
        assert "new" not in pull(connection, "Texts", confirmed=False).documents["all"]
