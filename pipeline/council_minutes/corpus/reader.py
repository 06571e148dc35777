"""The corpus as spaCy's training loop wants it: examples of one part of an annotation set."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example

from council_minutes.corpus.docs import to_doc
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.corpus.splits import Part, select

#: Gives a document to train on in place of another; draws from the generator handed in.
Augmenter = Callable[[AnnotatedDocument, random.Random], AnnotatedDocument]


@spacy.registry.readers("council_minutes.AnnotatedDocuments.v1")
def create_reader(
    path: Path,
    part: Part,
    seed: int = 0,
    shuffle: bool = False,
    augmenter: Augmenter | None = None,
    extra: Path | None = None,
) -> Callable[[Language], Iterable[Example]]:
    """Read one part of the annotated documents below ``path``.

    Args:
        part: ``train``, ``dev`` or ``test``: by host council (``corpus.splits``).
        seed: of the order and the augmenter; every pass over the corpus draws anew, two runs draw the same.
        shuffle: every pass in another order. spaCy's loop reads the corpus anew at each pass, and leaves the order to
            the reader, only with ``max_epochs = -1``.
        augmenter: changes each document at each pass; None leaves them as they are.
        extra: a further folder, all of whose documents belong to the part.
    """
    documents = select(read_folder(Path(path)), part)
    if extra is not None:
        documents += read_folder(Path(extra))
    generator = random.Random(seed)

    def read(nlp: Language) -> Iterator[Example]:
        for document in generator.sample(documents, len(documents)) if shuffle else documents:
            shown = document if augmenter is None else augmenter(document, generator)
            reference = to_doc(shown, nlp.make_doc)
            yield Example(nlp.make_doc(shown.text), reference)

    return read
