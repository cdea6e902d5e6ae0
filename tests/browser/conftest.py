"""A server, a browser, and a page that fails its test on any error, warning or foreign request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import NewContext, launched, preferences_for
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from serving import Server
from watch import Watch

expect.set_options(timeout=15_000)  # ms; a busy machine needs more than Playwright's five seconds


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    server = Server(site)
    yield server.url
    server.close()


@pytest.fixture
def own_server(site: Path) -> Iterator[Server]:
    """A server for one test, which may close it to be offline."""
    server = Server(site)
    yield server
    if server.is_open:
        server.close()


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> str:
    return str(pytestconfig.getoption("--engine"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright, engine: str) -> Iterator[Browser]:
    browser = launched(playwright, engine, {})
    yield browser
    browser.close()


@pytest.fixture
def new_context(
    playwright: Playwright, engine: str, browser: Browser, base_url: str
) -> Iterator[NewContext]:
    """Makes contexts with Playwright's options, also with those that need a Firefox of its own."""
    opened: list[BrowserContext | Browser] = []

    def make(**options: Any) -> BrowserContext:
        used = browser
        if engine == "firefox":
            preferences, options = preferences_for(options)
            if preferences:
                used = launched(playwright, engine, preferences)
                opened.append(used)
        context = used.new_context(base_url=base_url, **options)
        opened.append(context)
        return context

    yield make
    for one in reversed(opened):
        one.close()


@pytest.fixture
def context(new_context: NewContext, engine: str) -> BrowserContext:
    context = new_context(
        viewport={"width": 1280, "height": 900},
        service_workers="block",  # it would answer for the network, which tests want to break
    )
    if engine == "chromium":
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)], ids=str)
def any_look(request: pytest.FixtureRequest, new_context: NewContext) -> Page:
    """A page in each scheme, on a screen and on a phone."""
    scheme, width = request.param
    context = new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    return context.new_page()


@pytest.fixture
def watch(context: BrowserContext, base_url: str) -> Iterator[Watch]:
    """Fails the test at its end unless it has emptied `problems` itself."""
    watch = Watch(context, base_url)
    yield watch
    assert watch.problems == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    return context.new_page()
