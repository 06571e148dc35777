"""The versions of the software that rows follow from."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

_DISTRIBUTIONS: Final = ("council-minutes", "spacy", "thinc", "numpy", "onnxruntime", "tokenizers", "pyarrow")
_NOT_INSTALLED: Final = "not installed"


def versions() -> dict[str, str]:
    """Distribution -> version; ``not installed`` for one that runs from its source folder."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _DISTRIBUTIONS}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _NOT_INSTALLED
