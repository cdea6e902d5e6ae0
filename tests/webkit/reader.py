"""A reader at WebKitGTK: opens pages, types, presses, and waits for what should be there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from readable import AXE, VIOLATIONS
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

SOON = 10  # s
READY = 90  # s; Python's cold start, on a busy machine
TEXT = """const element = document.querySelector(arguments[0]);
    return element?.checkVisibility() ? element.innerText : ''"""
CHOOSE = """arguments[0].value = arguments[1];
    arguments[0].dispatchEvent(new Event("input", { bubbles: true }))"""
SCROLLING = "return document.documentElement.scrollWidth - innerWidth"


class Reader:
    """Elements are named by CSS selectors."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self, address: str) -> None:
        """Open a page and wait for its scripts."""
        self.driver.get(self.url + address)
        self.until(lambda: self.do("return window.cnnFoundations"), READY)

    def find(self, css: str) -> WebElement:
        return self.driver.find_element("css selector", css)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", css)

    def do(self, script: str, *values: object) -> Any:
        """Run a script in the page and return what it, or its promise, gives."""
        return self.driver.execute_script(script, *values)

    def text(self, css: str) -> str:
        """Return what an element shows; nothing where it is hidden or not there."""
        return " ".join(self.do(TEXT, css).split())

    def until(self, seen: Callable[[], object], within: float) -> None:
        WebDriverWait(self.driver, within, 0.1).until(lambda _: seen())

    def sees(self, css: str, text: str, within: float = SOON) -> None:
        """Wait until an element shows a text."""
        try:
            self.until(lambda: text in self.text(css), within)
        except TimeoutException:
            pytest.fail(f"{css} shows {self.text(css)!r}, not {text!r}")

    def type(self, css: str, text: str) -> None:
        """Put a text in the place of what a field holds; a busy WebKitGTK may lose keys."""
        field = self.find(css)

        def typed() -> bool:
            field.clear()
            field.send_keys(text.replace("\n", Keys.ENTER))
            return field.get_property("value") == text

        self.until(typed, READY)

    def choose(self, css: str, value: str) -> None:
        """Choose from a list; WebKitGTK's menus are no part of the page and can't be clicked."""
        self.do(CHOOSE, self.find(css), value)

    def press(self, css: str) -> None:
        self.find(css).click()

    def press_named(self, css: str, name: str) -> None:
        """Press the one of several buttons that has a name."""
        next(button for button in self.all(css) if button.text == name).click()

    def type_over(self, text: str) -> None:
        """Put a text in the place of all that is where the focus is."""
        keys = ActionChains(self.driver)
        keys.key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).send_keys(text).perform()

    def hindrances(self) -> list[str]:
        """List what axe finds on the page, and the pixels that it is too wide."""
        self.do(AXE)
        found: list[str] = self.do(f"return ({VIOLATIONS})('html')")
        too_wide = self.do(SCROLLING)
        return found + [f"{too_wide} px too wide"] * (too_wide > 0)

    def uncaught(self) -> list[str]:
        """List the errors that nobody caught since the page was opened."""
        found: list[str] = self.do("return window.uncaught")
        return found
