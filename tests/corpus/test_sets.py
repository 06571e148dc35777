"""Annotation sets counted, laid out by style and committee, converted, and held against real minutes."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.tokens import DocBin
from spacy.vocab import Vocab
from typer.testing import CliRunner

from council_minutes.cli.annotations import app
from council_minutes.components.tokenizer import MinutesTokenizer
from council_minutes.corpus import docbin
from council_minutes.corpus.coverage import as_markdown, cover
from council_minutes.corpus.doccano_jsonl import content
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import parse, read_folder
from council_minutes.corpus.overlap import SharedRun, shared_runs
from council_minutes.corpus.stats import NOT_SAID, count
from council_minutes.errors import AnnotationError
from council_minutes.labels import ENTITY_LABELS, SPAN_LABELS

CORPUS = Path(__file__).parents[2] / "annotations" / "corpus"
runner = CliRunner()


def make(key: str, body: str, **meta: str) -> AnnotatedDocument:
    attributes = "".join(f' {name}="{value}"' for name, value in meta.items())
    return parse(f"<minutes{attributes}>\n{body}</minutes>", key).document


def test_stats() -> None:
    stats = count(
        [
            make("a", '<FINDING direction="up">costs rose</FINDING>', council="X", style="terse", nation="Wales"),
            make("b", "<ORG>Ofsted</ORG> came", council="X"),
        ]
    )
    assert (stats.documents, stats.words, stats.councils) == (2, 4, {"X": 2})
    assert stats.marks == {"FINDING": 1, "ORG": 1}
    assert stats.attributes == {"direction=up": 1}
    assert stats.kinds["style"] == {"terse": 1, NOT_SAID: 1}
    assert stats.parts.total() == 2
    assert len(stats.parts) == 1  # one council, one side


def every_label(key: str, style: str, committee: str) -> AnnotatedDocument:
    body = " ".join(f"<{label}>x</{label}>" for label in (*ENTITY_LABELS, *SPAN_LABELS))
    return make(key, body, style=style, committee=committee)


def test_coverage_tells_the_cells_without_an_example() -> None:
    covered = cover([every_label("a", "terse", "health"), make("b", "<ORG>x</ORG>", style="terse", committee="place")])
    assert ("ORG", "terse", "place") not in covered.empty()
    assert ("VOTE", "terse", "place") in covered.empty()
    assert len(covered.empty()) == len(ENTITY_LABELS) + len(SPAN_LABELS) - 1
    assert "| terse | 1 | **0** | 1 |" in as_markdown(covered)


def test_a_pair_of_style_and_committee_without_a_document_is_empty() -> None:
    covered = cover([every_label("a", "terse", "health"), every_label("b", "webpage", "place")])
    assert ("ORG", "terse", "place") in covered.empty()


@pytest.mark.parametrize(
    ("documents", "status"),
    [
        ([("a", ' style="terse" committee="health"', "all")], 0),
        ([("a", ' style="terse" committee="health"', "<ORG>x</ORG>")], 1),
        ([("a", "", "all")], 1),
    ],
)
def test_the_coverage_command_is_strict(documents: list[tuple[str, str, str]], status: int, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for key, attributes, body in documents:
        whole = " ".join(f"<{label}>x</{label}>" for label in (*ENTITY_LABELS, *SPAN_LABELS))
        (folder / f"{key}.xml").write_text(f"<minutes{attributes}>\n{whole if body == 'all' else body}</minutes>")
    result = runner.invoke(app, ["coverage", str(folder), "--strict"])
    assert result.exit_code == status, result.output
    assert (tmp_path / "COVERAGE.md").exists()
    assert runner.invoke(app, ["coverage", str(folder)]).exit_code == 0
    assert ("without style or committee: a" in result.output) == (not documents[0][1])


@pytest.mark.parametrize("suffix", [".spacy", ".jsonl"])
def test_the_corpus_converted_and_back(suffix: str, tmp_path: Path) -> None:
    between, back = tmp_path / f"set{suffix}", tmp_path / "back"
    assert runner.invoke(app, ["convert", str(CORPUS), str(between)]).exit_code == 0
    result = runner.invoke(app, ["convert", str(between), str(back)])
    assert result.exit_code == 0, result.output
    originals = read_folder(CORPUS)
    assert [content(document) for document in read_folder(back)] == [content(document) for document in originals]
    again = runner.invoke(app, ["convert", str(CORPUS), str(between)])
    assert (again.exit_code, "exists" in again.output) == (1, True)


def test_a_mark_that_cuts_a_token_cannot_become_a_docbin(tmp_path: Path) -> None:
    (tmp_path / "doc.xml").write_text("<minutes>\n<FIGURE>2</FIGURE>.5</minutes>")
    result = runner.invoke(app, ["convert", str(tmp_path), str(tmp_path / "set.spacy")])
    assert result.exit_code == 1
    assert "cuts a token" in result.output


def test_a_file_that_is_no_docbin(tmp_path: Path) -> None:
    (tmp_path / "set.spacy").write_bytes(b"nothing of the kind")
    with pytest.raises(AnnotationError, match="is no DocBin"):
        docbin.read(tmp_path / "set.spacy")


def test_a_docbin_of_another_make(tmp_path: Path) -> None:
    box = DocBin(docs=[MinutesTokenizer(Vocab())("Text.")])
    (tmp_path / "set.spacy").write_bytes(box.to_bytes())
    with pytest.raises(AnnotationError, match="document 0 has no key"):
        docbin.read(tmp_path / "set.spacy")


REAL = "The lamp by the old mill went out again on Tuesday and nobody came."
# text -> runs of five words or more that it shares with REAL
OVERLAPS = {
    "Nothing shared at all here.": [],
    "He said the LAMP by the old mill, went away.": ["the lamp by the old mill went"],
    "the lamp by the old — and nobody came": ["the lamp by the old"],
    "the lamp by the old mill. Then: went out again on Tuesday": [
        "the lamp by the old mill",
        "went out again on tuesday",
    ],
    "the lamp by the": [],
}


@pytest.mark.parametrize("text", OVERLAPS)
def test_shared_runs(text: str) -> None:
    found = shared_runs([make("doc", text)], [REAL], run=5)
    assert found == [SharedRun("doc", tuple(run.split())) for run in OVERLAPS[text]]


def test_the_overlap_command(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "doc.xml").write_text("<minutes>\nthe <ORG>lamp</ORG> by the old mill</minutes>")
    skipped = runner.invoke(app, ["overlap", str(tmp_path / "set"), str(tmp_path / "real")])
    assert (skipped.exit_code, "skipped: there is no folder" in skipped.output) == (0, True)
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "page.html").write_text(f"<p>{REAL}</p>")
    result = runner.invoke(app, ["overlap", str(tmp_path / "set"), str(tmp_path / "real"), "--run", "5"])
    assert "  6 doc: the lamp by the old mill" in result.output
