"""Annotated documents as spaCy's DocBin, for training with spaCy's own commands, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from council_minutes.corpus.docs import from_doc, to_doc
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AnnotationError

_KEY: Final = "council_minutes.key"
_META: Final = "council_minutes.meta"


def write(documents: Iterable[AnnotatedDocument], path: Path, make_doc: Callable[[str], Doc]) -> int:
    """Write documents to one ``.spacy`` file and return how many.

    Raises:
        AlignmentError: a mark does not fit the token boundaries.
    """
    # User data holds the relations, attributes, key and metadata; msgpack, no pickle.
    box = DocBin(attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
    number = 0
    for document in documents:
        doc = to_doc(document, make_doc)
        doc.user_data[_KEY] = document.key
        doc.user_data[_META] = dict(document.meta)
        box.add(doc)
        number += 1
    path.write_bytes(box.to_bytes())
    return number


def read(path: Path) -> Sequence[AnnotatedDocument]:
    """Read a ``.spacy`` file that :func:`write` wrote; marks are renamed in order of their offsets.

    Raises:
        AnnotationError: the file is no DocBin, or its documents were not written here and have no key.
    """
    try:
        box = DocBin(store_user_data=True).from_bytes(path.read_bytes())
        docs = list(box.get_docs(Vocab()))
    except Exception as error:  # zlib, msgpack and spaCy each raise their own, with no common base
        raise AnnotationError(str(path), f"is no DocBin: {error}", "Name a .spacy file") from error
    documents = []
    for number, doc in enumerate(docs):
        if _KEY not in doc.user_data:
            cause = f"document {number} has no key"
            raise AnnotationError(str(path), cause, "Write the file with `minutes annotations convert`")
        meta = MappingProxyType(dict(doc.user_data[_META]))
        documents.append(AnnotatedDocument(doc.user_data[_KEY], doc.text, meta, from_doc(doc)))
    return documents
