from __future__ import annotations

from datetime import date

import pytest

VISITS = '<INDICATOR id="i1">library visits</INDICATOR>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<FINDING ABOUT="i1">{VISITS} stood at <FIGURE VALUE_OF="i1">1,250</FIGURE></FINDING>', {"value": 1250.0}),
        (
            f'<FINDING ABOUT="i1">{VISITS} rose from <FIGURE VALUE_OF="i1">61</FIGURE> to'
            ' <FIGURE VALUE_OF="i1">74</FIGURE></FINDING>',
            {"value": 74.0, "previous": 61.0},
        ),
        (
            f'<FINDING ABOUT="i1">{VISITS} rose by <FIGURE VALUE_OF="i1">8%</FIGURE> to'
            ' <FIGURE VALUE_OF="i1">74</FIGURE></FINDING>',
            {"value": 74.0, "unit": "count", "change": 8.0, "change_unit": "percent"},
        ),
        (
            f'<FINDING ABOUT="i1">{VISITS} were <FIGURE VALUE_OF="i1">200</FIGURE> fewer than in May</FINDING>',
            {"value": None, "change": 200.0},
        ),
        (
            f'<FINDING ABOUT="i1">{VISITS} took <FIGURE VALUE_OF="i1">10 to 12 weeks</FIGURE></FINDING>',
            {"value": None, "low": 10.0, "high": 12.0, "unit": "weeks"},
        ),
        (f'<FINDING ABOUT="i1" direction="up">{VISITS} had risen</FINDING>', {"value": None, "direction": "up"}),
        (
            f'<FINDING><FIGURE VALUE_OF="i1">74</FIGURE> {VISITS} were counted by <FIGURE>9</FIGURE> staff</FINDING>',
            {"value": 74.0, "indicator": "library visits"},
        ),
    ],
    ids=["value", "from to", "by to", "fewer", "range", "no figure", "indicator by its figure"],
)
def test_a_finding_has_the_value_that_its_words_state(tables_of, body: str, expected: dict[str, object]) -> None:
    (row,) = tables_of(body)["findings"]
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("period", "label", "start", "end"),
    [
        ("Quarter 2 2024/25", "2024-25 Q2", date(2024, 7, 1), date(2024, 9, 30)),
        ("September 2024", "2024-25 Q2", date(2024, 9, 1), date(2024, 9, 30)),
        ("2023/24", "2023-24", date(2023, 4, 1), date(2024, 3, 31)),
        ("April to September 2024", "2024-04-01/2024-09-30", date(2024, 4, 1), date(2024, 9, 30)),
    ],
)
def test_a_finding_has_the_period_that_it_refers_to(tables_of, period: str, label: str, start: date, end: date) -> None:
    (row,) = tables_of(
        f'<FINDING ABOUT="i1" AS_OF="d1">{VISITS} were steady in <DATE id="d1">{period}</DATE></FINDING>'
    )["findings"]
    assert (row["period"], row["period_start"], row["period_end"]) == (label, start, end)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<FINDING>{VISITS} stood at <FIGURE>1,250</FIGURE></FINDING>", {"value": 1250.0, "unit": "count"}),
        (f"<FINDING>{VISITS}: a <FIGURE>20%</FIGURE> increase</FINDING>", {"value": None, "change": 20.0}),
        (f"<FINDING>{VISITS} were up by almost <FIGURE>70%</FIGURE></FINDING>", {"value": None, "change": 70.0}),
        (f"<FINDING>{VISITS} rose to <FIGURE>74</FIGURE> in <FIGURE>six months</FIGURE></FINDING>", {"value": 74.0}),
        (f"<FINDING>{VISITS} were below the target of <FIGURE>80</FIGURE></FINDING>", {"value": None}),
        (f"<FINDING>{VISITS} were higher than <FIGURE>80</FIGURE></FINDING>", {"value": None}),
        (f"<FINDING>{VISITS} rose for <FIGURE>14 years</FIGURE></FINDING>", {"value": None}),
        (f"<FINDING>{VISITS}: <FIGURE>9</FIGURE> and <FIGURE>12</FIGURE></FINDING>", {"value": None}),
    ],
    ids=["value", "an increase", "up by", "and a duration", "target", "than", "duration alone", "two"],
)
def test_the_only_figure_of_a_finding_is_its_own_without_a_relation(
    tables_of, body: str, expected: dict[str, object]
) -> None:
    (row,) = tables_of(body)["findings"]
    assert {name: row[name] for name in expected} == expected
    has_figure = row["value"] is not None or row["change"] is not None
    assert row["figures_by"] == ("position" if has_figure else None)


def test_a_relation_goes_before_the_position(tables_of) -> None:
    (row,) = tables_of(
        f'<FINDING ABOUT="i1">{VISITS}: <FIGURE VALUE_OF="i1">9</FIGURE> of <FIGURE>12</FIGURE></FINDING>'
    )["findings"]
    assert (row["value"], row["figures_by"]) == (9.0, "relation")


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("were steady in <DATE>September 2024</DATE>", "2024-25 Q2"),
        ("were up on <DATE>September 2023</DATE>", None),
        ("were lower than in <DATE>September 2023</DATE>", None),
        ("fell between <DATE>May 2024</DATE> and <DATE>June 2024</DATE>", None),
    ],
)
def test_the_only_date_of_a_finding_is_its_period_unless_it_is_compared_with(
    tables_of, words: str, period: str | None
) -> None:
    (row,) = tables_of(f"<FINDING>{VISITS} {words}</FINDING>")["findings"]
    assert (row["period"], row["period_by"]) == (period, "position" if period is not None else None)


def test_of_two_values_the_later_counts(tables_of) -> None:
    (row,) = tables_of(
        f'<FINDING ABOUT="i1">{VISITS}: <FIGURE VALUE_OF="i1" AS_OF="d1">61</FIGURE> in <DATE id="d1">2022/23</DATE>'
        ' and <FIGURE VALUE_OF="i1" AS_OF="d2">74</FIGURE> in <DATE id="d2">2023/24</DATE></FINDING>'
    )["findings"]
    assert (row["value"], row["period"]) == (74.0, "2023-24")


def test_a_figure_names_its_indicator_and_period(tables_of) -> None:
    (row,) = tables_of(
        f'about <FIGURE VALUE_OF="i1" AS_OF="d1">£1.2 million</FIGURE> on {VISITS} in <DATE id="d1">2023/24</DATE>'
    )["figures"]
    assert (row["value"], row["unit"], row["comparator"]) == (1_200_000.0, "GBP", "~")
    assert (row["indicator"], row["kind"]) == ("library visits", "value")
    assert (row["as_of_start"], row["as_of_end"]) == (date(2023, 4, 1), date(2024, 3, 31))
