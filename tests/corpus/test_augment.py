from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import annotated_documents, make_doc, marked, minutes_like, quotes

from council_minutes.corpus.augment import create_augmenter, swap_names
from council_minutes.corpus.docs import unaligned
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.layout import (
    change_bullets,
    change_case,
    change_spaces,
    lose_spaces,
    ocr_slips,
    unwrap,
    widen_spaces,
    wrap,
)

Change = Callable[[AnnotatedDocument, random.Random], AnnotatedDocument]

swap_all = partial(swap_names, share=1.0)
CHANGES: dict[str, Change] = {
    "swap_names": swap_all,
    "unwrap": unwrap,
    "wrap": wrap,
    "change_bullets": change_bullets,
    "change_spaces": change_spaces,
    "lose_spaces": lose_spaces,
    "widen_spaces": widen_spaces,
    "change_case": change_case,
    "ocr_slips": ocr_slips,
    "all": create_augmenter(plain_share=0.0, swap_share=0.8, layout_share=0.8),
}
BODY = (
    "<COUNCIL>AVERNE COUNTY COUNCIL</COUNCIL>\n\nApologies for absence\n\n"
    '<ATTENDANCE MADE_BY="p">Present: <ROLE id="r">Cllr</ROLE> <PERSON id="p" HOLDS="r">J. Smith</PERSON> and Mrs '
    "<PERSON>Smith (A)</PERSON> of the <BODY>Planning and Regulatory Committee</BODY></ATTENDANCE>\n"
    "• On <DATE>Tuesday, 4 March 2014</DATE> at <DATE>7.30 p.m.</DATE> <PERSON>Smith</PERSON> said that\n"
    '• <FINDING direction="up">the <INDICATOR>recycling rate</INDICATOR> rose to <FIGURE>1,250.5</FIGURE>%</FINDING>\n'
    "• <ORG>Ofsted</ORG> had read the <DOCUMENT>Local Transport Plan</DOCUMENT> and the <DOCUMENT>Plan</DOCUMENT> of "
    "<COUNCIL>Averne County Council</COUNCIL>; <COUNCIL>the council</COUNCIL> had not.\n"
)
DOCUMENT = marked(BODY)


def one(body: str, change: Change, seed: int = 1) -> str:
    return change(marked(body), random.Random(seed)).text


@pytest.mark.parametrize("name", CHANGES)
@given(annotated_documents(minutes_like()), st.integers(0, 999))
def test_marks_stay_on_whole_words(name: str, document: AnnotatedDocument, seed: int) -> None:
    changed = CHANGES[name](document, random.Random(seed))
    assert unaligned(changed, make_doc) == []
    for old, new in zip(document.annotations.marks(), changed.annotations.marks(), strict=True):
        assert (old.id, old.label, old.attributes) == (new.id, new.label, new.attributes)
        assert 0 <= new.start < new.end <= len(changed.text)
        words = changed.text[new.start : new.end]
        assert words == words.strip()
    assert changed.annotations.relations == document.annotations.relations
    assert changed.meta == document.meta


@pytest.mark.parametrize("name", CHANGES)
@given(annotated_documents(minutes_like()), st.integers(0, 999))
def test_a_change_is_the_same_for_the_same_seed(name: str, document: AnnotatedDocument, seed: int) -> None:
    change = CHANGES[name]
    assert change(document, random.Random(seed)) == change(document, random.Random(seed))


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_changes_something(name: str) -> None:
    body = BODY.replace("rose to", "rose because of\nthe many homes that were completed to")
    document = marked(re.sub(' (id|HOLDS|MADE_BY)="[^"]*"', "", body) * 30)
    assert any(CHANGES[name](document, random.Random(seed)).text != document.text for seed in range(6))


@pytest.mark.parametrize("seed", range(8))
def test_the_same_name_is_replaced_by_the_same(seed: int) -> None:
    people = [words for label, words in quotes(swap_all(DOCUMENT, random.Random(seed))) if label == "PERSON"]
    surnames = [people[0].split(". ")[1], people[1].split(" (")[0], people[2]]
    assert len(set(surnames)) == 1
    assert re.fullmatch(r"[A-Z]\. [^\W\d]+", people[0])
    assert re.fullmatch(r"[^\W\d]+ \([A-Z]\)", people[1])


@pytest.mark.parametrize("seed", range(8))
def test_numbers_keep_their_shape_and_capitals_stay_capitals(seed: int) -> None:
    found = quotes(swap_all(DOCUMENT, random.Random(seed)))
    words = dict(found)
    assert re.fullmatch(r"[1-9],\d{3}\.\d", words["FIGURE"])
    councils = [text for label, text in found if label == "COUNCIL"]
    assert councils[0].isupper() and councils[0].endswith(" COUNTY COUNCIL")
    assert councils[0].lower() == councils[1].lower()
    assert councils[2] == "the council", "a definite reference stays"
    documents = [text for label, text in found if label == "DOCUMENT"]
    assert documents[1] == "Plan"
    dates = [text for label, text in found if label == "DATE"]
    assert re.fullmatch(r"[A-Z]\w+day, \d{1,2} [A-Z]\w+ (200[89]|201\d|2020)", dates[0])
    assert dates[1] == "7.30 p.m."


def test_nothing_is_swapped_in_a_share_of_none() -> None:
    assert swap_names(DOCUMENT, random.Random(0), 0.0) == DOCUMENT


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("the end of a\nline", "the end of a line"),
        ("a heading:\nits text", "a heading:\nits text"),
        ("It ended.\nThen", "It ended.\nThen"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("one\n• two", "one\n• two"),
    ],
)
def test_unwrapping_joins_lines_that_a_sentence_runs_over(body: str, expected: str) -> None:
    assert one(body, unwrap) == expected


@pytest.mark.parametrize("seed", range(6))
def test_wrapped_lines_are_about_as_long_as_the_width(seed: int) -> None:
    text = one("word " * 200, wrap, seed)
    assert all(40 <= len(line) <= 112 for line in text.split("\n")[:-1])
    assert text.split() == ["word"] * 200


@pytest.mark.parametrize("seed", range(6))
def test_all_bullets_of_a_document_become_the_same(seed: int) -> None:
    lines = one("• one\n • two\n- three\nA – b", change_bullets, seed).split("\n")
    signs = {line.strip().rsplit(" ", 1)[0].strip() for line in lines[:3]}
    assert len(signs) == 1
    assert lines[3] == "A – b"


@given(annotated_documents(minutes_like()), st.integers(0, 999))
def test_layout_changes_nothing_but_white_space(document: AnnotatedDocument, seed: int) -> None:
    for change in (unwrap, wrap, change_spaces):
        assert change(document, random.Random(seed)).text.split() == document.text.split()


@given(annotated_documents(minutes_like()), st.integers(0, 999))
def test_lost_and_added_spaces_change_no_other_character(document: AnnotatedDocument, seed: int) -> None:
    for change in (lose_spaces, widen_spaces):
        assert "".join(change(document, random.Random(seed)).text.split()) == "".join(document.text.split())


@pytest.mark.parametrize(
    ("body", "shortest"),
    [
        ("all of <PERSON>Ash</PERSON> it", "allof Ash it"),
        ("that the <COUNCIL>Council</COUNCIL> owns", "thattheCouncil owns"),
        ("to <DATE>14 May</DATE> next", "to14May next"),
        ("<FIGURE>5</FIGURE>, 250", "5, 250"),
        ("<PERSON>Ash</PERSON>, <PERSON>Pope</PERSON>", "Ash,Pope"),
        ("<ROLE>CLERK</ROLE> ABSENT", "CLERK ABSENT"),
    ],
)
def test_no_space_is_lost_that_alone_parts_a_mark_from_a_word(body: str, shortest: str) -> None:
    assert min((one(body, lose_spaces, seed) for seed in range(2000)), key=len) == shortest


def test_wide_spaces_stand_between_all_words() -> None:
    found = {one("The <BODY>Board</BODY>, it was said, met.", widen_spaces, seed) for seed in range(40)}
    assert "The  Board,  it  was  said,  met." in found
    assert "The   Board ,   it   was   said ,   met." in found


def test_headings_change_their_case_and_running_text_does_not() -> None:
    body = "Apologies for absence\n\nNone were received at all, and the chair went on.\n\n"
    seen = {one(body, change_case, seed) for seed in range(9)}
    assert seen == {body, body.replace("Apologies for absence", "APOLOGIES FOR ABSENCE")}
    capitals = {one("PUBLIC QUESTIONS\n\nnone were put.", change_case, seed) for seed in range(9)}
    assert "Public Questions\n\nnone were put." in capitals


def test_slips_spare_names_and_figures() -> None:
    body = "<ORG>Homeless Help</ORG> the settlement <FIGURE>eleven</FIGURE> homes\n" * 300
    document = marked(body)
    changed = [ocr_slips(document, random.Random(seed)) for seed in range(4)]
    assert any(one.text != document.text for one in changed)
    assert all(quotes(one) == quotes(document) for one in changed)


def test_a_share_of_the_documents_is_left_as_it_is() -> None:
    augment = create_augmenter(plain_share=0.5, swap_share=1.0, layout_share=0.0)
    generator = random.Random(0)
    plain = sum(augment(DOCUMENT, generator) is DOCUMENT for _ in range(200))
    assert 70 < plain < 130


@pytest.mark.parametrize("seed", range(20))
def test_no_swapped_date_is_one_that_its_month_does_not_have(seed: int) -> None:
    changed = one("By <DATE>30 March 2014</DATE> and <DATE>31 May</DATE>.", swap_all, seed)
    assert re.fullmatch(r"By 30 March 20\d\d and 31 May\.", changed)


def test_capital_headings_become_ordinary_ones_word_by_word() -> None:
    found = {one("CHILDREN’S SERVICES UPDATE\n\nNoted.", change_case, seed) for seed in range(9)}
    assert found == {"CHILDREN’S SERVICES UPDATE\n\nNoted.", "Children’s Services Update\n\nNoted."}


def test_places_in_gazetteers_are_filled_in() -> None:
    found = {one("<ORG>Veolia</ORG> and <DOCUMENT>Care Act</DOCUMENT>", swap_all, seed) for seed in range(40)}
    assert not any("{" in text for text in found)
