"""What is pushed to a real server comes back as it was, and only once."""

from __future__ import annotations

from pathlib import Path

import pytest
from doccano_server import Connect
from nasty_documents import nasty_documents
from typer.testing import CliRunner

from council_minutes.cli.annotations import app
from council_minutes.corpus.doccano_jsonl import ATTRIBUTE_LABELS, content
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.doccano.pull import pull
from council_minutes.doccano.push import push
from council_minutes.labels import ENTITY_LABELS, RELATIONS, SPAN_LABELS

pytestmark = pytest.mark.doccano


@pytest.mark.usefixtures("as_admin")
def test_the_whole_corpus_by_the_command_line(corpus: Path, tmp_path: Path) -> None:
    documents = read_folder(corpus)
    runner = CliRunner()
    first = runner.invoke(app, ["push", str(corpus), "--project", "Corpus"])
    assert first.exit_code == 0, first.output
    assert f"created: {len(documents):,} documents uploaded, 0 were there" in first.output

    second = runner.invoke(app, ["push", str(corpus), "--project", "Corpus"])
    assert second.exit_code == 0, second.output
    assert f"found: 0 documents uploaded, {len(documents):,} were there" in second.output

    pulled = runner.invoke(app, ["pull", "--project", "Corpus", "--out", str(tmp_path / "out"), "--all"])
    assert pulled.exit_code == 0, pulled.output
    back = read_folder(tmp_path / "out" / "all")
    assert [content(document) for document in back] == [content(document) for document in documents]


def test_nasty_texts(connect: Connect) -> None:
    documents = nasty_documents()
    with connect() as connection:
        report = push(connection, documents, "Nasty")
        assert report.uploaded == [document.key for document in documents]
        pulled = pull(connection, "Nasty", confirmed=False, originals=documents)
    assert pulled.problems == []
    back = pulled.documents["all"]
    assert [content(back[document.key]) for document in documents] == [content(document) for document in documents]


def test_a_set_that_grew(connect: Connect) -> None:
    documents = nasty_documents()[:4]
    with connect() as connection:
        push(connection, documents[:2], "Growing")
        report = push(connection, documents, "Growing")
        assert (report.created, report.present, report.uploaded) == (False, ["emoji", "start"], ["quote", "crlf"])
        assert sorted(pull(connection, "Growing", confirmed=False).documents["all"]) == [
            "crlf",
            "emoji",
            "quote",
            "start",
        ]


def test_the_project_has_every_label_and_the_guidelines(connect: Connect) -> None:
    with connect() as connection:
        project = push(connection, nasty_documents()[:1], "Labels").project
        spans, relations = (
            {
                label["text"]: label["suffix_key"]
                for label in connection.call("label_types", project=project.id, type=kind)
            }
            for kind in ("span", "relation")
        )
        found = next(row for row in connection.call("projects") if row["name"] == "Labels")
    assert spans.keys() == {*ENTITY_LABELS, *SPAN_LABELS, *ATTRIBUTE_LABELS}
    assert relations.keys() == RELATIONS.keys()
    assert len(set(spans.values())) == len(spans)
    assert found["guideline"].startswith("# Annotation guidelines")
    assert found["collaborative_annotation"]
