"""A long visit: what earlier pages needed is let go of."""

from __future__ import annotations

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
ROUNDS = 8
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
    page.wait_for_timeout(400)
    page.evaluate(USE)


def test_a_long_visit_holds_no_more_than_three_pages(
    page: Page, base_url: str, engine: str
) -> None:
    if engine != "chromium":
        pytest.skip("only Chromium counts nodes for a test")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.enable")
    page.goto(PAGES[0])
    page.evaluate("window.sameWindow = true")
    largest = 0.0
    for address in (*PAGES[1:], PAGES[0]):
        visit(page, base_url, address)
        largest = max(largest, page.evaluate("document.querySelectorAll('*').length"))
    first = held(session)
    for address in PAGES * ROUNDS:
        visit(page, base_url, address)
    last = held(session)
    assert page.evaluate("window.sameWindow"), "each was an instant navigation"
    texts_too = 3  # Chromium counts texts and comments, too
    assert last["Nodes"] < 3 * texts_too * largest
    assert last["Nodes"] < 1.5 * first["Nodes"]
    assert last["JSEventListeners"] < 1.5 * first["JSEventListeners"]
    assert last["JSHeapUsedSize"] < first["JSHeapUsedSize"] + 3_000_000
