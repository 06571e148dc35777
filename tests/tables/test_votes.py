from __future__ import annotations

import pytest

from council_minutes.tables.vote_words import Tally, read_vote


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("carried", Tally("carried", False)),
        ("unanimously", Tally("carried", True)),
        ("nem con", Tally("carried", True)),
        ("All in favour", Tally("carried", True)),
        ("without dissent", Tally("carried", True)),
        ("Motion lost", Tally("lost", False)),
        ("the amendment fell", Tally("lost", False)),
        ("was not carried", Tally("lost", False)),
        ("withdrawn", Tally("withdrawn", False)),
        ("by 7 votes to 4 with 1 abstention", Tally("carried", False, 7, 4, 1)),
        ("lost by 4 votes to 7", Tally("lost", False, 4, 7)),
        ("defeated by 7 votes to 4", Tally("lost", False, 4, 7)),
        ("For: 51, Against: 6, Abstain: 2", Tally("carried", False, 51, 6, 2)),
        ("8 in favour, none against, 1 abstention", Tally("carried", False, 8, 0, 1)),
        ("five voted for and nine against", Tally("lost", False, 5, 9)),
        ("by twenty-one votes to nil", Tally("carried", False, 21, 0)),
        ("tied, 5 for and 5 against", Tally(None, False, 5, 5)),
        ("on the casting vote of the Chair", Tally()),
        ("on a show of hands", Tally()),
    ],
)
def test_the_words_of_a_vote(words: str, expected: Tally) -> None:
    assert read_vote(words) == expected


def test_a_decision_says_who_moved_it_and_how_it_was_taken(tables_of) -> None:
    (row,) = tables_of(
        'Councillor <PERSON id="p1">A Lee</PERSON> moved, Councillor <PERSON id="p2">B Orr</PERSON> seconded, and the'
        ' <BODY id="b1">Cabinet</BODY> '
        '<DECISION MADE_BY="b1" PROPOSED_BY="p1" SECONDED_BY="p2" OUTCOME="v1" DUE="d1">agreed, '
        '<VOTE id="v1">by <FIGURE>7</FIGURE> votes to <FIGURE>4</FIGURE></VOTE>, to report by'
        ' <DATE id="d1">31 March 2025</DATE></DECISION>.'
    )["decisions"]
    told = {k: row[k] for k in ("outcome", "unanimous", "votes_for", "votes_against", "votes_abstained", "vote")}
    assert told == {
        "outcome": "carried",
        "unanimous": False,
        "votes_for": 7,
        "votes_against": 4,
        "votes_abstained": None,
        "vote": "by 7 votes to 4",
    }
    assert (row["mover"], row["seconder"], row["decided_by"]) == ("A Lee", "B Orr", "Cabinet")
    assert (str(row["due"]), row["due_text"]) == ("2025-03-31", "31 March 2025")


def test_a_decision_without_a_recorded_vote_has_no_outcome(tables_of) -> None:
    (row,) = tables_of("<DECISION>The Panel agreed to note the report</DECISION>.")["decisions"]
    assert (row["outcome"], row["unanimous"], row["vote"]) == (None, None, None)


LISTS = (
    '<VOTE VOTED_FOR="{0}1">For (<FIGURE>1</FIGURE>)</VOTE>: <PERSON id="{0}1">A Lee</PERSON>\n'
    '<VOTE VOTED_AGAINST="{0}2 {0}3">Against (<FIGURE>2</FIGURE>)</VOTE>: <PERSON id="{0}2">B Orr</PERSON>,'
    ' <PERSON id="{0}3">C Pell</PERSON>\n'
)


def votes(tables: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
    return [(row["person"], row["vote"], row["decision"], row["outcome"]) for row in tables["votes"]]


def three(decision: str, outcome: str) -> list[tuple[str, str, str, str]]:
    sides = (("A Lee", "for"), ("B Orr", "against"), ("C Pell", "against"))
    return [(person, side, decision, outcome) for person, side in sides]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<DECISION OUTCOME="v1">that the rate be cut</DECISION> was <VOTE id="v1">declared lost</VOTE>:\n'
            + LISTS.format("p"),
            three("that the rate be cut", "lost"),
        ),
        (
            '<DECISION OUTCOME="v1">that the rate be cut</DECISION>.\n'
            + LISTS.format("p")
            + '<VOTE id="v1">Motion lost</VOTE>.',
            three("that the rate be cut", "lost"),
        ),
        (
            '<DECISION OUTCOME="v1">that the rate be cut</DECISION>.\n'
            '<DECISION OUTCOME="v2">that it be cut by half</DECISION>.\n'
            + LISTS.format("p")
            + '<VOTE id="v2">Amendment lost</VOTE>. The motion itself was put:\n'
            + LISTS.format("q")
            + '<VOTE id="v1">Motion not carried</VOTE>.',
            three("that it be cut by half", "lost") + three("that the rate be cut", "lost"),
        ),
        ("<DECISION>that the rate be cut</DECISION>\n" + LISTS.format("p"), three("that the rate be cut", "lost")),
    ],
    ids=["outcome before the lists", "outcome after the lists", "amendment, then motion", "no outcome but the counts"],
)
def test_a_recorded_vote_says_how_each_person_voted_on_which_motion(tables_of, body: str, expected) -> None:
    assert votes(tables_of(body)) == expected


def test_a_vote_is_on_a_decision_of_its_own_item(tables_of) -> None:
    rows = tables_of(
        "1. ROADS\n<DECISION>that the lane be mended</DECISION>.\n2. RATES\n"
        + LISTS.format("p")
        + "<DECISION>that the rate be cut</DECISION>.\n3. DRAINS\nDry."
    )["votes"]
    assert {(row["decision"], row["item_title"]) for row in rows} == {("that the rate be cut", "RATES")}
