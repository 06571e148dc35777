"""A tokenizer whose boundaries fit the annotation guidelines.

Words, numbers, white space and every other character stand apart, so that ``£23.3m``, ``2024/25``, ``Q3``, ``10-15``,
``Council’s`` and ``Collins (J)`` can be marked where the guidelines mark them. A run of line breaks is one token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

_TOKEN: Final = re.compile(
    r"""
      \d+ (?: ,\d{3} (?!\d) )* (?: \.\d+ )*      # 1,250.50, 23.3, 25.11.2024
    | ['’]s \b                                   # the possessive stands apart
    | [^\W\d_]+                                  # a run of letters
    | \n [\n\r\t\ \u00a0]*                       # a line break with the blank lines and the indent after it
    | [^\S\n]+                                   # other white space
    | .                                          # any other character
    """,
    re.VERBOSE | re.DOTALL,
)


def _is_glued(word: str) -> bool:
    """Whether a word has a capital after a small letter: web pages and PDFs lose the line break in ``ChairmanCllr``."""
    return not (word.islower() or word.isupper() or word[1:].islower()) and word.isalpha()


# What a capital inside one word stands behind: names (`McMahon`, `FitzGerald`) and abbreviations (`DfE`), but
# not the short words that lose their space (`InAttendance`, `MrAshby`).
_ONE_WORD: Final = re.compile(
    r"Mac|Fitz|(?!An|As|At|By|Cr|Do|Dr|Go|He|If|In|Is|It|Mr|Ms|My|No|Of|On|Or|So|St|To|Up|We)[A-Z][a-z]"
)


def _glued(word: str) -> list[str]:
    cuts = [i for i in range(1, len(word)) if word[i].isupper() and word[i - 1].islower()]
    cuts = [cut for last, cut in pairwise([0, *cuts]) if _ONE_WORD.fullmatch(word, last, cut) is None]
    return [word[left:right] for left, right in zip([0, *cuts], [*cuts, len(word)], strict=True)]


class MinutesTokenizer:
    """Splits text into tokens; ``"".join(token.text_with_ws)`` is the text again."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for found in _TOKEN.findall(text):
            word = found
            if found[0] == " " and words and not spaces[-1]:
                spaces[-1] = True
                word = found[1:]
                if not word:
                    continue
            for part in _glued(word) if _is_glued(word) else (word,):
                words.append(part)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    # The tokenizer has no state; spaCy asks for these four to save and load a pipeline.
    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: Any) -> MinutesTokenizer:
        return self

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Nothing to write."""

    def from_disk(self, path: Path | str, **_: Any) -> MinutesTokenizer:
        return self


@spacy.registry.tokenizers("council_minutes.Tokenizer.v1")
def create_tokenizer() -> Callable[[Language], MinutesTokenizer]:
    """The tokenizer, for ``[nlp.tokenizer]`` of a config."""

    def build(nlp: Language) -> MinutesTokenizer:
        return MinutesTokenizer(nlp.vocab)

    return build
