"""Train a pipeline from a config."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import spacy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as spacy_train
from transformers.utils import logging as transformers_logging

# Imported for what they register: a training config names it.
from council_minutes.components import (  # noqa: F401
    attribute_tagger,
    entity_tagger,
    optimizer,
    relation_extractor,
    span_tagger,
    tokenizer,
    torch_encoder,
)
from council_minutes.corpus import augment, reader  # noqa: F401
from council_minutes.errors import ModelError

#: Folder of the best checkpoint, in the output folder.
BEST: Final = "model-best"
_PLAIN_EVERY: Final = 50


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Where the best checkpoint lies, and its scores on the part of the corpus that steers the training."""

    path: Path
    scores: Mapping[str, Any]


@spacy.registry.loggers("council_minutes.ProgressLogger.v1")
def create_logger() -> Callable[..., tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]]:
    """Steps, rate and time left: a bar on a terminal, lines elsewhere; a row of scores at each evaluation."""

    def setup(
        nlp: Language, stdout: IO[str] = sys.stdout, stderr: IO[str] = sys.stderr
    ) -> tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]:
        total = int(nlp.config["training"]["max_steps"])
        console = Console(file=stdout)
        bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
        )
        task = bar.add_task("Training", total=total)
        shown = console.is_terminal
        if shown:
            bar.start()
        begun = time.monotonic()
        steps = 0

        def log_step(info: dict[str, Any] | None) -> None:
            nonlocal steps
            steps += 1
            bar.update(task, completed=steps)
            if info is not None:
                scores = ", ".join(
                    f"{name} {100 * value:.1f}"
                    for name, value in info["other_scores"].items()
                    if name in _SHOWN and isinstance(value, float)
                )
                place = f"step {info['step']:>5}  epoch {info['epoch']:>2}"
                console.print(f"{place}  {scores}", highlight=False, soft_wrap=True)
            elif not shown and steps % _PLAIN_EVERY == 0:
                rate = steps / (time.monotonic() - begun)
                left = (total - steps) / rate / 60
                console.print(
                    f"step {steps:>5} of {total}, {rate:.2f} steps/s, {left:.0f} minutes left", highlight=False
                )

        return log_step, bar.stop

    return setup


_SHOWN: Final = ("ents_f", "spans_f", "relations_f", "attributes_acc")


def train(config: Path, out: Path, overrides: Mapping[str, Any], *, gpu: int = -1) -> TrainedModel:
    """Train by a config; the best checkpoint on the ``dev`` part is kept.

    Args:
        overrides: values for the config, by dotted path (``training.max_steps``).
        gpu: number of the GPU; -1 for the CPU.

    Raises:
        ModelError: the config cannot be read, or the training fails at its start.
    """
    if not config.is_file():
        raise ModelError(str(config), "is no config file", "Try configs/train.cfg")
    if gpu >= 0 and not spacy.prefer_gpu(gpu):
        raise ModelError(f"--gpu {gpu}", "there is no such GPU, or cupy is not installed", "Leave --gpu out")
    out.mkdir(parents=True, exist_ok=True)
    loaded = spacy.util.load_config(config, overrides=dict(overrides), interpolate=False)
    training = loaded["training"]
    if 0 < training["max_steps"] < training["eval_frequency"]:
        # Only an evaluated step can become the best checkpoint; the first of all is evaluated in any case.
        training["eval_frequency"] = training["max_steps"]
    # The wrapped transformer warns of the pooling layer that it rightly leaves behind.
    transformers_logging.set_verbosity_error()
    nlp = init_nlp(loaded, use_gpu=gpu)
    spacy_train(nlp, out, use_gpu=gpu, stdout=sys.stdout, stderr=sys.stderr)
    return TrainedModel(out / BEST, spacy.util.load_meta(out / BEST / "meta.json").get("performance", {}))
