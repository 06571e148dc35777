"""Train, evaluate, export and benchmark the models."""

from __future__ import annotations

import os

# PyTorch keeps a compiled routine for every shape of batch it has seen, a thousand by default. Batches of documents
# hardly ever have the same shape twice: without a limit that costs 12 MB a step, measured, until the memory is gone.
# The variables are read once, when PyTorch is loaded.
for _variable in ("LRU_CACHE_CAPACITY", "ONEDNN_PRIMITIVE_CACHE_CAPACITY"):
    os.environ.setdefault(_variable, "16")
