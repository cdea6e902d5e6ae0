"""A long visit: what earlier pages needed is let go of."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import CDPSession, Page

PAGES = (
    "lessons/convolution/",
    "network_table/",
    "exercises/output_sizes/",
    "lessons/pooling_and_receptive_fields/",
    "summary/",
    "receptive_field_explorer/",
)
NAVIGATIONS = 300
PAGES_PER_WINDOW = 30  # as left-pages.mjs has it
COUNTED = ("Nodes", "JSEventListeners", "JSHeapUsedSize")
GO = """(address) => {
    const link = document.createElement("a");
    link.href = address;
    document.querySelector(".md-content__inner").append(link);
    link.click();
}"""
USE = """() => {
    const field = document.querySelector("cnn-calculator input, network-table textarea");
    field?.focus();
    field?.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("code-exercise textarea")?.focus();
    document.querySelector("quiz-question input")?.click();
    document.querySelector("[data-action=next]")?.click();
}"""


def held(session: CDPSession) -> dict[str, float]:
    """Return what the window holds after its garbage is collected."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


def visit(page: Page, base_url: str, address: str) -> None:
    page.evaluate(GO, base_url + address)
    page.wait_for_function(
        "(address) => location.href.startsWith(address)",
        arg=base_url + address,
    )
    page.wait_for_selector("h1")
    page.wait_for_timeout(250)
    page.evaluate(USE)


def test_a_long_visit_holds_no_more_than_three_pages(
    page: Page, base_url: str, engine: str
) -> None:
    if engine != "chromium":
        pytest.skip("only Chromium counts nodes for a test")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.enable")
    alone: list[dict[str, float]] = []
    for address in PAGES:
        page.goto(address)
        page.wait_for_timeout(1000)
        page.evaluate(USE)
        alone.append(held(session))
    largest = {name: max(one[name] for one in alone) for name in COUNTED}
    windows = 0
    for number, address in enumerate(itertools.islice(itertools.cycle(PAGES), NAVIGATIONS)):
        if not page.evaluate("window.sameWindow"):
            windows += 1
            page.evaluate("window.sameWindow = true")
        visit(page, base_url, address)
        # Just before a page is loaded anew, the most is held.
        if number % PAGES_PER_WINDOW >= PAGES_PER_WINDOW - 3:
            now = held(session)
            for name in COUNTED:
                assert now[name] < 3 * largest[name], f"{name} after {number} navigations"
    assert windows <= NAVIGATIONS / PAGES_PER_WINDOW + 1, "the others were instant navigations"
