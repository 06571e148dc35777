"""Which documents train, steer and test: by host council, so that no council is on two sides.

A council's side depends on nothing but its name. New documents never move old ones, and a document of a known council
joins the side its council is on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, Literal

from council_minutes.corpus.document import AnnotatedDocument

Part = Literal["train", "dev", "test"]

# Of a hundred councils.
DEV_SHARE: Final = 5
TEST_SHARE: Final = 10


def part_of(council: str) -> Part:
    """The side of one host council, by its name or code."""
    bucket = int.from_bytes(hashlib.sha256(council.strip().lower().encode()).digest()[:8], "big") % 100
    if bucket < TEST_SHARE:
        return "test"
    return "dev" if bucket < TEST_SHARE + DEV_SHARE else "train"


def select(documents: Iterable[AnnotatedDocument], part: Part) -> list[AnnotatedDocument]:
    """The documents of one side, in the order given."""
    return [document for document in documents if part_of(document.council) == part]
