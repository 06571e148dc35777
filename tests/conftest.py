"""A pipeline of rules on disk, for tests that need a model and none that has to be trained.

Its components are installed as a plug-in is, by an entry point, so that worker processes find them too.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import spacy

import council_minutes.components.tokenizer  # noqa: F401  (registers the tokenizer)

_RULES = Path(__file__).parent / "fixtures" / "rule_pipeline.py"
_PERSON = [{"TEXT": {"IN": ["Cllr", "Mrs", "Mr"]}}, {"IS_TITLE": True}]
_PATTERNS = [
    {"label": "PERSON", "pattern": _PERSON},
    {"label": "ROLE", "pattern": "Leader"},
    {"label": "BODY", "pattern": "Cabinet"},
    {"label": "FIGURE", "pattern": [{"LIKE_NUM": True}, {"TEXT": "%"}]},
    {"label": "DATE", "pattern": [{"LIKE_NUM": True}, {"TEXT": "March"}, {"LIKE_NUM": True}]},
]


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on ``sys.path`` with an installed distribution that has the rule components."""
    folder = tmp_path_factory.mktemp("plugins")
    shutil.copy(_RULES, folder)
    info = folder / "rule_pipeline-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rule-pipeline\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\nrule_spans = rule_pipeline:create_rule_spans\n")
    sys.path.insert(0, str(folder))
    return folder


def make_rule_model(folder: Path, version: str = "1.0") -> Path:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})
    nlp.add_pipe("entity_ruler").add_patterns(_PATTERNS)
    nlp.add_pipe("rule_spans")
    nlp.meta["name"] = "rules"
    nlp.meta["version"] = version
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="session")
def rule_model(plugins: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pipeline: people, roles, bodies, dates, percentages; decisions and findings; and poison words."""
    return make_rule_model(tmp_path_factory.mktemp("model") / "rules")
