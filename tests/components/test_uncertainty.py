"""How unsure a pipeline is: the default model on sentences, and the measure on known probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language

from council_minutes.components.onnx_encoder import OnnxEncoder
from council_minutes.components.tag_decoding import entropy
from council_minutes.components.uncertainty import document_vector, uncertainty
from council_minutes.errors import ModelError

DEFAULT = Path(__file__).parents[2] / "models" / "default"
SURE = "Councillor Ahmed was in the Chair. Apologies were received from Councillor Brown."
UNSURE = "Marrow dunes, Quillet & Fesk (q.v.) per Tarn Ox: agreed-ish, 4 for Lodge if Beck stands."


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(DEFAULT)


@pytest.mark.parametrize(
    ("probabilities", "bits"),
    [([1.0, 0.0, 0.0, 0.0], 0.0), ([0.5, 0.5, 0.0, 0.0], 1.0), ([0.25, 0.25, 0.25, 0.25], 2.0)],
)
def test_entropy_counts_the_even_choices(probabilities: list[float], bits: float) -> None:
    assert entropy(np.array([probabilities], dtype=np.float32)).tolist() == pytest.approx([bits], abs=1e-6)


def test_odd_words_are_doubted_more_than_stock_phrases(nlp: Language) -> None:
    sure, unsure = (uncertainty(nlp, nlp(text)) for text in (SURE, UNSURE))
    assert unsure.entities > sure.entities
    assert unsure.spans > sure.spans
    assert unsure.bits == (unsure.entities + unsure.spans) / 2


def test_the_encoder_runs_once(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    run = OnnxEncoder.run
    monkeypatch.setattr(OnnxEncoder, "run", lambda self, batch: (runs.append(batch), run(self, batch))[1])
    doc = nlp(SURE)
    assert len(runs) == 1
    uncertainty(nlp, doc)
    document_vector(doc)
    assert len(runs) == 1


def test_there_is_one_doubt_a_token_and_white_space_does_not_count(nlp: Language) -> None:
    doc = nlp("The Panel met.\n\n\n")
    for name in ("ner", "spans"):
        (doubts,) = nlp.get_pipe(name).uncertainty([doc])
        assert doubts.shape == (len(doc),)
    assert uncertainty(nlp, doc).tokens == 4
    blank = uncertainty(nlp, nlp("\n\n"))
    assert (blank.entities, blank.spans, blank.tokens) == (0.0, 0.0, 0)
    assert document_vector(nlp("\n\n")).shape == document_vector(doc).shape


def test_a_pipeline_without_taggers_cannot_tell() -> None:
    blank = spacy.blank("en")
    with pytest.raises(ModelError, match=r"no tagger.*configs/train\.cfg"):
        uncertainty(blank, blank("The Panel met."))
