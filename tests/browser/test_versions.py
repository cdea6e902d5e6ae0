"""The service worker keeps one verified version, whatever the host answers; and a new version."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attacks import Listener, script
from playwright.sync_api import Browser, Page, expect
from serving import Handler, Server
from test_code_exercise import FIRST, RIGHT, editor, opened, run, text
from test_offline import READY, visit
from test_sealed_box import START, STATE, outcomes
from waiting import wait_until

from sitekit import offline

PORTAL = b"<!doctype html><title>Hotel</title><h1>Please log in</h1>"
LONGEST = 8_192  # bytes of an address that many hosts accept
LESSON = "lessons/convolution/"
NOTICE = "There is a new version of this course."


class FaultyHandler(Handler):
    """Answers as a host in trouble does."""

    trouble: ClassVar[str] = ""
    asked: ClassVar[list[str]] = []

    def end_headers(self) -> None:
        if "/box.html" in self.path:  # else a browser's own cache would answer the sealed frame
            self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:  # noqa: N802, the name that http.server calls
        self.asked.append(self.path)
        if len(self.path) > LONGEST:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
        elif self.trouble == "gone":  # on connections that are open, too
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif self.trouble.isdigit():
            self.send_error(int(self.trouble))
        elif self.trouble == "portal":
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(PORTAL)))
            self.end_headers()
            self.wfile.write(PORTAL)
        else:
            super().do_GET()


@pytest.fixture
def handler() -> type[FaultyHandler]:
    FaultyHandler.trouble = ""
    FaultyHandler.asked.clear()
    return FaultyHandler


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    """A host's folder, whose content may change."""
    return Path(shutil.copytree(site, tmp_path / "host"))


@pytest.fixture
def server(copy: Path, handler: type[FaultyHandler]) -> Iterator[Server]:
    server = Server(copy, handler)
    yield server
    if server.is_open:
        server.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url)
    yield context.new_page()
    context.close()


def publish(host: Path, heading: str) -> None:
    """Put a new version in the place of the old one: other headings under the same addresses."""
    old = (host / offline.VERSION).read_text().strip()
    listed = json.loads((host / offline.LIST).read_text())["files"]
    digests = dict(str(row[0]).split("?v=") for row in listed if "?v=" in str(row[0]))
    for page in host.rglob("*.html"):
        content = page.read_text(encoding="utf-8").replace(offline.META.format(old), "")
        content = re.sub(r"(<h1[^>]*>)[^<]*", rf"\g<1>{heading}", content)
        page.write_text(content, encoding="utf-8")
    worker = host / offline.WORKER
    worker.write_text(worker.read_text("utf-8").replace(old, "@VERSION@"), encoding="utf-8")
    for name in (offline.LIST, offline.VERSION):
        (host / name).unlink()
    offline.write_version(host, digests)
    assert (host / offline.VERSION).read_text().strip() != old


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def kept(page: Page) -> list[str]:
    """Return the addresses of all that the browser keeps."""
    return list(
        page.evaluate(
            "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
            ".then((cache) => cache.keys())))).then((all) => all.flat().map(({url}) => url))"
        )
    )


@pytest.mark.core
@pytest.mark.parametrize("trouble", ["503", "404", "414", "portal"])
def test_a_kept_page_is_shown_whatever_the_host_answers(
    page: Page, handler: type[FaultyHandler], trouble: str
) -> None:
    visit(page, LESSON)
    handler.trouble = trouble
    page.reload()
    expect(heading(page)).to_contain_text("The convolution operation")
    page.goto(f"{LESSON}?conv_layer.stride=2")
    expect(heading(page)).to_contain_text("The convolution operation")
    page.goto("summary/")  # not kept: the host's own answer, so that one can log in
    expect(heading(page)).not_to_contain_text("not kept here")
    handler.trouble = ""
    page.goto("summary/")
    expect(heading(page)).to_contain_text("Summary")


@pytest.mark.core
def test_what_is_not_a_file_of_this_version_is_never_kept(
    page: Page, handler: type[FaultyHandler]
) -> None:
    visit(page, "offline/")
    handler.trouble = "portal"
    page.goto("summary/")
    page.evaluate("fetch('../photographs-that-are-not-there')")
    handler.trouble = ""
    assert not [url for url in kept(page) if "summary" in url or "not-there" in url]
    handler.trouble = "gone"
    page.goto("summary/?x=1")
    expect(heading(page)).to_have_text("This page is not kept here")
    expect(page.get_by_role("link", name="Read offline")).to_be_visible()
    page.get_by_role("link", name="Read offline").click()
    expect(heading(page)).to_contain_text("Read offline")


def test_settings_reach_neither_the_cache_nor_the_host(
    page: Page, handler: type[FaultyHandler]
) -> None:
    visit(page, LESSON)
    handler.asked.clear()
    for number in range(30):
        page.goto(f"{LESSON}?v={number}&conv_layer.stride={number}")
    assert not [path for path in handler.asked if "conv_layer" in path]
    assert len([url for url in kept(page) if url.endswith(LESSON)]) == 1
    assert not [url for url in kept(page) if "conv_layer" in url]


@pytest.mark.core
def test_a_new_version_is_told_and_comes_when_asked_for(page: Page, copy: Path) -> None:
    visit(page, FIRST)
    box = page.locator("code-exercise").first
    editor(box).fill("# mine\n")
    page.wait_for_timeout(700)  # it is saved half a second after the last key
    publish(copy, "New heading")
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(page.get_by_text(NOTICE)).to_be_visible(timeout=READY)
    expect(heading(page)).to_contain_text("Exercise 1")
    page.goto(FIRST)  # the old version goes on as one
    expect(heading(page)).to_contain_text("Exercise 1")
    expect(page.get_by_text(NOTICE)).to_be_visible()
    page.get_by_role("button", name="Reload").click()
    expect(heading(page)).to_contain_text("New heading", timeout=READY)
    expect(page.get_by_text(NOTICE)).to_have_count(0)
    assert text(page.locator("code-exercise").first).strip() == "# mine"
    names = page.evaluate("caches.keys()")
    assert names == [f"cnn-foundations {(copy / offline.VERSION).read_text().strip()}"]


@pytest.mark.core
def test_an_open_tab_without_a_service_worker_never_mixes_versions(
    browser: Browser, server: Server, copy: Path
) -> None:
    context = browser.new_context(base_url=server.url, service_workers="block")
    page = context.new_page()
    page.goto(LESSON)
    expect(heading(page)).to_contain_text("The convolution operation")
    publish(copy, "New heading")
    page.evaluate("window.old = true")
    page.get_by_role("link", name="Summary").first.click()
    expect(heading(page)).to_contain_text("New heading", timeout=READY)
    wait_until(page, lambda: not page.evaluate("window.old"), "it is the old script", READY)
    context.close()


@pytest.mark.core
def test_a_script_of_another_version_is_never_run(page: Page, copy: Path) -> None:
    visit(page, FIRST)
    (copy / "assets" / "generated" / "python_editor.mjs").write_text(
        "window.mixed = true; export const pythonEditor = null;"
    )
    field = page.locator("#ex1-code textarea")
    with page.expect_request("**/python_editor.mjs*"):
        field.focus()
    page.wait_for_timeout(1000)
    assert not page.evaluate("window.mixed")
    field.fill("# the plain field does without\n")
    expect(field).to_have_value("# the plain field does without\n")


@pytest.mark.core
def test_python_that_is_gone_from_the_host_is_told(
    browser: Browser, server: Server, copy: Path
) -> None:
    context = browser.new_context(base_url=server.url, service_workers="block")
    page = context.new_page()
    page.goto(LESSON)
    publish(copy, "New heading")
    for folder in (copy / "assets" / "generated").glob("cnnlib-*"):
        folder.rename(folder.with_name("cnnlib-000000000000"))
    page.locator("#conv_layer-stride").fill("2")
    expect(page.get_by_text(NOTICE)).to_be_visible(timeout=READY)
    context.close()


@pytest.mark.core
def test_an_exercise_runs_without_a_connection(page: Page, handler: type[FaultyHandler]) -> None:
    visit(page, FIRST)
    run(opened(page), RIGHT)
    for file in (
        "pyodide.asm.wasm",
        "pyodide.asm.mjs",
        "library.zip.txt",
        "python.zip.txt",
        "box.html",
    ):
        wait_until(page, lambda file=file: any(file in url for url in kept(page)), file, READY)
    handler.trouble = "gone"
    page.goto(FIRST)
    feedback = run(opened(page), "import json, asyncio\n" + RIGHT)
    expect(feedback).to_contain_text("Right.")
    ready = "exerciseRuntime.state === 'ready'"
    wait_until(page, lambda: bool(page.evaluate(ready)), "no second box", READY)
    assert page.evaluate("document.querySelector('iframe').hasAttribute('sandbox')") is False
    frame = next(frame for frame in page.frames if "/box.html?v=" in frame.url)
    assert frame.evaluate("self.origin") == "null"
    refused = "try { localStorage.length; 'open' } catch (error) { error.name }"
    assert frame.evaluate(f"eval({json.dumps(refused)})") == "SecurityError"
    # The same attacks, where the box is sealed by a header and there are files to spoil.
    listener, said = Listener(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    before = page.evaluate(STATE)
    assert len(before["kept"]) > 10
    frame.evaluate(START, script(listener))
    outcomes(page, said)
    assert listener.heard == []
    assert page.evaluate(STATE) == before
    listener.close()
