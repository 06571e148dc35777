from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from finite_differences import GivenVectors, slopes
from hypothesis import assume, given
from marked import annotated_documents, make_doc, marked, minutes_like
from spacy.tokens import Doc, Span
from spacy.training import Example

from council_minutes.components.entity_tagger import EntityTagger, create_entity_model
from council_minutes.components.tag_decoding import N_TAGS, balance_brackets, trim_space
from council_minutes.corpus.docs import to_doc
from council_minutes.labels import ENTITY_LABELS

VECTOR = 6


def initialised(docs: list[Doc], labels: list[str] | None = None) -> tuple[EntityTagger, GivenVectors]:
    vectors = GivenVectors([len(doc) for doc in docs], VECTOR)
    component = EntityTagger(make_doc.vocab, create_entity_model(vectors.model, hidden_width=5, dropout=0.0), "ner")
    component.initialize(lambda: [Example(doc, doc) for doc in docs], labels=labels)
    return component, vectors


def scores_for(component: EntityTagger, reference: Doc) -> np.ndarray:
    scores = np.zeros((len(reference), 1 + N_TAGS * len(component.labels)), dtype=np.float32)
    scores[np.arange(len(reference)), component._gold(reference)] = 9.0
    return scores


@given(annotated_documents(minutes_like()))
def test_entities_are_read_back_from_the_scores_that_say_them(document: Any) -> None:
    assume(not set("()") & set(document.text))  # unpaired brackets are cut off; examples of that stand below
    reference = to_doc(document, make_doc)
    component, _ = initialised([reference])
    assert component.labels == ENTITY_LABELS
    doc = make_doc(document.text)
    component.set_annotations([doc], [scores_for(component, reference)])
    assert [(e.label_, e.start, e.end) for e in doc.ents] == [(e.label_, e.start, e.end) for e in reference.ents]


def test_entities_have_no_white_space_at_their_ends() -> None:
    doc = make_doc("Cllr\nAshby \n left")
    reference = make_doc(doc.text)
    assert [token.text for token in doc] == ["Cllr", "\n", "Ashby", "\n ", "left"]
    reference.set_ents([Span(reference, 1, 4, label="PERSON")])
    component, _ = initialised([doc])
    component.set_annotations([doc], [scores_for(component, reference)])
    assert [(e.label_, e.text) for e in doc.ents] == [("PERSON", "Ashby")]


def test_gradients_agree_with_finite_differences() -> None:
    docs = [make_doc("Cllr Ashby agreed"), make_doc("to note 4 reports")]
    component, vectors = initialised(docs, ["PERSON", "FIGURE"])
    for name, backward, difference in slopes(component.model, vectors, docs, seed=1):
        assert backward == pytest.approx(difference, rel=2e-2, abs=2e-3), name


def test_the_gradient_of_the_loss_agrees_with_finite_differences() -> None:
    reference = to_doc(marked("Cllr <PERSON>J. Ashby</PERSON> had <FIGURE>4</FIGURE>"), make_doc)
    component, _ = initialised([reference], ["PERSON", "FIGURE"])
    example = Example(make_doc(reference.text), reference)
    scores = np.random.default_rng(0).normal(size=(len(reference), 1 + 2 * N_TAGS)).astype(np.float32)
    _, [gradient] = component.get_loss([example], [scores])
    for place in np.ndindex(*scores.shape):
        moved = [scores.copy(), scores.copy()]
        moved[0][place] += 1e-2
        moved[1][place] -= 1e-2
        difference = (component.get_loss([example], moved[:1])[0] - component.get_loss([example], moved[1:])[0]) / 2e-2
        assert gradient[place] == pytest.approx(difference, abs=2e-3)


@pytest.mark.parametrize("texts", [[""], ["", ""], ["", "agreed"], ["agreed", ""], ["  "], ["\n\n"]])
def test_documents_without_words_have_no_entities(texts: list[str]) -> None:
    docs = [make_doc(text) for text in texts]
    component, vectors = initialised([make_doc("agreed")])
    vectors.vectors = [np.zeros((len(doc), VECTOR), dtype=np.float32) for doc in docs]
    scores = component.predict(docs)
    for part in scores:
        part[:, 0] += 9.0
    component.set_annotations(docs, scores)
    assert [list(doc.ents) for doc in docs] == [[] for _ in docs]
    component.get_loss([Example(doc, doc) for doc in docs], scores)


def test_scores_count_exact_entities() -> None:
    reference = to_doc(marked("<ROLE>Cllr</ROLE> <PERSON>J. Ashby</PERSON>"), make_doc)
    predicted = to_doc(marked("<ROLE>Cllr</ROLE> J. <PERSON>Ashby</PERSON>"), make_doc)
    component, _ = initialised([reference])
    scores = component.score([Example(predicted, reference)])
    assert (scores["ents_p"], scores["ents_r"], scores["ents_f"]) == (0.5, 0.5, 0.5)
    assert scores["ents_per_type"]["ROLE"]["f"] == 1.0


def test_labels_are_saved() -> None:
    doc = make_doc("Ashby")
    component, vectors = initialised([doc], ["ROLE", "PERSON"])
    other = EntityTagger(make_doc.vocab, create_entity_model(vectors.model, hidden_width=5, dropout=0.0), "ner")
    other.from_bytes(component.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    assert other.labels == ("ROLE", "PERSON")
    assert other.predict([doc])[0].tolist() == component.predict([doc])[0].tolist()


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("Head of Finance (Interim) spoke", "Head of Finance (Interim", "Head of Finance (Interim)"),
        ("(Director of Public Health) spoke", "Director of Public Health)", "Director of Public Health"),
        ("Standing Order 25(1) applied", "Standing Order 25(1", "Standing Order 25(1)"),
        ("Road Traffic Act 1984 (as amended in 1991)", "Road Traffic Act 1984 (as amended", "Road Traffic Act 1984"),
        ("Collins (J) and Ahmed", "Collins (J)", "Collins (J)"),
    ],
)
def test_brackets_of_an_entity_come_in_pairs(text: str, said: str, kept: str) -> None:
    doc = make_doc(text)
    start = text.index(said)
    span = doc.char_span(start, start + len(said))
    left, right = trim_space(doc, *balance_brackets(doc, span.start, span.end))
    assert doc[left:right].text == kept
