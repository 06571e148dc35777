"""From a trained pipeline to the one that ships: its encoder as int8 ONNX, its heads as they are or refitted."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import onnx
import spacy
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from spacy.language import Language
from spacy.training import Example
from spacy.training.batchers import minibatch_by_words
from thinc.api import Adam

from council_minutes.components.onnx_encoder import OnnxEncoder
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.corpus.reader import create_reader
from council_minutes.corpus.splits import select
from council_minutes.errors import ModelError
from council_minutes.learn.evaluate import LAYERS, evaluate, total

ENCODER: Final = "encoder"
_PROJECTION: Final = "/output/dense/MatMul"
#: Words an update of the heads.
BATCH_WORDS: Final = 2000
#: Points of F1 that a score may lose between the trained and the exported pipeline.
MAX_LOSS: Final = 0.3


class _LastHiddenState(torch.nn.Module):
    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        output = self.transformer(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        hidden: torch.Tensor = output.last_hidden_state
        return hidden


def to_onnx(transformer: torch.nn.Module, path: Path) -> None:
    """Write a transformer as an fp32 ONNX model with free numbers of windows and pieces.

    Inputs ``input_ids``, ``attention_mask``, ``token_type_ids`` of shape (windows, pieces), int64; output ``vectors``
    of shape (windows, pieces, width), float32.
    """
    names = ["input_ids", "attention_mask", "token_type_ids"]
    example = torch.ones(2, 16, dtype=torch.long)
    axes = {name: {0: "windows", 1: "pieces"} for name in [*names, "vectors"]}
    torch.onnx.export(
        _LastHiddenState(transformer.cpu().eval()),
        (example, example, torch.zeros_like(example)),
        str(path),
        input_names=names,
        output_names=["vectors"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Write an int8 copy of an fp32 ONNX model: weights per channel, activations as they come.

    The projection at the end of the first layer stays in fp32: in int8 it costs the dev part more than any other.
    """
    prepared = source.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    projections = [
        node.name
        for node in onnx.load(str(prepared)).graph.node
        if node.op_type == "MatMul" and node.name.endswith(_PROJECTION)
    ]
    quantize_dynamic(
        str(prepared),
        str(target),
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=projections[:1],
    )


def encoder_of(trained: Language, threads: int = 1) -> OnnxEncoder:
    """The trained pipeline's encoder as a run-time component.

    Raises:
        ModelError: the pipeline has no PyTorch encoder.
    """
    if ENCODER not in trained.pipe_names:
        raise ModelError(
            trained.meta["name"], "the pipeline has no component 'encoder'", "Train it with configs/train.cfg"
        )
    model = trained.get_pipe(ENCODER).model
    hf = model.layers[0].shims[0]._hfmodel
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder, "full.onnx"), Path(folder, "int8.onnx")
        to_onnx(hf.transformer, full)
        quantise(full, small)
        onnx = small.read_bytes()
    encoder = OnnxEncoder(ENCODER, max_pieces=model.attrs["max_pieces"], threads=threads)
    encoder.set_encoder(onnx, hf.tokenizer.backend_tokenizer.to_str())
    return encoder


def assemble(trained: Language, encoder: OnnxEncoder) -> Language:
    """A pipeline of this encoder and copies of the trained heads, which read ``doc.tensor``."""
    config = trained.config.copy()
    config["components"][ENCODER] = {"factory": "onnx_encoder", **encoder.settings, "threads": encoder.threads}
    # Where the corpus lay and how it was trained from is for the model card.
    config["paths"], config["corpora"], config["training"], config["initialize"] = {}, {}, {}, {}
    exported = spacy.util.load_model_from_config(config, auto_fill=True)
    onnx_encoder = exported.get_pipe(ENCODER)
    assert isinstance(onnx_encoder, OnnxEncoder)
    onnx_encoder.from_bytes(encoder.to_bytes())
    for name in trained.pipe_names:
        if name != ENCODER:
            exported.get_pipe(name).from_bytes(trained.get_pipe(name).to_bytes(exclude=["vocab"]), exclude=["vocab"])
    exported.meta.update(
        name="council_minutes",
        version=version("council-minutes"),
        description="Entities, spans, relations and attributes of UK council minutes",
        license="MIT",
    )
    return exported


def refit_heads(
    exported: Language, examples: Callable[[], Iterable[Example]], *, epochs: int, rate: float, seed: int
) -> None:
    """Train the heads on the quantised encoder's vectors, so that they learn what quantisation changed.

    Args:
        examples: gives the training examples anew for each epoch.
        rate: learning rate at the start; it falls linearly to nothing.
    """
    generator = random.Random(seed)
    spacy.util.fix_random_seed(seed)
    heads = [name for name in exported.pipe_names if name != ENCODER]
    drawn = list(examples())
    words = sum(len(example.x) for example in drawn)
    steps = epochs * -(-words // BATCH_WORDS)
    optimizer = Adam(0.0, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
    step = 0
    for _ in range(epochs):
        generator.shuffle(drawn)
        for batch in minibatch_by_words(drawn, BATCH_WORDS):
            optimizer.learn_rate = max(rate * (1.0 - step / steps), 0.0)
            with exported.select_pipes(enable=[ENCODER, *heads]):
                exported.update(batch, sgd=optimizer, drop=0.1, annotates=[ENCODER], exclude=[ENCODER])
            step += 1
        drawn = list(examples())


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Where the exported pipeline lies, and each score of the trained and the exported one, in points of F1."""

    path: Path
    scores: Mapping[str, tuple[float, float]]

    def __str__(self) -> str:
        rows = [f"{layer:10} {before:6.2f} -> {after:6.2f}" for layer, (before, after) in self.scores.items()]
        return "\n".join(["F1 on the test part, trained -> exported", *rows, f"The pipeline is in {self.path}"])


def export(trained_path: Path, out: Path, annotations: Path, *, epochs: int = 0, rate: float = 5e-5) -> ExportReport:
    """Write the run-time pipeline of a trained one.

    Args:
        annotations: folder of annotated documents; its test part decides, its train part refits the heads.
        epochs: passes over the train part to refit the heads; 0 keeps them as they are.
        rate: learning rate at the start of refitting.

    Raises:
        ModelError: a layer's F1 falls by more than ``MAX_LOSS`` points; nothing is written then.
    """
    if not (trained_path / "meta.json").is_file():
        raise ModelError(str(trained_path), "is no trained pipeline", "Name the model-best folder of a training")
    trained = spacy.load(trained_path)
    documents = read_folder(annotations)
    test = select(documents, "test")
    exported = assemble(trained, encoder_of(trained))
    if epochs:
        reader = create_reader(annotations, "train")
        refit_heads(exported, lambda: reader(exported), epochs=epochs, rate=rate, seed=0)
    before, after = (total(evaluate(nlp, test)) for nlp in (trained, exported))
    scores = {layer: (100 * getattr(before, layer).prf().f1, 100 * getattr(after, layer).prf().f1) for layer in LAYERS}
    for layer, (old, new) in scores.items():
        if old - new > MAX_LOSS:
            cause = f"F1 of {layer} falls from {old:.2f} to {new:.2f}, by more than {MAX_LOSS}"
            raise ModelError(str(trained_path), cause, "Refit the heads with --epochs 2, or train longer")
    exported.to_disk(out)
    return ExportReport(out, scores)
