from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

# what the tests of several parts are made of
sys.path.insert(0, str(Path(__file__).parent.parent / "parts"))
# how long an example takes is not what these tests are about
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def encoder_package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a package with a tiny pretrained encoder; needs the extra ``[train]``."""
    pytest.importorskip("spacy_transformers")
    from tiny_encoder import write_package

    return write_package(tmp_path_factory.mktemp("packages"), "tiny_minutes_encoder")
