from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.tables.indicator_names import indicator_name
from council_minutes.tables.indicator_similarity import THRESHOLD, similar_names, similarity

with (Path(__file__).parent / "indicator_pairs.tsv").open(encoding="utf-8", newline="") as handle:
    PAIRS = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
TUNED, HELD_OUT = PAIRS[::2], PAIRS[1::2]


def same_name(left: str, right: str) -> bool:
    return indicator_name(left) == indicator_name(right)


def same_or_similar(left: str, right: str) -> bool:
    names = indicator_name(left), indicator_name(right)
    return names[0] == names[1] or similarity(*names) >= THRESHOLD


def precision_and_recall(pairs: list[dict[str, str]], same: Callable[[str, str], bool]) -> tuple[float, float]:
    joined = [pair["same"] == "yes" for pair in pairs if same(pair["left"], pair["right"])]
    alike = [pair for pair in pairs if pair["same"] == "yes"]
    return sum(joined) / len(joined), sum(joined) / len(alike)


def test_the_list_has_enough_of_both_kinds():
    kinds = [pair["same"] for pair in PAIRS]
    assert set(kinds) == {"yes", "no"}
    assert len(PAIRS) >= 200
    assert min(kinds.count("yes"), kinds.count("no")) >= 80
    assert len({(pair["left"], pair["right"]) for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(
    ("pairs", "same", "precision", "recall"),
    [
        (TUNED, same_name, 1.0, 0.96),
        (HELD_OUT, same_name, 1.0, 0.95),
        (TUNED, same_or_similar, 1.0, 0.98),
        (HELD_OUT, same_or_similar, 0.98, 0.97),
    ],
)
def test_wordings_are_told_apart_as_well_as_the_documentation_says(
    pairs: list[dict[str, str]], same: Callable[[str, str], bool], precision: float, recall: float
):
    measured = precision_and_recall(pairs, same)
    assert measured >= (precision, 0)
    assert measured[1] >= recall


@pytest.mark.parametrize("pair", [p for p in PAIRS if p["same"] == "no"], ids=lambda p: f"{p['left']} / {p['right']}")
def test_different_indicators_never_get_one_name(pair: dict[str, str]):
    assert not same_name(pair["left"], pair["right"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Number of CLA", "child looked after"),
        ("proportion of EHCPs issued within 20 weeks", "rate of education health and care plan issued within 20 week"),
        ("rate of children in care per 10,000", "child looked after per 10000"),
        ("births per 1,000 women", "birth per 1000 woman"),
        ("vacancy rate for social workers", "rate of social worker vacancy"),
        ("permanent admissions to care homes", "permanent care home admission"),
        ("referrals to the MASH", "referral to multi agency safeguarding hub"),
        ("people waiting for a package of care", "person wait for package of care"),
        ("working days lost per FTE", "working day lost per full time equivalent"),
        ("Rate per 100,000", "rate per 100000"),
        ("rate", "rate"),
        ("number", "number"),
        ("%", "percent"),
        ("", ""),
    ],
)
def test_names_can_be_read(text: str, name: str):
    assert indicator_name(text) == name


WORDS = [
    "number",
    "of",
    "rate",
    "percentage",
    "%",
    "the",
    "social worker",
    "vacancies",
    "per",
    "10,000",
    "children in care",
]
OTHERS = ["EHCPs", "to", "from", "not", "within", "20 weeks", "NEET", "share", "total"]


@given(st.lists(st.sampled_from([*WORDS, *OTHERS]), max_size=12).map(" ".join) | st.text(max_size=60))
def test_any_text_has_a_name_whatever_its_spacing(text: str):
    assert indicator_name(f"  {text} \n") == indicator_name(text)
    assert indicator_name(text) == " ".join(indicator_name(text).split())


@given(st.sampled_from(sorted({pair[side] for pair in PAIRS for side in ("left", "right")})))
def test_a_share_a_rate_per_and_a_number_of_one_thing_are_three_indicators(thing: str):
    names = {indicator_name(f"{measure} {thing}") for measure in ("number of", "percentage of")}
    assert len(names) == 2 or indicator_name(thing).startswith("rate of") or " per " in indicator_name(thing)


def test_similarity_is_symmetric_and_whole_for_equal_names():
    for pair in PAIRS:
        left, right = indicator_name(pair["left"]), indicator_name(pair["right"])
        assert similarity(left, right) == similarity(right, left)
        assert 0 <= similarity(left, right) <= 1


def test_similar_names_are_found_once_and_contrasts_never():
    names = ["gross rent arrears", "net rent arrears", "affordable home completed", "affordable home completion"]
    found = [(pair.left, pair.right) for pair in similar_names([*names, *names])]
    assert found == [("affordable home completed", "affordable home completion")]


def test_entities_that_a_web_page_left_in_its_text_are_no_words() -> None:
    assert indicator_name("Repairs account &pound;") == indicator_name("repairs account £") == "repair account"
