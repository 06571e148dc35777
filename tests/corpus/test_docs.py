from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from marked import annotated_documents, make_doc, marked, minutes_like, told
from spacy.tokens import DocBin, Span, SpanGroup

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.docs import SPANS_KEY, from_doc, key_of, to_doc, unaligned
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AlignmentError

BODY = (
    '<PERSON HOLDS="r">Ashby</PERSON>, <ROLE id="r">Chair</ROLE>: '
    '<FINDING direction="up">waste rose to <FIGURE>4</FIGURE> t</FINDING>'
)


def test_each_layer_has_its_place_in_a_doc() -> None:
    doc = to_doc(marked(BODY), make_doc)
    assert [(e.label_, e.text) for e in doc.ents] == [("PERSON", "Ashby"), ("ROLE", "Chair"), ("FIGURE", "4")]
    assert [(s.label_, s.text) for s in doc.spans[SPANS_KEY]] == [("FINDING", "waste rose to 4 t")]
    assert doc._.relations == [["HOLDS", ("PERSON", 0, 1), ("ROLE", 2, 3), None]]
    assert doc._.attributes == [[("FINDING", 4, 9), "direction", "up"]]


@given(annotated_documents(minutes_like()))
def test_annotations_come_back_from_a_doc(document: AnnotatedDocument) -> None:
    doc = to_doc(document, make_doc)
    again = AnnotatedDocument(document.key, doc.text, document.meta, from_doc(doc))
    assert told(again) == told(document)
    assert all(mark.score is None for mark in again.annotations.marks())


@given(annotated_documents(minutes_like()))
def test_a_stored_doc_says_the_same(document: AnnotatedDocument) -> None:
    doc = to_doc(document, make_doc)
    box = DocBin(attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"], store_user_data=True, docs=[doc])
    [loaded] = DocBin().from_bytes(box.to_bytes()).get_docs(make_doc.vocab)
    assert from_doc(loaded) == from_doc(doc)


def test_marks_are_named_in_order_and_carry_the_models_scores() -> None:
    doc = make_doc("The Panel agreed to note it nem con")
    doc.set_ents([Span(doc, 1, 2, label="BODY")])
    spans = [Span(doc, 6, 8, label="VOTE"), Span(doc, 0, 6, label="DECISION"), Span(doc, 0, 8, label="ACTION")]
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans, attrs={"scores": [0.5, 0.75, 1.0]})
    doc._.relations = [["OUTCOME", key_of(spans[1]), key_of(spans[0]), 0.25]]
    found = from_doc(doc)
    assert [(m.id, m.label, m.score) for m in found.marks()] == [
        ("e0", "BODY", None),
        ("s0", "ACTION", 1.0),
        ("s1", "DECISION", 0.75),
        ("s2", "VOTE", 0.5),
    ]
    assert found.relations == (Relation("OUTCOME", "s1", "s2", 0.25),)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No mark."])
def test_a_doc_that_no_component_has_seen_has_no_annotations(text: str) -> None:
    assert from_doc(make_doc(text)) == Annotations()


def test_a_mark_that_cuts_a_token_is_an_error() -> None:
    document = AnnotatedDocument("averne-01", "£1,250", annotations=Annotations((Mark("m", "FIGURE", 1, 2),)))
    assert unaligned(document, make_doc) == [document.annotations.entities[0]]
    with pytest.raises(AlignmentError, match="averne-01: FIGURE '1' at 1 cuts a token"):
        to_doc(document, make_doc)


def test_attributes_of_figures_are_kept() -> None:
    mark = Mark("m", "FIGURE", 0, 1, None, MappingProxyType({"direction": "down"}))
    found = from_doc(to_doc(AnnotatedDocument("d", "4 t", annotations=Annotations((mark,))), make_doc))
    assert dict(found.entities[0].attributes) == {"direction": "down"}
