"""What an annotator sees: every mark that was pushed stands under its own words on doccano's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import headless_browser
from doccano_server import ADMIN, Connect, Server
from nasty_documents import marked
from selenium.webdriver.support.ui import WebDriverWait

from council_minutes.doccano.push import push

pytestmark = pytest.mark.doccano

MARKS = (
    ("BODY", "Harbour Committee"),
    ("DATE", "22 October 2024"),
    ("ATTENDANCE", "Cllr Zoë 𝒜rlen 👩‍👩‍👧 took the Chair"),
    ("ROLE", "Cllr"),
    ("PERSON", "Zoë 𝒜rlen"),
    ("ROLE", "Chair"),
    ("FINDING", "berth fees 🚢 rose to £5,200"),
    ("INDICATOR", "berth fees"),
    ("FIGURE", "£5,200"),
    ("DECISION", "the fees be kept until the spring"),
)
DOCUMENT = marked(
    "harbour",
    "Harbour Committee, 22 October 2024 🏛️\n\nCllr Zoë 𝒜rlen 👩‍👩‍👧 took the Chair.\n\n"
    "It was reported that berth fees 🚢 rose to £5,200.\n\nResolved: that the fees be kept until the spring.",
    *MARKS,
)
_LOG_IN = """
    const [name, password, done] = arguments;
    const body = JSON.stringify({username: name, password: password});
    fetch("/v1/auth/login/", {method: "POST", headers: {"Content-Type": "application/json"}, body: body})
        .then((answer) => done(answer.status))"""
# Of every underline with a label: the label, and the characters whose middle lies above it.
_UNDERLINED = """
    return [...document.querySelectorAll("#container svg")].flatMap((row) => {
        const words = row.querySelector("text[id]");
        return [...row.querySelectorAll("line[stroke-linecap=round]")].map((line) => {
            const half = line.getAttribute("stroke-width") / 2;
            const [left, right] = [line.x1.baseVal.value - half, line.x2.baseVal.value + half];
            let quote = "";
            for (let i = 0; i < words.getNumberOfChars(); i++) {
                const middle = (words.getStartPositionOfChar(i).x + words.getEndPositionOfChar(i).x) / 2;
                if (middle > left && middle < right) quote += words.textContent[i];
            }
            return [line.parentElement.querySelector("text").textContent, quote];
        });
    })"""


def test_the_marks_stand_under_their_words(connect: Connect, server: Server, tmp_path: Path) -> None:
    with connect() as connection:
        project = push(connection, [DOCUMENT], "Seen").project.id
    with headless_browser(tmp_path / "profile") as driver:
        driver.get(server.url)
        assert driver.execute_async_script(_LOG_IN, *ADMIN) == 200
        driver.get(f"{server.url}/projects/{project}/sequence-labeling?page=1")
        WebDriverWait(driver, 120, 0.2).until(lambda _: len(driver.execute_script(_UNDERLINED)) >= len(MARKS))
        driver.save_screenshot(str(tmp_path / "annotated.png"))
        underlined = driver.execute_script(_UNDERLINED)
    assert (tmp_path / "annotated.png").stat().st_size > 10_000
    assert sorted(map(tuple, underlined)) == sorted(MARKS)
