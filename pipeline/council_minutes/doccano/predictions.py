"""What a pipeline marks, in place of a person's annotations: a start for annotators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language

from council_minutes.corpus.doccano_jsonl import Problem, decode, encode, meta_names
from council_minutes.corpus.docs import from_doc
from council_minutes.corpus.document import AnnotatedDocument


def predict(nlp: Language, documents: Sequence[AnnotatedDocument]) -> tuple[list[AnnotatedDocument], list[Problem]]:
    """The documents with a pipeline's marks, and the marks that cross others and were left out."""
    names = meta_names(documents)
    predicted: list[AnnotatedDocument] = []
    problems: list[Problem] = []
    docs = nlp.pipe(document.text for document in documents)
    for document, doc in zip(documents, docs, strict=True):
        decoded = decode(encode(replace(document, annotations=from_doc(doc)), names))
        predicted.append(decoded.document)
        problems += decoded.problems
    return predicted, problems
