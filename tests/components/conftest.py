from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def encoder_package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a package with a tiny pretrained encoder; needs the extra ``[train]``."""
    pytest.importorskip("spacy_transformers")
    from tiny_encoder import write_package

    return write_package(tmp_path_factory.mktemp("packages"), "tiny_minutes_encoder")
