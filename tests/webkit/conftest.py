"""WebKitGTK's MiniBrowser, a server that can do wrong, and a reader who uses a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ensure_browser import missing, system_browser
from faulty_server import FaultyHandler
from reader import Reader
from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from serving import Server


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    server = Server(site, FaultyHandler)
    yield server
    server.close()


@pytest.fixture
def faults() -> Iterator[type[FaultyHandler]]:
    """What is wrong at the server, by file name; a test puts its own in."""
    FaultyHandler.released.clear()
    FaultyHandler.asked.clear()
    yield FaultyHandler
    FaultyHandler.released.set()
    FaultyHandler.faults.clear()


@pytest.fixture
def reader(server: Server, faults: type[FaultyHandler]) -> Iterator[Reader]:
    """A browser of its own for each test: no cache, no storage, no worker from another one.

    What nobody caught fails the test.
    """
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        pytest.exit("WebKitGTK needs a display; `make test-webkit` makes one.", returncode=1)
    path = system_browser("webkit")
    if path is None:
        pytest.exit(missing("webkit"), returncode=1)
    options = Options()
    options.binary_location = path
    options.add_argument("--automation")
    service = Service(shutil.which("WebKitWebDriver"))
    with webdriver.WebKitGTK(options=options, service=service) as driver:
        driver.set_window_rect(0, 0, 1280, 900)
        reader = Reader(driver, server.url)
        yield reader
        assert reader.uncaught() == []
