"""A trained pipeline on disk: what it is, by name, version and content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from council_minutes.errors import ModelError

_META: Final = "meta.json"
TRAIN_OR_NAME: Final = "Give the folder of a trained pipeline with --model (minutes train makes one)"
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
        raise ModelError(str(path), "is no folder with a model", TRAIN_OR_NAME)
    try:
        meta = json.loads((path / _META).read_text(encoding="utf-8"))
        name, version = f"{meta['lang']}_{meta['name']}", str(meta["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(str(path), f"its {_META} cannot be read ({error})", TRAIN_OR_NAME) from error
    return ModelInfo(path.resolve(), name, version, _digest(path))


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).as_posix()):
        if file.is_file():
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            total.update(f"{file.relative_to(folder).as_posix()}\0{digest}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()
