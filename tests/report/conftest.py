from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

# the helpers of these tests, imported as ``output_folders`` and ``report_page``
sys.path.insert(0, str(Path(__file__).parent))

from output_folders import from_corpus, write_output
from report_page import ReportPage

from council_minutes.corpus.inline_xml import read
from council_minutes.report.write import write_report

_CORPUS = Path(__file__).parents[2] / "annotations" / "corpus"
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    browser, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or chromedriver is None:
        if "CI" in os.environ:
            pytest.fail("chromium and chromedriver are missing: run scripts/install_test_browser.sh")
        pytest.skip("needs chromium and chromedriver: run scripts/install_test_browser.sh")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    yield started
    started.quit()


@pytest.fixture
def page(driver: webdriver.Chrome) -> Iterator[ReportPage]:
    """A browser on a desktop's screen; after the test it must have had nothing to complain of."""
    shown = ReportPage(driver)
    shown.resize(1280, 900)
    shown.complaints()
    yield shown
    assert shown.complaints() == []


@pytest.fixture(scope="session")
def corpus_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over some annotated documents: every kind of table has rows."""
    paths = sorted(_CORPUS.glob("*.xml"))[::20]
    return write_output(tmp_path_factory.mktemp("corpus"), [from_corpus(read(path)) for path in paths])


@pytest.fixture(scope="session")
def corpus_report(corpus_out: Path) -> Path:
    return write_report(corpus_out).file
