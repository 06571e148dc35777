"""Loading a pipeline, in the process that annotates: the only one that imports spaCy."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language

from council_minutes.batch.models import TRAIN_OR_NAME

# Imported for the factories and tokenizers they register: a pipeline's config names them.
from council_minutes.components import (  # noqa: F401
    attribute_tagger,
    entity_tagger,
    onnx_encoder,
    relation_extractor,
    relation_model,
    span_tagger,
    tokenizer,
)
from council_minutes.errors import ModelError


def load_model(path: Path, max_chars: int) -> Language:
    """Loads a pipeline that takes texts of up to ``max_chars`` code points.

    Raises:
        ModelError: the folder is missing, damaged, or needs a component that is not installed.
    """
    if not path.is_dir():
        raise ModelError(str(path), "is no folder with a model", TRAIN_OR_NAME)
    try:
        nlp = spacy.load(path)
    except ModelError:
        raise
    except Exception as error:  # a pipeline's parts raise what they like while they load
        raise ModelError(str(path), f"cannot be loaded ({type(error).__name__}: {error})", TRAIN_OR_NAME) from error
    nlp.max_length = max_chars
    return nlp
