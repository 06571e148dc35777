"""A pipeline of rules on disk, an archive, and one undisturbed run over it, for tests of whole runs.

The pipeline's components are installed as a plug-in is, by an entry point, so that worker processes find them too.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import settings
from rich.console import Console

import council_minutes.components.tokenizer  # noqa: F401  (registers the tokenizer)
from council_minutes.batch.options import RunOptions
from council_minutes.batch.report import RunReport
from council_minutes.batch.run import extract_batch
from council_minutes.cli.progress import LineWatcher

# what tests share, imported by its name
sys.path.insert(0, str(Path(__file__).parent / "parts"))

# how long an example takes is not what any test is about
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_RULES = Path(__file__).parent / "fixtures" / "rule_pipeline.py"
_PATTERNS = [
    {"label": "PERSON", "pattern": [{"TEXT": {"IN": ["Cllr", "Mrs", "Mr"]}}, {"IS_TITLE": True}]},
    {"label": "ROLE", "pattern": "Leader"},
    {"label": "BODY", "pattern": "Cabinet"},
    {"label": "FIGURE", "pattern": [{"LIKE_NUM": True}, {"TEXT": "%"}]},
    {"label": "DATE", "pattern": [{"LIKE_NUM": True}, {"TEXT": "March"}, {"LIKE_NUM": True}]},
]
_TEXT = """Cabinet, {day} March 2024

Cllr Ahmed was the Leader of the “Fernhill” group. SLOW work.
RESOLVED that Cllr Brown and Mrs Jones report to the Cabinet on {day} March 2025.
Absence rose to {day}.5 % in the café survey. Waste fell to {day} % 😀 of 1,000 t.
"""


@contextmanager
def _on_path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def object_store() -> Iterator[Any]:
    """A server that speaks S3; only tests that ask for it need the packages for it."""
    with importlib.import_module("object_store").running() as store:
        yield store


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installed distribution that has the rule components.

    It also hides the training extra from worker processes, which need none of it and would take seconds to import it.
    """
    folder = tmp_path_factory.mktemp("plugins")
    shutil.copy(_RULES, folder)
    _install(folder, "rule-pipeline", "[spacy_factories]\nrule_spans = rule_pipeline:create_rule_spans\n")
    _install(folder, "spacy-transformers", "")
    (folder / "torch.py").write_text("raise ImportError('hidden')\n")
    return folder


def _install(folder: Path, name: str, entry_points: str) -> None:
    """What of an installed distribution its entry points are found by; the first of a name on the path counts."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)


@pytest.fixture(scope="session")
def rule_model_folder(plugins: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with _on_path(plugins):
        importlib.import_module("rule_pipeline")  # this process has looked for entry points already
        nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})
        nlp.add_pipe("entity_ruler").add_patterns(_PATTERNS)
        nlp.add_pipe("rule_spans")
    nlp.meta["name"] = "rules"
    folder = tmp_path_factory.mktemp("model") / "rules"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def rule_model(rule_model_folder: Path, plugins: Path) -> Iterator[Path]:
    """The folder of a pipeline: people, roles, bodies, dates, percentages; decisions and findings; and poison words."""
    with _on_path(plugins):
        yield rule_model_folder


def write_archive(folder: Path) -> Path:
    """22 documents: 19 texts (one with CRLF), an HTML page, one that the pipeline raises on, one that is damaged."""
    (folder / "2024").mkdir(parents=True)
    for day in range(1, 20):
        text = _TEXT.format(day=day)
        if day == 3:
            text = text.replace("\n", "\r\n")
        (folder / "2024" / f"cabinet-{day:02}.txt").write_bytes(text.encode())
    (folder / "page.html").write_text("<html><body><h1>Cabinet</h1><p>RESOLVED that Cllr Brown &amp; Mrs Jones go.</p>")
    (folder / "raises.txt").write_text("RESOLVED to RAISE 4 % more.")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\nno more of it")
    (folder / "picture.png").write_bytes(b"no document")
    return folder


@dataclass(frozen=True)
class WholeRun:
    """An archive and the output of one undisturbed run over it with one worker."""

    archive: Path
    out: Path
    report: RunReport


@pytest.fixture(scope="session")
def undisturbed(plugins: Path, rule_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> WholeRun:
    folder = tmp_path_factory.mktemp("run")
    archive, out = write_archive(folder / "archive"), folder / "out"
    with _on_path(plugins):
        options = RunOptions(archive, out, rule_model_folder, workers=1)
        report = extract_batch(options, LineWatcher(Console(quiet=True)))
    return WholeRun(archive, out, report)


@pytest.fixture
def again(undisturbed: WholeRun, tmp_path: Path) -> WholeRun:
    """A copy of the undisturbed run's output, to be changed; the archive is the same."""
    out = tmp_path / "out"
    shutil.copytree(undisturbed.out, out)
    return WholeRun(undisturbed.archive, out, undisturbed.report)
