"""A server, a browser, and a page that fails its test on any error, warning or foreign request."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ensure_browser import system_chromium
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

PREFIX = "/course/"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site under a sub-path, as a project page on the web is."""

    protocol_version = "HTTP/1.1"
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def translate_path(self, path: str) -> str:
        inside = path.startswith(PREFIX)
        return super().translate_path(path[len(PREFIX) - 1 :] if inside else "/outside-the-course")

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet."""


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(site))
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=system_chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


class Watch:
    """Collects what must not happen while a page is used."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._host = base_url.split(PREFIX)[0]
        context.on("request", lambda request: self._request(request.url))
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on(
            "response",
            lambda answer: answer.status >= 400
            and self.problems.append(f"{answer.status} {answer.url}"),
        )

    def _request(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith((self._host, "data:", "blob:")):
            self.problems.append(f"request to another host: {url}")

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.problems.append(f"console {kind}: {text}")


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def watch(context: BrowserContext, base_url: str) -> Iterator[Watch]:
    """Fails the test at its end unless it has emptied `problems` itself."""
    watch = Watch(context, base_url)
    yield watch
    assert watch.problems == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    return context.new_page()
