"""The work on a shard, in this process."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from council_minutes.batch.annotate import BATCH_CHARS, Annotator, Done, Passed, Report, Result, Working
from council_minutes.batch.attempts import Attempt
from council_minutes.batch.loading import load_model
from council_minutes.batch.models import describe_model
from council_minutes.batch.plan import PlannedDocument, list_documents
from council_minutes.batch.store import TEXTS
from council_minutes.ingest.archive import open_archive
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import Limits

_LIMITS = Limits(max_seconds=10.0)
_PLAIN = Attempt((), frozenset(), {})
_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Resources<</Font<</F 5 0 R>>>>/Contents 6 0 R>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]>>endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
6 0 obj<</Length 52>>stream
BT /F 12 Tf 50 400 Td (RESOLVED that Cllr Brown go) Tj ET
endstream endobj
trailer<</Root 1 0 R/Size 7>>
%%EOF
"""


@pytest.fixture
def said() -> list[Report]:
    return []


@pytest.fixture
def annotator(rule_model: Path, said: list[Report]) -> Iterator[Annotator]:
    with IsolatedReader(_LIMITS) as reader:
        model = describe_model(rule_model)
        yield Annotator(load_model(rule_model, _LIMITS.max_chars), model, _LIMITS, reader, said.append)


@pytest.fixture
def planned(rule_model: Path) -> Callable[[Path], list[PlannedDocument]]:
    def plan(archive: Path) -> list[PlannedDocument]:
        return list_documents(
            open_archive(archive),
            limits=_LIMITS,
            model=describe_model(rule_model),
            council=None,
            most=None,
            listed=lambda _: None,
        )

    return plan


def status(result: Result) -> tuple[str, str]:
    return result[0].status, result[0].error


def test_documents_go_through_the_pipeline_in_batches(
    annotator: Annotator, said: list[Report], planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    sizes = {"a": 60_000, "b": 30_000, "c": 30_000, "d": 250_000, "e": 10}
    for name, size in sizes.items():
        (tmp_path / f"{name}.txt").write_text("Cabinet met\n" * (size // 12 + 1))
    annotator.annotate(planned(tmp_path), _PLAIN)
    annotating = [(report.documents, report.seconds) for report in said if isinstance(report, Working)][5:]
    assert annotating == [((0, 1), 10.0), ((2,), 10.0), ((3,), 30.0), ((4,), 10.0)]
    done = [report.documents for report in said if isinstance(report, Done)]
    assert done == [0, 2, 3, 4, 5]
    assert max(sizes.values()) > BATCH_CHARS


def test_what_a_component_raises_costs_its_own_document_only(
    annotator: Annotator, planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    for name, text in {"a": "RESOLVED one", "b": "RESOLVED to RAISE", "c": "RESOLVED three"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    results = annotator.annotate(planned(tmp_path), _PLAIN)
    assert [result[0].status for result in results] == ["ok", "failed", "ok"]
    assert [len(result[1]["spans"]) for result in results] == [1, 0, 1]


def test_probes_are_told_and_quarantined_documents_not_touched(
    annotator: Annotator, said: list[Report], planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    for name, text in {"a": "RESOLVED one", "b": "RESOLVED ABORT", "c": "RESOLVED three"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    results = annotator.annotate(planned(tmp_path), Attempt((2,), frozenset({0}), {1: "killed two processes"}))
    assert [status(result) for result in results] == [("ok", ""), ("failed", "killed two processes"), ("ok", "")]
    assert results[1][0].under == (_LIMITS.max_seconds, _LIMITS.max_memory_mb)
    assert Passed(2) in said
    assert all(1 not in report.documents for report in said if isinstance(report, Working))


def test_a_document_that_changed_after_the_plan_fails(
    annotator: Annotator, planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    (tmp_path / "a.txt").write_text("Cabinet met")
    documents = planned(tmp_path)
    (tmp_path / "a.txt").write_text("Cabinet met again")
    (result,) = annotator.annotate(documents, _PLAIN)
    assert status(result) == ("failed", "changed while the run was reading it. Run the same command again")


def test_a_document_that_went_away_after_the_plan_fails(
    annotator: Annotator, planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    (tmp_path / "a.txt").write_text("Cabinet met")
    documents = planned(tmp_path)
    (tmp_path / "a.txt").unlink()
    (result,) = annotator.annotate(documents, _PLAIN)
    assert result[0].status == "failed"


def test_a_pdf_with_a_page_without_text_is_partial(
    annotator: Annotator, planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    (tmp_path / "half.pdf").write_text(_PDF)
    (result,) = annotator.annotate(planned(tmp_path), _PLAIN)
    assert status(result) == ("partial", "1 of 2 pages have no text layer, the first is page 2")
    assert [row["text"] for row in result[1]["spans"]] == ["RESOLVED that Cllr Brown go"]
    assert result[1]["documents"][0]["error"] == result[0].error


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.txt", "Cabinet met\r\nand left", None),
        ("a.md", "# Cabinet\n\n*met*", "Cabinet\n\nmet"),
        ("a.html", "<html><body><p>Cabinet met</p>", "Cabinet met"),
    ],
)
def test_texts_are_kept_of_inputs_that_are_no_plain_text(
    annotator: Annotator,
    planned: Callable[[Path], list[PlannedDocument]],
    tmp_path: Path,
    name: str,
    content: str,
    kept: str | None,
):
    (tmp_path / name).write_bytes(content.encode())
    (result,) = annotator.annotate(planned(tmp_path), _PLAIN)
    texts = [str(row["text"]).strip() for row in result[1].get(TEXTS, [])]
    assert texts == ([] if kept is None else [kept])


def test_rows_of_a_table_are_documents_whose_text_is_kept(
    annotator: Annotator, planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    with (tmp_path / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [("id", "text"), ("one", "Cllr Brown RESOLVED"), ("two", ""), ("../three", "Cabinet")]
        )
    results = annotator.annotate(planned(tmp_path / "rows.csv"), _PLAIN)
    assert [(result[0].source, result[0].status) for result in results] == [
        ("one", "ok"),
        ("two", "failed"),
        ("../three", "ok"),
    ]
    assert results[0][1][TEXTS] == [{"text": "Cllr Brown RESOLVED"}]
    assert "/" not in results[2][0].doc_id, "names files by it"


def test_words_of_documents_that_are_done_are_forgotten(
    rule_model: Path, planned: Callable[[Path], list[PlannedDocument]], tmp_path: Path
):
    nlp = load_model(rule_model, _LIMITS.max_chars)
    known: list[int] = []
    with IsolatedReader(_LIMITS) as reader:
        annotator = Annotator(nlp, describe_model(rule_model), _LIMITS, reader, lambda _: None)
        for shard in range(3):
            archive = tmp_path / str(shard)
            archive.mkdir()
            for document in range(4):
                words = " ".join(f"{_letters(shard * 10_000 + document * 1_000 + n)}" for n in range(500))
                (archive / f"{document}.txt").write_text(f"RESOLVED that Cllr Brown {words}")
            results = annotator.annotate(planned(archive), Attempt((), frozenset({3}), {}))
            spans = [row["text"] for _, rows in results for row in rows["spans"]]
            assert len(spans) == 4
            assert all(str(text).startswith("RESOLVED that Cllr Brown") for text in spans)
            known.append(len(nlp.vocab.strings))
    assert known[0] == known[1] == known[2]


def _letters(number: int) -> str:
    """A word that stands for a number alone."""
    return "w" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
