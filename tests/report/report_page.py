"""A report in a browser, as a reader sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

_PATIENCE = 10  # seconds until a wait is given up


class ReportPage:
    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def resize(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def complaints(self) -> list[str]:
        """Errors and warnings of the console since the last call."""
        logs: list[dict[str, Any]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [log["message"] for log in logs]

    def open(self, file: Path, place: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(f"{file.as_uri()}#{place}")
        self.wait("document.body.dataset.ready === 'true'")

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)  # type: ignore[no-untyped-call]

    def wait(self, condition: str) -> None:
        WebDriverWait(self.driver, _PATIENCE, 0.05).until(lambda _: self.run(f"return {condition}"), condition)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """The whole text of what is found, whether it is in sight or not."""
        return str(
            self.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent).join('')", selector)
        )

    def press(self, *keys: str) -> None:
        """Keys, to whatever has the focus."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def tab_to(self, condition: str, most: int = 60) -> None:
        """Presses the tab key until the element in focus, ``e``, fulfils a condition."""
        for _ in range(most):
            self.press(Keys.TAB)
            if self.run(f"const e = document.activeElement; return {condition}"):
                return
        raise AssertionError(f"the tab key does not lead to {condition}")

    def go(self, place: str) -> None:
        """To a view without a document."""
        self.run("location.hash = arguments[0]", place)
        self.wait(f"document.querySelector('[data-view={place}][aria-current]') !== null")
        self.wait("document.querySelector('tbody tr, #main .empty:not([hidden])') !== null")

    def open_row(self, number: int) -> None:
        """Clicks the words of a row of the page of the table, and waits until they are shown."""
        link = self.all("a.words")[number]
        href = link.get_attribute("href") or ""
        link.click()
        self.wait_for_words(href)

    def wait_for_words(self, href: str) -> None:
        self.wait(f"location.href === {href!r} && document.querySelector('mark.words-shown') !== null")

    def words(self) -> str:
        return self.text("#document mark.words-shown")

    def words_in_sight(self) -> bool:
        script = """
            const box = document.querySelector("#document .scroller").getBoundingClientRect();
            const words = document.querySelector("mark.words-shown").getBoundingClientRect();
            return words.top >= box.top && words.top < box.bottom"""
        return bool(self.run(script))

    def wider_than_screen(self) -> bool:
        return bool(self.run("return document.documentElement.scrollWidth > innerWidth"))
