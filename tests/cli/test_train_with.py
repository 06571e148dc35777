"""`minutes train --with`: a real training of two steps, and the comparison that it prints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from council_minutes.cli.main import app
from council_minutes.corpus.inline_xml import read
from council_minutes.corpus.splits import part_of

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "annotations" / "corpus"
# Short documents: two that train, one that steers, one that tests.
PART_OF_CORPUS = [CORPUS / f"{name}.xml" for name in ("ledger-03", "ledger-17", "ledger-02", "assembly-18")]
FURTHER = ("ledger-04", "ledger-05")
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for file in PART_OF_CORPUS:
        shutil.copy(file, folder)
    return folder


@pytest.fixture
def further(tmp_path: Path) -> Path:
    folder = tmp_path / "further"
    folder.mkdir()
    for name in FURTHER:
        shutil.copy(CORPUS / f"{name}.xml", folder)
    return folder


def command(corpus: Path, further: Path, out: Path) -> list[str]:
    settings = ("training.max_steps=2", "training.batcher.size=500", f"paths.annotations={corpus}")
    options = [word for setting in settings for word in ("--set", setting)]
    return ["train", str(ROOT / "configs" / "train.cfg"), "--with", str(further), "--out", str(out), *options]


def test_a_retrained_model_is_compared_with_the_one_before(corpus: Path, further: Path, tmp_path: Path) -> None:
    pytest.importorskip("spacy_transformers")
    result = RUNNER.invoke(app, command(corpus, further, tmp_path / "out"))
    assert result.exit_code == 0, result.output
    tested = [file for file in PART_OF_CORPUS if part_of(read(file).council) == "test"]
    assert f"{len(tested)} documents" in result.output
    rows = dict(re.findall(r"^\| \*\*(\w+)\*\* \| ([\d.]+ \| [\d.]+ \| [+-][\d.]+) \|", result.output, re.MULTILINE))
    assert set(rows) == {"entities", "spans", "relations"}
    before, after, change = (float(value) for value in rows["entities"].split(" | "))
    assert before > 80.0 > after  # two steps teach nothing
    assert change == pytest.approx(after - before, abs=0.11)
    # the last step was looked at, not only the first
    assert re.search(r"^step +2 ", result.output, re.MULTILINE)
    assert f"The best checkpoint is in {tmp_path / 'out' / 'model-best'}" in result.output
    assert (tmp_path / "out" / "model-best" / "meta.json").is_file()


def test_a_set_with_faults_does_not_train(corpus: Path, further: Path, tmp_path: Path) -> None:
    (further / "bad.xml").write_text("<minutes>\n<PERSON>Co</PERSON>uncillor.</minutes>", encoding="utf-8")
    result = RUNNER.invoke(app, command(corpus, further, tmp_path / "out"))
    assert result.exit_code == 1
    assert "1 faults:" in result.output
    assert "bad.xml" in result.output
    assert not (tmp_path / "out").exists()


def test_a_set_that_has_the_test_councils_leaves_nothing_to_compare_on(
    corpus: Path, further: Path, tmp_path: Path
) -> None:
    for file in PART_OF_CORPUS:
        if part_of(read(file).council) == "test":
            shutil.copy(file, further)
    result = RUNNER.invoke(app, command(corpus, further, tmp_path / "out"))
    assert result.exit_code == 1
    assert "1 documents are not compared on" in result.output
    assert "has no test document to compare on" in result.output
    assert not (tmp_path / "out").exists()


def test_the_model_to_compare_with_is_looked_for_first(corpus: Path, further: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, [*command(corpus, further, tmp_path / "out"), "--base", str(tmp_path / "nowhere")])
    assert result.exit_code == 1
    assert "is no folder with a model" in result.output
    assert not (tmp_path / "out").exists()
