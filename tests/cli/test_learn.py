"""The commands around models, on the model and corpus of the checkout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from council_minutes.cli.main import app

CORPUS = Path(__file__).parents[2] / "annotations" / "corpus"
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def three_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three annotated documents in a folder of their own."""
    folder = tmp_path_factory.mktemp("annotated")
    for name in ("cabinet-01", "people-02", "performance-03"):
        shutil.copy(CORPUS / f"{name}.xml", folder)
    return folder


def test_evaluate_prints_every_layer_with_intervals_and_councils(three_documents: Path) -> None:
    result = RUNNER.invoke(app, ["evaluate", "--annotations", str(three_documents), "--part", "all", "--by-council"])
    assert result.exit_code == 0, result.output
    assert "| entities |" in result.output
    assert "| PERSON |" in result.output
    assert "| DECISION |" in result.output
    assert "| council | documents |" in result.output


def test_the_default_model_reads_documents_of_its_own_corpus(three_documents: Path) -> None:
    result = RUNNER.invoke(app, ["evaluate", "--annotations", str(three_documents), "--part", "all"])
    entities = next(line for line in result.output.splitlines() if line.startswith("| entities |"))
    assert float(entities.split("|")[2]) > 85.0


def test_the_model_card_names_its_data_versions_and_weaknesses(three_documents: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    (tmp_path / "weaknesses.md").write_text("- Initials of councils are mistaken for companies.\n", encoding="utf-8")
    arguments = ["evaluate", "--annotations", str(three_documents), "--part", "all", "--card", str(card)]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    text = card.read_text(encoding="utf-8")
    assert "3 annotated documents" in text
    assert "spacy 3.8" in text
    assert "Initials of councils" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "--part", "half"], "there is no such part"),
        (["evaluate", "--model", "nowhere"], "is no folder with a model"),
        (["evaluate", "--annotations", "nowhere"], "holds no annotated documents"),
        (["train", "nowhere.cfg"], "is no config file"),
        (["train", "--set", "training.max_steps"], "is no NAME=VALUE"),
        (["export", "nowhere", "--out", "nowhere-either"], "is no trained pipeline"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(arguments: list[str], said: str) -> None:
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 1
    assert said in result.output


def test_benchmark_writes_its_figures_as_json(three_documents: Path, tmp_path: Path) -> None:
    figures = tmp_path / "benchmark.json"
    arguments = [
        "benchmark",
        "--annotations",
        str(three_documents),
        "--json",
        str(figures),
        "--no-stock",
        "--words",
        "2000",
    ]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert written["words"] >= 2000
    assert written["words_per_second"] > 0
    assert written["ratio_to_stock_transformer"] is None
