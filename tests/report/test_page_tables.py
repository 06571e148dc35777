from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from report_page import ReportPage
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from council_minutes.report.views import VIEWS


def test_the_overview_counts_every_table(page: ReportPage, corpus_out: Path, corpus_report: Path) -> None:
    page.open(corpus_report)
    shown = {tile.text.split("\n")[1]: tile.text.split("\n")[0] for tile in page.all(".tiles a")}
    rows = {view.title.lower(): pq.read_metadata(corpus_out / f"{view.table}.parquet").num_rows for view in VIEWS}
    assert shown == {title: f"{number:,}" for title, number in rows.items()}
    assert all(rows.values())


def test_the_charts_show_the_numbers_of_the_tables(page: ReportPage, corpus_out: Path, corpus_report: Path) -> None:
    page.open(corpus_report)
    findings = pq.read_table(corpus_out / "findings.parquet").to_pylist()
    dated = sum(finding["meeting_date"] is not None for finding in findings)
    assert page.run("return document.querySelectorAll('.chart canvas').length") == 3
    cells = page.run(
        "return [...document.querySelectorAll('.chart')[0].querySelectorAll('td.is-numeric')].map((c) => c.textContent)"
    )
    assert sum(int(cell.replace(",", "")) for cell in cells if cell) == dated


@pytest.mark.parametrize("view", ["decisions", "actions", "questions", "findings"])
def test_a_click_on_a_row_shows_its_words(page: ReportPage, corpus_out: Path, corpus_report: Path, view: str) -> None:
    texts = pq.read_table(corpus_out / f"{view}.parquet", columns=["text"]).column("text").to_pylist()
    page.open(corpus_report, view)
    for number in (0, 1, len(page.all("a.words")) - 1):
        page.open_row(number)
        assert page.words() == texts[number]
        assert page.words_in_sight()


def test_a_row_of_a_person_shows_the_name_within_the_list(
    page: ReportPage, corpus_out: Path, corpus_report: Path
) -> None:
    row = pq.read_table(corpus_out / "attendance.parquet").to_pylist()[1]
    names = {
        entity["entity_id"]: entity["text"] for entity in pq.read_table(corpus_out / "entities.parquet").to_pylist()
    }
    page.open(corpus_report, "attendance")
    page.open_row(1)
    assert page.words() == names[row["entity_id"]]
    assert page.text("#document .words-around") == row["text"]


def test_search_choice_and_order(page: ReportPage, corpus_out: Path, corpus_report: Path) -> None:
    rows = pq.read_table(corpus_out / "decisions.parquet").to_pylist()
    page.open(corpus_report, "decisions")
    page.one("#search").send_keys("COMMITTEE approv")
    page.wait("document.getElementById('count').textContent.includes(' of ')")
    for row in page.all("tbody tr"):
        assert "committee" in row.text.lower() or "approv" in row.text.lower()
    page.one("#search").send_keys(Keys.CONTROL, "a", Keys.DELETE)
    page.wait(f"document.getElementById('count').textContent === '{len(rows):,} in all'")

    carried = sum(row["outcome"] == "carried" for row in rows)
    Select(page.one("[data-choice=outcome] select")).select_by_value("carried")
    assert page.one("#count").text == f"{carried:,} of {len(rows):,}"
    assert {cell.text for cell in page.all("td[data-title=Outcome]")} == {"carried"}

    Select(page.one("[data-choice=outcome] select")).select_by_value("")
    page.one("th[data-name=meeting_date] button").click()
    assert page.one("th[data-name=meeting_date]").get_attribute("aria-sort") == "ascending"
    days = sorted(row["meeting_date"] for row in rows if row["meeting_date"] is not None)
    assert page.all("td[data-title=Meeting]")[0].text.startswith(f"{days[0].day} ")
    page.one("th[data-name=meeting_date] button").click()
    assert page.all("td[data-title=Meeting]")[0].text.endswith(str(days[-1].year))


def test_one_council_for_the_whole_report(page: ReportPage, corpus_out: Path, corpus_report: Path) -> None:
    councils = pq.read_table(corpus_out / "decisions.parquet").column("council").to_pylist()
    council = councils[0]
    page.open(corpus_report, "decisions")
    Select(page.one("#scope select")).select_by_value(council)
    assert page.one("#count").text == f"{councils.count(council):,} of {len(councils):,}"
    page.go("documents")
    assert {cell.text for cell in page.all("td[data-title=Council]")} == {council}


def test_nothing_found_offers_a_way_back(page: ReportPage, corpus_report: Path) -> None:
    page.open(corpus_report, "actions")
    page.one("#search").send_keys("zzzzzz")
    page.wait("document.querySelector('#main .empty button')?.offsetParent != null")
    page.one("#main .empty button").click()
    assert page.all("tbody tr")


def test_from_the_search_to_the_words_and_back_by_keyboard(page: ReportPage, corpus_report: Path) -> None:
    page.open(corpus_report)
    page.tab_to("e.dataset.view === 'decisions'")
    page.press(Keys.ENTER)
    page.wait("document.getElementById('search') !== null")
    page.press("/")
    assert page.run("return document.activeElement.id") == "search"
    page.tab_to("e.matches('a.words')")
    assert page.run("return document.activeElement.matches(':focus-visible')")
    row = str(page.run("return document.activeElement.href"))
    page.press(Keys.ENTER)
    page.wait_for_words(row)
    page.wait("document.activeElement.matches('#document .text')")

    assert not page.one(".details").is_displayed()
    page.press(Keys.ARROW_RIGHT)
    assert page.one(".details").is_displayed()
    first = page.text("#document .chosen")
    page.press(Keys.ARROW_RIGHT)
    assert page.text("#document .chosen") != first
    page.tab_to("e.matches('.details button')")

    page.press(Keys.ESCAPE)
    page.wait("document.getElementById('document').hidden")
    assert page.run("return document.activeElement.href") == row


def test_the_skip_link_leads_past_the_navigation(page: ReportPage, corpus_report: Path) -> None:
    page.open(corpus_report, "decisions")
    page.press(Keys.TAB, Keys.ENTER)
    assert page.run("return document.activeElement.id") == "main"
