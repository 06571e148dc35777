from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from output_folders import Minutes, write_output
from report_page import ReportPage
from selenium.webdriver.common.keys import Keys

from council_minutes.annotations import Annotations, DocumentMeta, Mark, Relation
from council_minutes.report.write import write_report

_HOSTILE = (
    'RESOLVED that </script><script>window.broken = "text"</script> be noted.\n'
    '<img src="x" onerror="window.broken = 1"> & <!-- <script> {{"</ScRiPt >"}} \u2028 \u202e odd\n'
)


def _mark(label: str, text: str, words: str, name: str = "") -> Mark:
    start = text.index(words)
    return Mark(name or f"{label}-{start}", label, start, start + len(words))


def _report(folder: Path, *documents: Minutes) -> Path:
    return write_report(write_output(folder, documents)).file


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tag = "</script><script>window.broken = 'cell'</script>"
    decision = _mark("DECISION", _HOSTILE, '</script><script>window.broken = "text"</script> be noted')
    meta = DocumentMeta(title=tag, council=tag, body=tag, url="javascript:window.broken=2")
    document = Minutes("hostile.txt", _HOSTILE, Annotations(spans=(decision,)), meta)
    published = Minutes(
        "fine.txt", "Noted.", meta=DocumentMeta(title="Fine", url="https://example.org/minutes?a=1&b=2")
    )
    return _report(tmp_path_factory.mktemp("hostile"), document, published)


def test_text_from_documents_stays_text(page: ReportPage, hostile: Path) -> None:
    page.open(hostile)
    page.go("decisions")
    page.open_row(0)
    assert page.words() == '</script><script>window.broken = "text"</script> be noted'
    assert page.text("#document .text") == _HOSTILE
    assert page.run("return window.broken === undefined")
    assert page.run("return document.images.length + document.querySelectorAll('#workspace script').length") == 0


def test_only_web_addresses_become_links(page: ReportPage, hostile: Path) -> None:
    page.open(hostile, "documents")
    page.all("a.words")[0].click()
    page.wait("document.querySelector('#document .text') !== null")
    assert not page.all("#document a")
    page.one("#document .neighbours button:last-child").click()
    page.wait("document.querySelector('#document .text')?.textContent === 'Noted.'")
    assert [link.get_attribute("href") for link in page.all("#document a")] == ["https://example.org/minutes?a=1&b=2"]


def test_the_policy_lets_no_other_script_run(page: ReportPage, hostile: Path) -> None:
    page.open(hostile)
    inject = "const s = document.createElement('script'); s.textContent = 'window.broken = 3'; document.body.append(s)"
    with pytest.raises(Exception, match="TrustedScript"):
        page.run(inject)
    page.run(
        "document.body.insertAdjacentElement('beforeend', document.createElement('img')).src = 'https://example.org/x'"
    )
    page.wait("true")
    assert page.run("return window.broken === undefined")
    assert page.run("return performance.getEntriesByType('resource').filter((e) => e.transferSize > 0).length") == 0
    assert any("Content Security Policy" in complaint for complaint in page.complaints())


def test_offsets_count_code_points(page: ReportPage, tmp_path: Path) -> None:
    text = "😀😀 Minutes 🏛\nRESOLVED that the 🌳 plan be adopted. 😀\n"
    span = _mark("DECISION", text, "the 🌳 plan be adopted")
    page.open(_report(tmp_path, Minutes("a.txt", text, Annotations(spans=(span,)))), "decisions")
    page.open_row(0)
    assert page.words() == "the 🌳 plan be adopted"


def test_nested_and_crossing_spans_have_lines_of_their_own(page: ReportPage, tmp_path: Path) -> None:
    text = "Reviews overdue fell to 12 and the board agreed to report."
    spans = (
        _mark("FINDING", text, "Reviews overdue fell to 12", "f"),
        _mark("INDICATOR", text, "Reviews overdue", "i"),
        _mark("ACTION", text, "12 and the board agreed to report"),
    )
    figure = _mark("FIGURE", text, "12", "n")
    relations = (Relation("ABOUT", "f", "i"), Relation("VALUE_OF", "n", "i"))
    page.open(_report(tmp_path, Minutes("a.txt", text, Annotations((figure,), spans, relations))), "documents")
    page.all("a.words")[0].click()
    page.wait("document.querySelectorAll('#document .piece').length > 0")
    pieces = {piece.text.strip(): piece for piece in page.all("#document .piece")}
    assert [*pieces] == ["Reviews overdue", "fell to", "12", "and the board agreed to report"]

    def lines(words: str) -> list[str]:
        layers = zip(
            pieces[words].value_of_css_property("background-position").split(", "),
            pieces[words].value_of_css_property("background-size").split(", "),
            strict=True,
        )
        return [position for position, size in layers if size.endswith(" 2px")]

    assert len(lines("Reviews overdue")) == len(set(lines("Reviews overdue"))) == 2
    assert len(lines("12")) == len(set(lines("12"))) == 2
    assert len(lines("fell to")) == 1

    pieces["12"].click()
    assert "Value of → Indicator" in page.one(".details").text
    assert page.text("#document .linked") == "Reviews overdue"
    page.one(".details .related").click()
    assert page.text("#document .chosen") == "Reviews overdue"


def test_the_legend_switches_labels_off(page: ReportPage, corpus_report: Path) -> None:
    page.open(corpus_report, "decisions")
    page.open_row(0)
    before = page.run("return document.querySelectorAll('.tag[data-name=Person]').length")
    text = page.text("#document .text")
    assert before > 0
    person = page.one("button[data-label=PERSON]")
    person.click()
    assert person.get_attribute("aria-pressed") == "false"
    assert page.run("return document.querySelectorAll('.tag[data-name=Person]').length") == 0
    page.one(".check input").click()
    assert not page.all(".tag")
    assert page.text("#document .text") == text


def test_find_within_the_document(page: ReportPage, tmp_path: Path) -> None:
    text = "The Budget\nGap. " + "Nothing was said.\n" * 200 + "The budget gap (2.5%) grew.\n"
    page.open(_report(tmp_path, Minutes("a.txt", text)), "documents")
    page.all("a.words")[0].click()
    page.wait("document.querySelector('.find input') !== null")
    field = page.one(".find input")
    field.send_keys("budget gap")
    page.wait("document.querySelector('.finds').textContent === '1 of 2'")
    top = page.run("return document.querySelector('.scroller').scrollTop")
    field.send_keys(Keys.ENTER)
    assert page.one(".finds").text == "2 of 2"
    assert page.run("return document.querySelector('.scroller').scrollTop") > top
    field.send_keys(" (2.5%)")
    page.wait("document.querySelector('.finds').textContent === '1 of 1'")
    field.send_keys(Keys.ESCAPE)
    assert page.one(".finds").text == ""
    assert page.one("#document").is_displayed()


def test_from_row_to_row_and_document_to_document(page: ReportPage, corpus_out: Path, corpus_report: Path) -> None:
    rows = pq.read_table(corpus_out / "decisions.parquet", columns=["doc_id", "text"]).to_pylist()
    page.open(corpus_report, "decisions")
    page.open_row(0)
    last = next(number for number, row in enumerate(rows) if row["doc_id"] != rows[0]["doc_id"])
    for number in range(1, last + 1):
        page.one("#document .neighbours button:last-child").click()
        page.wait(f"document.querySelector('tbody tr:nth-child({number + 1})').ariaCurrent === 'true'")
        assert page.words() == rows[number]["text"]
    page.driver.back()
    page.wait(f"document.querySelector('tbody tr:nth-child({last})').ariaCurrent === 'true'")
    assert page.words() == rows[last - 1]["text"]


def test_a_run_without_a_readable_document(page: ReportPage, tmp_path: Path) -> None:
    failed = Minutes("broken.txt", "no matter", status="failed", error="it is damaged <b>")
    page.open(_report(tmp_path, failed))
    assert "1 document could not be read" in page.one(".warnings").text
    assert "No findings" in page.one("#main").text
    page.go("decisions")
    assert page.one("#main .empty").text == "No decision was found in these documents."
    page.go("documents")
    assert page.one("td[data-title=Reason]").text == "it is damaged <b>"
    page.all("a.words")[0].click()
    page.wait("document.querySelector('#document .empty') !== null")
    assert "it is damaged <b>" in page.one("#document").text
