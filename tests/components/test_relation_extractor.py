from __future__ import annotations

import numpy as np
import pytest
from finite_differences import GivenVectors
from marked import make_doc, marked
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam

from council_minutes.components.relation_candidates import RELATION_NAMES
from council_minutes.components.relation_extractor import RelationExtractor, marks_of
from council_minutes.components.relation_model import create_relation_model
from council_minutes.corpus.docs import SPANS_KEY, to_doc

WIDTH = 8
HELD = '<PERSON HOLDS="r">Ashby</PERSON> (<ROLE id="r">Chair</ROLE>) and <PERSON>Carton</PERSON>'


def extractor(given: GivenVectors, threshold: float = 0.5) -> RelationExtractor:
    model = create_relation_model(given.model, hidden_width=16, dropout=0.0)
    model.initialize()
    return RelationExtractor(make_doc.vocab, model, "relations", threshold, 1.0)


def with_marks(reference: Doc) -> Doc:
    """The words and marks of a Doc, without its relations."""
    doc = make_doc(reference.text)
    for span in (*reference.ents, *reference.spans[SPANS_KEY]):
        assert doc[span.start : span.end].text == span.text
    doc.set_ents([doc.char_span(e.start_char, e.end_char, label=e.label_) for e in reference.ents])
    doc.spans[SPANS_KEY] = [doc.char_span(s.start_char, s.end_char, label=s.label_) for s in reference.spans[SPANS_KEY]]
    return doc


def found(doc: Doc) -> list[tuple[str, str, str]]:
    return [(name, doc[h[1] : h[2]].text, doc[t[1] : t[2]].text) for name, h, t, _ in doc._.relations]


def test_relations_that_reach_the_threshold_are_written() -> None:
    reference = to_doc(marked(HELD), make_doc)
    doc = with_marks(reference)
    component = extractor(GivenVectors([len(doc)], WIDTH), threshold=0.7)
    [(candidates, scores)] = component.predict([doc])
    holds = RELATION_NAMES.index("HOLDS")
    scores[:] = 0.9  # of what the labels do not allow, even likely relations are none
    scores[:, holds] = np.where(candidates.heads == 0, 0.7, 0.69)
    component.set_annotations([doc], [(candidates, scores)])
    assert found(doc) == [("HOLDS", "Ashby", "Chair")]
    assert doc._.relations[0][3] == pytest.approx(0.7)


def test_relations_are_learnt() -> None:
    reference = to_doc(marked(HELD), make_doc)
    component = extractor(GivenVectors([len(reference)], WIDTH))
    optimizer = Adam(0.01)
    losses = [
        component.update([Example(make_doc(reference.text), reference)], sgd=optimizer)["relations"] for _ in range(60)
    ]
    assert losses[-1] < 0.05 < losses[0]
    doc = with_marks(reference)
    component.set_annotations([doc], component.predict([doc]))
    assert found(doc) == [("HOLDS", "Ashby", "Chair")]


@pytest.mark.parametrize("bodies", [[], [""], [" "], ["\n\n"], ["Noted."], ["", "<PERSON>Ashby</PERSON>"], ["", HELD]])
def test_documents_without_pairs_have_no_relations(bodies: list[str]) -> None:
    docs = [with_marks(to_doc(marked(body), make_doc)) for body in bodies]
    component = extractor(GivenVectors([len(doc) for doc in docs], WIDTH), threshold=1.1)
    component.set_annotations(docs, component.predict(docs))
    assert [doc._.relations for doc in docs] == [[] for _ in docs]


@pytest.mark.parametrize("bodies", [["Noted."], ["", "<PERSON>Ashby</PERSON>"]])
def test_documents_without_pairs_add_nothing_to_the_loss(bodies: list[str]) -> None:
    references = [to_doc(marked(body), make_doc) for body in bodies]
    component = extractor(GivenVectors([len(doc) for doc in references], WIDTH))
    examples = [Example(make_doc(doc.text), doc) for doc in references]
    assert component.update(examples, sgd=Adam(0.01)) == {"relations": 0.0}


def test_the_loss_of_the_component_scales_its_gradient() -> None:
    reference = to_doc(marked(HELD), make_doc)
    seen = []
    for weight in (1.0, 0.25):
        given = GivenVectors([len(reference)], WIDTH)
        component = extractor(given)
        component.cfg["loss_weight"] = weight
        for layer in component.model.walk():
            for name in layer.param_names:
                generator = np.random.default_rng(0)
                layer.set_param(name, generator.normal(size=layer.get_param(name).shape).astype(np.float32))
        component.update([Example(make_doc(reference.text), reference)])
        seen.append(given.gradients[0])
    assert np.abs(seen[0]).max() > 0
    assert seen[1] == pytest.approx(0.25 * seen[0], rel=1e-3, abs=1e-7)


def test_scores_count_exact_marks_and_what_was_within_reach() -> None:
    reference = to_doc(marked(HELD), make_doc)
    right = to_doc(marked(HELD), make_doc)
    wrong = to_doc(
        marked(HELD.replace(' HOLDS="r"', "").replace("<PERSON>Carton", '<PERSON HOLDS="r">Carton')), make_doc
    )
    component = extractor(GivenVectors([], WIDTH))
    scores = component.score([Example(right, reference), Example(wrong, reference)])
    assert (scores["relations_p"], scores["relations_r"], scores["relations_f"]) == (0.5, 0.5, 0.5)
    assert scores["relations_candidate_recall"] == 1.0
    assert scores["relations_per_type"] == {"HOLDS": 0.5}
    far = "word " * 500
    lost = to_doc(marked(f'<PERSON HOLDS="r">Ashby</PERSON> {far}<ROLE id="r">Chair</ROLE>'), make_doc)
    assert component.score([Example(make_doc(lost.text), lost)])["relations_candidate_recall"] == 0.0


def test_marks_are_those_of_both_layers() -> None:
    doc = to_doc(marked("<DECISION><BODY>Panel</BODY> agreed</DECISION>"), make_doc)
    assert marks_of(doc) == [("BODY", 0, 1), ("DECISION", 0, 2)]
