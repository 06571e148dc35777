"""Numbers as the page writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_page import ReportPage


@pytest.mark.parametrize(
    ("steps", "labels"),
    [
        ([0, 1000, 2000], ["0", "1K", "2K"]),
        ([7130, 7132, 7134], ["7,130", "7,132", "7,134"]),
        ([0, 0.5, 1], ["0", "0.5", "1"]),
    ],
)
def test_no_two_steps_of_an_axis_have_one_label(
    page: ReportPage, corpus_report: Path, steps: list[float], labels: list[str]
) -> None:
    page.open(corpus_report)
    shown = page.run("return report.format.axis(arguments[0])", steps)
    assert [label.upper() for label in shown] == labels


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(8.6, "GBP", "£8.60"), (1250, "GBP", "£1,250"), (-0.5, "EUR", "−€0.50"), (8.6, "percent", "8.6%")],
)
def test_money_has_pence_or_none(page: ReportPage, corpus_report: Path, value: float, unit: str, shown: str) -> None:
    page.open(corpus_report)
    assert page.run("return report.format.measured(arguments[0], arguments[1])", value, unit) == shown
