from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from marked import make_doc
from spacy.tokens import Doc
from thinc.api import Model

from council_minutes.components.onnx_encoder import OnnxEncoder
from council_minutes.errors import ModelError

TEXTS = [
    "The Panel agreed to note the report.",
    "",
    "RESOLVED that\n\nthe council note it " * 6,
    "  ",
    "Cllr Smith",
    "\n",
]
WIDTH = 32


def encoder() -> OnnxEncoder:
    return OnnxEncoder("encoder", max_pieces=20, threads=1)


@pytest.fixture(scope="module")
def trained(encoder_package: str) -> Model[list[Doc], list[np.ndarray]]:
    """The encoder as it is while training."""
    from council_minutes.components.torch_encoder import create_encoder

    model = create_encoder(encoder_package, max_pieces=20, bfloat16=False, dropout=0.0)
    model.initialize(X=[make_doc("The Panel")])
    return model


@pytest.fixture(scope="module")
def weights(trained: Model[list[Doc], list[np.ndarray]], tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """The same in full precision on ONNX, and its tokenizer."""
    from council_minutes.learn.export import to_onnx

    hf = trained.layers[0].shims[0]._hfmodel
    path = tmp_path_factory.mktemp("onnx") / "encoder.onnx"
    to_onnx(hf.transformer, path)
    return path.read_bytes(), hf.tokenizer.backend_tokenizer.to_str()


@pytest.fixture
def ready(weights: tuple[bytes, str]) -> OnnxEncoder:
    component = encoder()
    component.set_encoder(*weights)
    return component


def docs_of(texts: list[str]) -> list[Doc]:
    return [make_doc(text) for text in texts]


def test_token_vectors_are_those_of_training(ready: OnnxEncoder, trained: Model[list[Doc], list[np.ndarray]]) -> None:
    docs = docs_of(TEXTS)
    for rows, expected in zip(ready.predict(docs), trained.predict(docs), strict=True):
        assert rows.shape == expected.shape
        assert rows.dtype == np.float32
        assert rows == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("batch_size", [1, 2, 64])
def test_vectors_do_not_depend_on_the_documents_around(ready: OnnxEncoder, batch_size: int) -> None:
    alone = [ready(doc).tensor for doc in docs_of(TEXTS)]
    docs = list(ready.pipe(docs_of(TEXTS), batch_size=batch_size))
    assert [doc.text for doc in docs] == TEXTS
    for doc, expected in zip(docs, alone, strict=True):
        assert doc.tensor.tolist() == expected.tolist()


def test_every_window_is_run_by_itself_and_holds_no_padding(ready: OnnxEncoder) -> None:
    batches = list(ready.batches(docs_of(TEXTS)))
    assert all(len(batch.input_ids) == 1 and batch.attention_mask.all() for batch in batches)
    assert all(batch.input_ids.size <= 20 + 2 for batch in batches)


@pytest.mark.parametrize("text", ["", " ", "   ", "\u00a0\u00a0", "\ufffd"])
def test_a_document_without_words_has_vectors_of_nothing(ready: OnnxEncoder, text: str) -> None:
    doc = ready(make_doc(text))
    assert doc.tensor.shape == (len(doc), WIDTH)
    assert (doc.tensor == 0).all()


def test_no_documents_are_no_vectors(ready: OnnxEncoder) -> None:
    assert ready.predict([]) == []
    assert list(ready.pipe([])) == []


def test_the_component_is_saved_with_its_weights(ready: OnnxEncoder, tmp_path: Path) -> None:
    expected = ready.predict(docs_of(TEXTS))
    ready.to_disk(tmp_path / "encoder")
    ready.settings["max_pieces"] = 7
    from_disk = OnnxEncoder("encoder", max_pieces=99, threads=1).from_disk(tmp_path / "encoder")
    from_bytes = encoder().from_bytes(from_disk.to_bytes())
    for component in (from_disk, from_bytes):
        assert component.settings == {"max_pieces": 20}
        for rows, wanted in zip(component.predict(docs_of(TEXTS)), expected, strict=True):
            assert rows.tolist() == wanted.tolist()


def test_an_encoder_without_weights_says_what_to_do(tmp_path: Path) -> None:
    for use in (lambda: encoder()(make_doc("x")), encoder().to_bytes, lambda: encoder().to_disk(tmp_path)):
        with pytest.raises(ModelError, match=r"no weights.*minutes export"):
            use()


def test_weights_that_are_no_onnx_model_are_an_error(weights: tuple[bytes, str]) -> None:
    with pytest.raises(ModelError, match=r"no valid ONNX model.*Export it again"):
        encoder().set_encoder(b"no model", weights[1])


def test_the_session_uses_the_threads_it_is_given(weights: tuple[bytes, str]) -> None:
    component = encoder()
    component.set_encoder(*weights)
    session, _ = component._ready()
    options: onnxruntime.SessionOptions = session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
