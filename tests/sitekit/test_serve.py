"""`mkdocs serve`: an edit shows up in the page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from project import Project

PATIENCE = 120  # seconds; an edit takes a few, on a busy machine more


@pytest.fixture
def address(project: Project) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (project.root / "serve.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": str(project.root), "SITE_URL": ""},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield f"http://127.0.0.1:{port}/lessons/convolution/"
    server.terminate()
    server.wait()
    log.close()


def wait_for(address: str, words: str) -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if words in answer.read().decode():
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.5)
    pytest.fail(f"{words!r} did not appear")


def test_lesson_snippet_and_library_edits_show_up(project: Project, address: str) -> None:
    wait_for(address, "The convolution operation")
    project.append("docs/lessons/convolution.md", "\nA sentence added just now.\n")
    wait_for(address, "A sentence added just now.")
    project.replace("snippets/convolution/sobel_filters.py", "above − below", "top − bottom")
    wait_for(address, "top − bottom")
    project.append("cnnlib/parameters.py", "\nBONUS = 1\n")
    project.replace(
        "docs/lessons/convolution.md",
        "A sentence added just now.",
        "The bonus is {{ cnnlib.parameters.BONUS + 41 }} now.",
    )
    wait_for(address, ">42</data> now.")
