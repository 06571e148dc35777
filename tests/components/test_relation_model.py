from __future__ import annotations

import numpy as np
import pytest
from finite_differences import GivenVectors, slopes
from marked import make_doc, marked
from spacy.tokens import Doc

from council_minutes.components.relation_candidates import RELATION_NAMES, Candidates, find_candidates
from council_minutes.components.relation_extractor import marks_of
from council_minutes.components.relation_model import PairModel, create_relation_model
from council_minutes.corpus.docs import to_doc

WIDTH = 6
BODIES = [
    'The <DECISION MADE_BY="b"><BODY id="b">Panel</BODY> agreed to note it</DECISION>, moved by <PERSON>Ashby</PERSON>',
    "No mark at all",
    "<PERSON>Ashby</PERSON> (<ROLE>Chair</ROLE> of the <BODY>Panel</BODY>), <PERSON>Carton</PERSON>",
    "",
]


def pairs_of(bodies: list[str]) -> list[tuple[Doc, Candidates]]:
    docs = [to_doc(marked(body), make_doc) for body in bodies]
    return [(doc, find_candidates(doc, marks_of(doc))) for doc in docs]


def initialised(given: GivenVectors) -> PairModel:
    model = create_relation_model(given.model, hidden_width=5, dropout=0.0)
    model.initialize()
    return model


def test_each_pair_has_a_score_for_each_relation() -> None:
    inputs = pairs_of(BODIES)
    model = initialised(GivenVectors([len(doc) for doc, _ in inputs], WIDTH))
    shapes = [scores.shape for scores in model.predict(inputs)]
    assert shapes == [(len(candidates), len(RELATION_NAMES)) for _, candidates in inputs]
    assert shapes[1][0] == shapes[3][0] == 0 < shapes[0][0]


def test_gradients_agree_with_finite_differences() -> None:
    inputs = pairs_of(BODIES)
    given = GivenVectors([len(doc) for doc, _ in inputs], WIDTH)
    for name, backward, difference in slopes(initialised(given), given, inputs, seed=3):
        assert backward == pytest.approx(difference, rel=2e-2, abs=5e-3), name


def test_a_document_is_scored_the_same_alone_and_among_others() -> None:
    inputs = pairs_of(BODIES)
    given = GivenVectors([len(doc) for doc, _ in inputs], WIDTH)
    model = initialised(given)
    together = model.predict(inputs)
    vectors = given.vectors
    for number, one in enumerate(inputs):
        given.vectors = [vectors[number]]
        assert model.predict([one])[0] == pytest.approx(together[number], abs=1e-5)


def test_words_outside_and_not_between_the_marks_do_not_count() -> None:
    inputs = pairs_of(["Then <PERSON>Ashby</PERSON>, the <ROLE>Chair</ROLE>, left"])
    given = GivenVectors([len(inputs[0][0])], WIDTH)
    model = initialised(given)
    before = model.predict(inputs)[0]
    words = [token.text for token in inputs[0][0]]
    for word, counts in (("Then", False), ("left", False), ("Ashby", True), ("the", True), ("Chair", True)):
        vectors = given.vectors[0].copy()
        given.vectors[0][words.index(word)] += 3.0
        assert bool(np.abs(model.predict(inputs)[0] - before).max() > 1e-3) is counts, word
        given.vectors[0] = vectors


def test_a_batch_without_candidates_can_be_learnt_from() -> None:
    inputs = pairs_of(["", "No mark at all", "<PERSON>Ashby</PERSON>"])
    given = GivenVectors([len(doc) for doc, _ in inputs], WIDTH)
    scores, backprop = initialised(given).begin_update(inputs)
    backprop(scores)
    assert [part.shape for part in given.gradients] == [rows.shape for rows in given.vectors]
    assert all((part == 0).all() for part in given.gradients)
