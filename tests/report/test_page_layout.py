from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from output_folders import from_corpus, multiply, write_output
from report_page import ReportPage

from council_minutes.corpus.inline_xml import read
from council_minutes.labels import ENTITY_LABELS, SPAN_LABELS
from council_minutes.report.write import write_report

_CORPUS = Path(__file__).parents[2] / "annotations" / "corpus"
_MANY = 5000
_BYTES_A_DOCUMENT = 20_000  # of the report; the documents here have 4,000 characters on average


def test_no_sideways_scrolling_on_a_phone(page: ReportPage, corpus_report: Path) -> None:
    page.resize(360, 740)
    page.open(corpus_report)
    assert not page.wider_than_screen()
    for view in ("decisions", "findings", "people", "indicators", "documents"):
        page.go(view)
        assert not page.wider_than_screen(), view
    page.go("findings")
    page.open_row(2)
    assert not page.wider_than_screen()
    assert page.words_in_sight()
    assert page.run(
        "return [...document.querySelectorAll('.piece')].every((p) => p.getBoundingClientRect().right <= innerWidth)"
    )
    assert page.run("return document.getElementById('main').inert")
    page.one("#document .close").click()
    assert not page.run("return document.getElementById('main').inert")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_of_text_to_its_ground(page: ReportPage, corpus_report: Path, theme: str) -> None:
    """At least 4.5 to 1, as WCAG 2.2 asks for (success criterion 1.4.3)."""
    page.open(corpus_report)
    page.run("document.documentElement.dataset.theme = arguments[0]", theme)
    grounds = ("--ground", "--surface", "--raised")
    pairs = [(ink, ground) for ink in ("--ink", "--quiet", "--accent") for ground in grounds]
    pairs += [("--accent", "--accent-ground"), ("--quiet", "--accent-ground"), ("--ink", "--words")]
    pairs += [("--ink", "--find"), ("--ink", "--find-current"), ("--ink", "--warning-ground")]
    pairs += [(f"--{label}", "--surface") for label in (*ENTITY_LABELS, *SPAN_LABELS)]
    pairs += [("--ink", f"--tint-{label}") for label in ENTITY_LABELS]
    names = sorted({name for pair in pairs for name in pair})
    read_colours = """
        const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const colour = (name) => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = `var(${name})`;
          context.fillStyle = getComputedStyle(probe).color;
          probe.remove();
          context.fillRect(0, 0, 1, 1);
          return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        return Object.fromEntries(arguments[0].map((name) => [name, colour(name)]))"""
    colours = page.run(read_colours, names)
    contrasts = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: contrast for pair, contrast in contrasts.items() if contrast < 4.5} == {}


def _contrast(one: list[int], other: list[int]) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[int]) -> float:
    shares = [value / 255 for value in colour]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_reader_chooses_light_or_dark(page: ReportPage, corpus_report: Path) -> None:
    page.open(corpus_report)
    page.run("localStorage.clear()")
    page.open(corpus_report)
    grounds = []
    for _ in range(2):
        page.one("#theme").click()
        grounds.append(page.run("return getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds[0] != grounds[1]
    page.open(corpus_report)
    assert page.run("return getComputedStyle(document.documentElement).backgroundColor") == grounds[1]
    page.run("localStorage.clear()")


def test_five_thousand_documents(page: ReportPage, tmp_path: Path) -> None:
    documents = [from_corpus(read(path)) for path in sorted(_CORPUS.glob("*.xml"))[::50][:10]]
    out = write_output(tmp_path, documents)
    multiply(out, _MANY // len(documents))
    report = write_report(out)
    assert report.documents == _MANY
    assert report.size < _MANY * _BYTES_A_DOCUMENT
    decisions = pq.read_table(out / "decisions.parquet", columns=["text"]).column("text").to_pylist()

    page.open(report.file)
    assert f"{_MANY:,} documents" in page.one(".lead").text
    page.go("decisions")
    assert page.one("#count").text == f"{len(decisions):,} in all"
    page.run("[...document.querySelectorAll('.pages button')].at(-1).click()")
    page.open_row(-1)
    assert page.words() == decisions[-1]
    page.go("people")
    page.go("attendance")
    assert len(page.all("tbody tr")) == 50
