"""A wordpiece tokenizer of BERT's kind with some hundred pieces."""

from __future__ import annotations

import string

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WORDS = ["the", "panel", "council", "##lor", "agreed", "to", "note", "report", "smith", "resolved", "that"]
_SIGNS = [*"¶£%.,;:()-/’'•|"]

#: In order of their index.
VOCABULARY = [
    *_SPECIAL,
    *_WORDS,
    *_SIGNS,
    *(begin + letter for letter in string.ascii_lowercase + string.digits for begin in ("", "##")),
]


def tiny_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(WordPiece({piece: i for i, piece in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer
