"""A trained pipeline on disk: what it is, by name, version and content, and how it is loaded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language

# Imported for the factories and tokenizers they register: a pipeline's config names them.
from council_minutes.components import (  # noqa: F401
    attribute_tagger,
    onnx_encoder,
    relation_extractor,
    relation_model,
    span_tagger,
    tokenizer,
)
from council_minutes.errors import ModelError

_META: Final = "meta.json"
_TRAIN_OR_NAME: Final = "Give the folder of a trained pipeline with --model (minutes train makes one)"
_SHOWN_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model a run used.

    Attributes:
        path: its folder.
        name: language and name of its ``meta.json`` (``en_council_minutes``).
        version: the version there.
        sha256: hex digest over the relative path and content of every file in the folder.
    """

    path: Path
    name: str
    version: str
    sha256: str

    @property
    def exact_version(self) -> str:
        """The version and the first digits of the digest, so that a retrained model of the same version differs."""
        return f"{self.version}+{self.sha256[:_SHOWN_DIGITS]}"


def default_model_path() -> Path:
    """``models/default`` of the checkout that the package runs from."""
    return Path(__file__).resolve().parents[3] / "models" / "default"


def describe_model(path: Path) -> ModelInfo:
    """Reads what a model says of itself, without loading it.

    Raises:
        ModelError: there is no folder of a spaCy pipeline at ``path``.
    """
    if not path.is_dir():
        raise ModelError(str(path), "is no folder with a model", _TRAIN_OR_NAME)
    try:
        meta = json.loads((path / _META).read_text(encoding="utf-8"))
        name, version = f"{meta['lang']}_{meta['name']}", str(meta["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(str(path), f"its {_META} cannot be read ({error})", _TRAIN_OR_NAME) from error
    return ModelInfo(path.resolve(), name, version, _digest(path))


def load_model(path: Path, max_chars: int) -> Language:
    """Loads a pipeline that takes texts of up to ``max_chars`` code points.

    Raises:
        ModelError: the folder is missing, damaged, or needs a component that is not installed.
    """
    if not path.is_dir():
        raise ModelError(str(path), "is no folder with a model", _TRAIN_OR_NAME)
    try:
        nlp = spacy.load(path)
    except ModelError:
        raise
    except Exception as error:  # a pipeline's parts raise what they like while they load
        raise ModelError(str(path), f"cannot be loaded ({type(error).__name__}: {error})", _TRAIN_OR_NAME) from error
    nlp.max_length = max_chars
    return nlp


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).as_posix()):
        if file.is_file():
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            total.update(f"{file.relative_to(folder).as_posix()}\0{digest}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()
