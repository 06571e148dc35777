from __future__ import annotations

import pytest
import spacy
from marked import marked
from spacy.language import Language
from spacy.tokens import Doc

from council_minutes.components import tokenizer  # noqa: F401  (registers the tokenizer)
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.scoring import score_document
from council_minutes.learn.evaluate import (
    LAYERS,
    RESAMPLES,
    DocumentScore,
    annotate,
    confidence_intervals,
    evaluate,
    total,
)
from council_minutes.learn.model_card import comparison_of_sets

DOCUMENTS = [
    marked("<PERSON>Ashby</PERSON> met <PERSON>Carton</PERSON>.", key="one", council="Averne"),
    marked("The <BODY>Panel</BODY> met.", key="two", council="Belton"),
    marked("Nobody came.", key="three"),
]


@Language.component("finds_ashby")  # type: ignore[untyped-decorator]
def finds_ashby(doc: Doc) -> Doc:
    """Takes Ashby and every Panel for a person."""
    doc.set_ents([doc.char_span(t.idx, t.idx + len(t), label="PERSON") for t in doc if t.text in ("Ashby", "Panel")])
    return doc


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "council_minutes.Tokenizer.v1"}}})
    nlp.add_pipe("finds_ashby")
    return nlp


@pytest.fixture(scope="module")
def scores(nlp: Language) -> list[DocumentScore]:
    return evaluate(nlp, DOCUMENTS)


def test_documents_are_read_without_their_annotations(nlp: Language) -> None:
    found = annotate(nlp, DOCUMENTS)
    assert [[(m.label, m.start, m.end) for m in one.entities] for one in found] == [
        [("PERSON", 0, 5)],
        [("PERSON", 4, 9)],
        [],
    ]


def test_each_document_has_its_counts(scores: list[DocumentScore]) -> None:
    assert [(score.key, score.council) for score in scores] == [
        ("one", "Averne"),
        ("two", "Belton"),
        ("three", "three"),
    ]
    counts = [
        (s.scores.entities.hit.total(), s.scores.entities.found.total(), s.scores.entities.gold.total()) for s in scores
    ]
    assert counts == [(1, 1, 2), (0, 1, 1), (0, 0, 0)]


def test_all_documents_count_together(scores: list[DocumentScore]) -> None:
    prf = total(scores).entities.prf()
    assert (prf.precision, prf.gold) == (0.5, 3)
    assert prf.recall == pytest.approx(1 / 3)
    assert total([]).entities.prf().f1 == 0.0


def test_intervals_hold_the_score_and_are_the_same_for_the_same_seed(scores: list[DocumentScore]) -> None:
    many = scores * 10
    intervals = confidence_intervals(many)
    assert set(intervals) == set(LAYERS)
    low, high = intervals["entities"]
    assert 0.0 < low < total(many).entities.prf().f1 < high < 1.0
    assert intervals == confidence_intervals(many)
    assert intervals != confidence_intervals(many, seed=1)
    assert RESAMPLES >= 1000


def test_more_documents_give_a_narrower_interval(scores: list[DocumentScore]) -> None:
    widths = [high - low for low, high in (confidence_intervals(scores * n)["entities"] for n in (3, 30))]
    assert widths[1] < widths[0] / 2


def test_of_one_document_the_interval_is_its_score(scores: list[DocumentScore]) -> None:
    assert list(confidence_intervals(scores[:1])["entities"]) == pytest.approx([2 / 3, 2 / 3])


def test_without_documents_there_is_nothing_to_tell(nlp: Language) -> None:
    none: list[AnnotatedDocument] = []
    assert evaluate(nlp, none) == []
    assert confidence_intervals([]) == {}


def test_sets_of_documents_stand_in_one_table() -> None:
    body = "<PERSON>Ashby</PERSON> spoke of <COUNCIL>Averne</COUNCIL>."
    gold, blank = marked(body, council="Averne"), marked("Ashby spoke of Averne.")
    right = DocumentScore("a", "Averne", score_document(gold.annotations, gold.annotations))
    wrong = DocumentScore("b", "Averne", score_document(blank.annotations, gold.annotations))
    table = comparison_of_sets({"seen": [right], "never seen": [right, wrong]})
    assert "| seen | 1 | 100.0 (100.0 to 100.0) |" in table
    # Two of four marks are found, none wrongly: precision 1, recall a half.
    assert "| never seen | 2 | 66.7 (0.0 to 100.0) |" in table
