"""Reading without a connection: what was visited, the whole course, and nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, expect
from waiting import wait_until

READY = 60_000
FEW = 10  # files; any page needs more
KEPT = """caches.keys().then((names) => caches.open(names[0] ?? 'none'))
    .then((cache) => cache.keys()).then((keys) => keys.length)"""


class Server(Protocol):
    url: str

    def close(self) -> None: ...


@pytest.fixture
def page(browser: Browser, own_server: Server) -> Iterator[Page]:
    """A page in a browser that may keep things, at a server that can go away."""
    context = browser.new_context(base_url=own_server.url)
    yield context.new_page()
    context.close()


def visit(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    controlled = "navigator.serviceWorker.controller !== null"
    wait_until(page, lambda: bool(page.evaluate(controlled)), "no service worker", READY)
    wait_until(page, lambda: page.evaluate(KEPT) > FEW, "what was visited is not kept", READY)
    page.wait_for_load_state("networkidle")


def test_a_visited_page_and_its_calculator_work_without_a_connection(
    page: Page, own_server: Server
) -> None:
    visit(page, "lessons/convolution/")
    answer = page.locator("cnn-calculator#conv_layer output")
    stride = page.locator("#conv_layer-stride")
    stride.fill("2")
    expect(answer).to_contain_text("64 × 32 × 32", timeout=READY)
    own_server.close()
    page.goto("lessons/convolution/?conv_layer.stride=4")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(answer).to_contain_text("64 × 16 × 16", timeout=READY)
    assert page.locator(".katex").first.evaluate("node => getComputedStyle(node).fontFamily")


def test_the_whole_course_is_taken_along(page: Page, own_server: Server) -> None:
    visit(page, "offline/")
    course = page.locator("offline-course")
    expect(course).to_contain_text(re.compile(r"\d+ of \d+ files are kept here, [\d.]+ MB of"))
    course.get_by_role("button", name="Keep the whole course").click()
    expect(course).to_contain_text(re.compile(r"(\d+) of \1 files are kept"), timeout=READY)
    expect(course.get_by_role("button", name="Keep the whole course")).to_be_hidden()
    own_server.close()
    for address in ("lessons/lenet_to_alexnet/", "exercises/design/", "labs/small_cnn/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("network_table/")
    page.get_by_label("Source").fill("nn.Sequential(nn.Conv2d(1, 8, 3))")
    expect(page.locator("network-table")).to_contain_text("80 parameters", timeout=READY)


def test_it_can_be_switched_off(page: Page, own_server: Server) -> None:
    visit(page, "offline/")
    course = page.locator("offline-course")
    course.get_by_role("button", name="Keep nothing").click()
    expect(course).to_contain_text("Nothing is kept.")
    page.goto("lessons/convolution/", wait_until="networkidle")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((l) => l.length)") == 0
    page.goto("offline/")
    course.get_by_role("button", name="Keep what I visit").click()
    expect(course).to_contain_text(re.compile(r"[1-9]\d* of \d+ files are kept here"))


def test_a_forced_reload_asks_for_another(page: Page, own_server: Server) -> None:
    """A page that was loaded past the service worker can keep nothing; it says what to do."""
    visit(page, "offline/")
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.reload", {"ignoreCache": True})
    course = page.locator("offline-course")
    expect(course).to_contain_text("Reload this page once")
    page.reload()
    expect(course).to_contain_text("files are kept here")
