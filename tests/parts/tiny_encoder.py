"""A BERT of two narrow layers with random weights, packed as the package that a training config names."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from tiny_tokenizer import VOCABULARY
from transformers import BertConfig, BertModel, BertTokenizerFast

WIDTH = 32


def write_package(folder: Path, name: str) -> str:
    """Write the package below ``folder``, let it be imported, and return its name."""
    package = folder / name
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    vocabulary = package / "model" / "vocab.txt"
    vocabulary.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(package / "model")
    BertTokenizerFast(vocab_file=str(vocabulary), do_lower_case=True).save_pretrained(package / "model")
    sys.path.insert(0, str(folder))
    return name
