from __future__ import annotations

import numpy as np
import pytest
from finite_differences import GivenVectors, slopes
from marked import make_doc, marked
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam

from council_minutes.components.attribute_tagger import (
    CHOICES,
    WIDTH,
    AttributeTagger,
    create_attribute_model,
    findings_of,
)
from council_minutes.corpus.docs import SPANS_KEY, to_doc

VECTOR = 6
UP = '<FINDING direction="up" against="target">Absence rose</FINDING> and <FINDING>waste was 4 t</FINDING>.'


def tagger(given: GivenVectors) -> AttributeTagger:
    model = create_attribute_model(given.model, hidden_width=8, dropout=0.0)
    model.initialize()
    return AttributeTagger(make_doc.vocab, model, "attributes", 1.0)


def with_findings(reference: Doc) -> Doc:
    doc = make_doc(reference.text)
    doc.spans[SPANS_KEY] = [doc.char_span(s.start_char, s.end_char, label=s.label_) for s in reference.spans[SPANS_KEY]]
    return doc


def column(name: str, value: str | None) -> int:
    names = list(CHOICES)
    return sum(len(CHOICES[other]) for other in names[: names.index(name)]) + CHOICES[name].index(value)


def test_gradients_agree_with_finite_differences() -> None:
    docs = [to_doc(marked(body), make_doc) for body in (UP, "", "Noted.", "<FINDING>Waste fell by 4 t</FINDING>")]
    inputs = [(doc, findings_of(doc)) for doc in docs]
    given = GivenVectors([len(doc) for doc in docs], VECTOR)
    for name, backward, difference in slopes(tagger(given).model, given, inputs, seed=5, step=1e-3):
        assert backward == pytest.approx(difference, rel=2e-2, abs=5e-3), name


def test_gradients_of_findings_that_overlap_add_up() -> None:
    doc = to_doc(marked("<FINDING>Absence rose, as <FINDING>waste fell</FINDING></FINDING>"), make_doc)
    given = GivenVectors([len(doc)], VECTOR, seed=2)
    for name, backward, difference in slopes(tagger(given).model, given, [(doc, findings_of(doc))], seed=6, step=1e-3):
        assert backward == pytest.approx(difference, rel=2e-2, abs=5e-3), name


def test_the_likeliest_value_of_each_attribute_is_written_where_it_is_stated() -> None:
    doc = with_findings(to_doc(marked(UP), make_doc))
    component = tagger(GivenVectors([len(doc)], VECTOR))
    [(keys, scores)] = component.predict([doc])
    assert scores.shape == (2, WIDTH)
    assert scores.sum(axis=1) == pytest.approx(len(CHOICES)), "each attribute's choices sum to one"
    scores[:] = 0.0
    for row, chosen in enumerate([{"direction": "down", "stands": "in_line"}, {}]):
        for name in CHOICES:
            scores[row, column(name, chosen.get(name))] = 1.0
    component.set_annotations([doc], [(keys, scores)])
    assert sorted(doc._.attributes) == [[keys[0], "direction", "down"], [keys[0], "stands", "in_line"]]


def test_attributes_are_learnt() -> None:
    reference = to_doc(marked(UP), make_doc)
    component = tagger(GivenVectors([len(reference)], VECTOR))
    optimizer = Adam(0.02)
    losses = [
        component.update([Example(make_doc(reference.text), reference)], sgd=optimizer)["attributes"] for _ in range(80)
    ]
    assert losses[-1] < 0.1 < losses[0]
    doc = with_findings(reference)
    component.set_annotations([doc], component.predict([doc]))
    assert sorted(doc._.attributes) == sorted(reference._.attributes)


@pytest.mark.parametrize("bodies", [[], [""], [" "], ["Noted."], ["", "<VOTE>Carried</VOTE>"]])
def test_documents_without_findings_have_no_attributes(bodies: list[str]) -> None:
    docs = [to_doc(marked(body), make_doc) for body in bodies]
    component = tagger(GivenVectors([len(doc) for doc in docs], VECTOR))
    component.set_annotations(docs, component.predict(docs))
    assert [doc._.attributes for doc in docs] == [[] for _ in docs]


@pytest.mark.parametrize("bodies", [["Noted."], ["", "<VOTE>Carried</VOTE>"]])
def test_documents_without_findings_add_nothing_to_the_loss(bodies: list[str]) -> None:
    references = [to_doc(marked(body), make_doc) for body in bodies]
    given = GivenVectors([len(doc) for doc in references], VECTOR)
    examples = [Example(make_doc(doc.text), doc) for doc in references]
    assert tagger(given).update(examples, sgd=Adam(0.01)) == {"attributes": 0.0}
    assert all((part == 0).all() for part in given.gradients)


def test_scores_count_attributes_of_findings_found_exactly() -> None:
    reference = to_doc(marked(UP), make_doc)
    half = to_doc(marked(UP.replace('"target"', '"previous"')), make_doc)
    shifted = to_doc(marked(UP.replace("Absence rose</FINDING>", "Absence</FINDING> rose")), make_doc)
    component = tagger(GivenVectors([], VECTOR))
    assert component.score([Example(half, reference)]) == {"attributes_acc": 0.5}
    assert component.score([Example(shifted, reference)]) == {"attributes_acc": None}
    assert component.score([Example(half, reference), Example(reference, reference)]) == {"attributes_acc": 0.75}


def test_figures_are_no_findings() -> None:
    doc = to_doc(marked("<FINDING>It rose by <FIGURE>4</FIGURE></FINDING> <VOTE>Carried</VOTE>"), make_doc)
    assert findings_of(doc) == [("FINDING", 0, 4)]


def test_each_attribute_can_be_unstated() -> None:
    assert {name: values[0] for name, values in CHOICES.items()} == dict.fromkeys(CHOICES)
    assert np.sum([len(values) for values in CHOICES.values()]) == WIDTH
