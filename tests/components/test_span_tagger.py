from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from finite_differences import GivenVectors, slopes
from hypothesis import given
from marked import annotated_documents, make_doc, marked, minutes_like
from spacy.tokens import Doc, Span
from spacy.training import Example

from council_minutes.components.span_tagger import WIDTH, SpanTagger, by_label, create_model
from council_minutes.components.tag_decoding import OUTSIDE
from council_minutes.corpus.docs import SPANS_KEY, to_doc
from council_minutes.labels import SPAN_LABELS

VECTOR = 6


def tagger(given: GivenVectors, loss_weight: float = 1.0) -> SpanTagger:
    model = create_model(given.model, hidden_width=5, dropout=0.0)
    return SpanTagger(make_doc.vocab, model, "spans", loss_weight, begin_cost=0.0)


def initialised(docs: list[Doc], labels: list[str], loss_weight: float = 1.0) -> tuple[SpanTagger, GivenVectors]:
    vectors = GivenVectors([len(doc) for doc in docs], VECTOR)
    component = tagger(vectors, loss_weight)
    component.initialize(lambda: [Example(doc, doc) for doc in docs], labels=labels)
    return component, vectors


def scores_for(component: SpanTagger, reference: Doc, sure: float = 9.0) -> np.ndarray:
    """Scores that say the reference's spans."""
    scores = np.zeros((len(reference), len(component.labels), WIDTH), dtype=np.float32)
    for number, label in enumerate(component.labels):
        scores[np.arange(len(reference)), number, component._gold(reference, label)] = sure
    return scores.reshape(len(reference), len(component.labels) * WIDTH)


@pytest.mark.parametrize(
    "body",
    [
        "Noted.",
        "<DECISION>The Panel agreed to note the report</DECISION>.",
        "<VOTE>Carried</VOTE>",
        "<DECISION>agreed</DECISION>,<VOTE>nem con</VOTE>",
        "<DECISION>That it be noted</DECISION> <DECISION>That it be sent</DECISION>",
        "<DECISION>The Panel agreed <VOTE>unanimously</VOTE> that <ACTION>a letter be sent</ACTION></DECISION>",
        "<QUESTION><RECOMMENDATION>Could it be sent</RECOMMENDATION></QUESTION>?",
    ],
)
def test_spans_are_read_back_from_the_scores_that_say_them(body: str) -> None:
    reference = to_doc(marked(body), make_doc)
    component, _ = initialised([reference], list(SPAN_LABELS))
    doc = make_doc(reference.text)
    component.set_annotations([doc], [scores_for(component, reference)])
    expected = {(span.label_, span.text) for span in reference.spans[SPANS_KEY]}
    assert {(span.label_, span.text) for span in doc.spans[SPANS_KEY]} == expected
    assert len(doc.spans[SPANS_KEY].attrs["scores"]) == len(expected)
    assert all(score > 0.9 for score in doc.spans[SPANS_KEY].attrs["scores"])


@given(annotated_documents(minutes_like()))
def test_of_spans_of_one_label_inside_one_another_the_outer_is_learnt(document: Any) -> None:
    reference = to_doc(document, make_doc)
    component, _ = initialised([reference], list(SPAN_LABELS))
    doc = make_doc(document.text)
    component.set_annotations([doc], [scores_for(component, reference)])
    spans = list(reference.spans[SPANS_KEY])
    outer = {
        (s.label_, s.start, s.end)
        for s in spans
        if not any(o is not s and o.label_ == s.label_ and o.start <= s.start and s.end <= o.end for o in spans)
    }
    assert {(s.label_, s.start, s.end) for s in doc.spans[SPANS_KEY]} == outer


def test_spans_have_no_white_space_at_their_ends_and_are_never_white_space_alone() -> None:
    doc = make_doc("It was\nnoted \n that")
    component, _ = initialised([doc], ["DECISION", "FINDING"])
    reference = make_doc(doc.text)
    assert [token.text for token in doc] == ["It", "was", "\n", "noted", "\n ", "that"]
    reference.spans[SPANS_KEY] = [Span(reference, 2, 5, label="DECISION"), Span(reference, 4, 5, label="FINDING")]
    component.set_annotations([doc], [scores_for(component, reference)])
    assert [(span.label_, span.text) for span in doc.spans[SPANS_KEY]] == [("DECISION", "noted")]


def test_the_score_is_the_mean_probability_of_not_being_outside() -> None:
    reference = to_doc(marked("<VOTE>nem con</VOTE> it"), make_doc)
    component, _ = initialised([reference], ["VOTE"])
    scores = scores_for(component, reference, sure=0.0)
    scores[:, 1:] = -9.0
    scores[0, 1] = scores[1, 3] = 1.0  # begin and last
    component.set_annotations([reference], [scores])
    likely = np.e / (1 + np.e)
    assert reference.spans[SPANS_KEY].attrs["scores"] == [pytest.approx(likely, abs=1e-3)]


def test_each_label_has_its_own_columns() -> None:
    scores = np.arange(2 * 3 * WIDTH, dtype=np.float32).reshape(2, 3 * WIDTH)
    found = by_label(scores)
    assert [part.shape for part in found] == [(2, WIDTH)] * 3
    assert np.exp(found).sum(axis=2) == pytest.approx(1.0, abs=1e-4)


def test_gradients_agree_with_finite_differences() -> None:
    docs = [make_doc("The Panel agreed"), make_doc("to note the report")]
    component, vectors = initialised(docs, ["DECISION", "VOTE"])
    for name, backward, difference in slopes(component.model, vectors, docs, seed=1):
        assert backward == pytest.approx(difference, rel=2e-2, abs=2e-3), name


def test_the_gradient_of_the_loss_agrees_with_finite_differences() -> None:
    reference = to_doc(marked("<DECISION>The Panel agreed</DECISION> <VOTE>nem con</VOTE>"), make_doc)
    component, _ = initialised([reference], ["DECISION", "VOTE"])
    example = Example(make_doc(reference.text), reference)
    scores = np.random.default_rng(0).normal(size=(len(reference), 2 * WIDTH)).astype(np.float32)
    _, [gradient] = component.get_loss([example], [scores])
    for place in np.ndindex(*scores.shape):
        moved = [scores.copy(), scores.copy()]
        moved[0][place] += 1e-2
        moved[1][place] -= 1e-2
        difference = (component.get_loss([example], moved[:1])[0] - component.get_loss([example], moved[1:])[0]) / 2e-2
        assert gradient[place] == pytest.approx(difference, abs=2e-3)


def test_the_weight_of_the_loss_scales_the_gradient() -> None:
    reference = to_doc(marked("<VOTE>nem con</VOTE>"), make_doc)
    scores = np.ones((2, WIDTH), dtype=np.float32)
    whole, part = (
        initialised([reference], ["VOTE"], weight)[0].get_loss([Example(reference, reference)], [scores])[1][0]
        for weight in (1.0, 0.25)
    )
    assert part == pytest.approx(0.25 * whole)


def test_before_training_nothing_is_a_span() -> None:
    doc = make_doc("The Panel agreed to note the report.")
    component, _ = initialised([doc], list(SPAN_LABELS))
    component.set_annotations([doc], component.predict([doc]))
    assert list(doc.spans[SPANS_KEY]) == []


@pytest.mark.parametrize("texts", [[""], ["", ""], ["", "agreed"], ["agreed", ""], ["  "], ["\n\n"]])
def test_documents_without_words_have_no_spans(texts: list[str]) -> None:
    docs = [make_doc(text) for text in texts]
    component, vectors = initialised([make_doc("agreed")], ["DECISION", "VOTE"])
    vectors.vectors = [np.zeros((len(doc), VECTOR), dtype=np.float32) for doc in docs]
    scores = component.predict(docs)
    component.set_annotations(docs, scores)
    assert [list(doc.spans[SPANS_KEY]) for doc in docs] == [[] for _ in docs]
    _, gradients = component.get_loss([Example(doc, doc) for doc in docs], scores)
    assert [gradient.shape for gradient in gradients] == [(len(doc), 2 * WIDTH) for doc in docs]


def test_scores_count_a_span_that_overlaps_by_half() -> None:
    reference = to_doc(marked("<DECISION>The Panel agreed to note</DECISION> it. <VOTE>Carried</VOTE>"), make_doc)
    predicted = to_doc(marked("The <DECISION>Panel agreed to note</DECISION> it. Carried"), make_doc)
    scores = tagger(GivenVectors([], VECTOR)).score([Example(predicted, reference)])
    assert (scores["spans_p"], scores["spans_r"]) == (1.0, 0.5)
    assert scores["spans_f"] == pytest.approx(2 / 3)
    assert scores["spans_per_type"]["VOTE"] == {"p": 0.0, "r": 0.0, "f": 0.0}


def test_labels_are_saved() -> None:
    doc = make_doc("agreed")
    component, vectors = initialised([doc], ["VOTE", "ACTION"])
    other = tagger(vectors).from_bytes(component.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    assert other.labels == ("VOTE", "ACTION")
    assert other.predict([doc])[0].tolist() == component.predict([doc])[0].tolist()
    assert OUTSIDE == 0
