"""Runs of words that texts written for the project share with real minutes: none is wanted but the stock formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from council_minutes.corpus.document import AnnotatedDocument

#: A run of at least this many words is reported.
DEFAULT_RUN: Final = 8
_SUFFIXES: Final = frozenset({".xml", ".txt", ".md", ".html", ".htm", ".jsonl"})
_TAG: Final = re.compile(r"<[^>]+>")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class SharedRun:
    """A run of words that stands in a document and in the real minutes; ``words`` are lower case."""

    key: str
    words: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """A text's words in lower case, apostrophes made alike."""
    return _WORD.findall(text.lower().replace("’", "'"))


def read_plain(folder: Path) -> list[str]:
    """The texts of every ``.xml .txt .md .html .htm .jsonl`` below a folder; tags are dropped."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            # Tags of annotations stand inside words' sentences, tags of a page between its blocks.
            filler = "" if path.suffix == ".xml" else " "
            texts.append(_TAG.sub(filler, text) if path.suffix in {".xml", ".html", ".htm"} else text)
    return texts


def shared_runs(documents: Iterable[AnnotatedDocument], real: Iterable[str], run: int = DEFAULT_RUN) -> list[SharedRun]:
    """The longest runs of at least ``run`` words of each document that stand in a real text, longest first."""
    seen: set[tuple[str, ...]] = set()
    for text in real:
        words = words_of(text)
        seen.update(tuple(words[i : i + run]) for i in range(len(words) - run + 1))
    found = []
    for document in documents:
        words = words_of(document.text)
        hits = [i for i in range(len(words) - run + 1) if tuple(words[i : i + run]) in seen]
        breaks = [0, *(n for n, (left, right) in enumerate(pairwise(hits), 1) if right != left + 1), len(hits)]
        for first, last in pairwise(breaks):
            if hits:
                found.append(SharedRun(document.key, tuple(words[hits[first] : hits[last - 1] + run])))
    return sorted(found, key=lambda shared: (-len(shared.words), shared.key, shared.words))
