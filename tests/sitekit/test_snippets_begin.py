"""Snippets begin while MkDocs is starting; no build takes the outcome of another for its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown import Markdown

from sitekit.drawings import DRAWINGS
from sitekit.errors import SiteError
from sitekit.markdown.figure import format_figure
from sitekit.markdown.nested import CONFIGS, EXTENSIONS
from sitekit.snippets import begun, store

Started = list[subprocess.Popen[bytes]]


@pytest.fixture
def code() -> dict[str, str]:
    """What the runner does instead of running snippets; nothing else is changed."""
    return {"code": "", "stale": "pooling/windows"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, code: dict[str, str]) -> Iterator[Started]:
    runners: Started = []
    popen = subprocess.Popen

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        assert command == [sys.executable, "-m", "sitekit.snippets"]
        runners.append(popen([sys.executable, "-c", code["code"]]))
        return runners[-1]

    monkeypatch.setattr(store, "stale", lambda names: code["stale"].split())
    monkeypatch.setattr(subprocess, "Popen", start)
    yield runners
    begun.abandon_snippets()


def test_a_build_waits_for_what_was_begun(started: Started, code: dict[str, str]) -> None:
    begun.begin_snippets()
    begun.begin_snippets()
    begun.finish_snippets(print)
    assert [runner.returncode for runner in started] == [0]


def test_a_failure_stops_the_build_and_the_next_one_runs_anew(
    started: Started, code: dict[str, str]
) -> None:
    code["code"] = "raise SystemExit(1)"
    begun.begin_snippets()
    with pytest.raises(SiteError, match="A snippet failed"):
        begun.finish_snippets(print)
    code["code"] = ""
    begun.finish_snippets(print)
    assert [runner.returncode for runner in started] == [1, 0]


def test_a_page_waits_for_the_snippet_that_it_shows_and_for_no_other(
    started: Started, code: dict[str, str]
) -> None:
    code["code"] = "import time; time.sleep(1)"
    begun.begin_snippets()
    begun.wait_for_snippet("pooling/shifts")
    assert started[0].poll() is None
    begun.wait_for_snippet("pooling/windows")
    assert started[0].poll() == 0
    begun.finish_snippets(print)


def test_a_page_is_made_before_its_drawing(
    site: Path, started: Started, code: dict[str, str]
) -> None:
    code |= {"code": "import time; time.sleep(1)", "stale": "convolution/sobel_filters"}
    md = Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS)
    fence = "name: convolution/sobel_filters:maps\nalt: Two filters.\ncaption: Filters."
    whole = format_figure(fence, "figure", "figure", {}, md)
    begun.begin_snippets()
    page = format_figure(fence, "figure", "figure", {}, md)
    assert started[0].poll() is None
    assert "<svg" in whole
    assert "<svg" not in page
    assert DRAWINGS.put_back(page) == whole
    assert started[0].poll() == 0


def test_a_page_that_shows_a_failed_snippet_stops_the_build(
    started: Started, code: dict[str, str]
) -> None:
    code["code"] = "raise SystemExit(1)"
    begun.begin_snippets()
    with pytest.raises(SiteError, match="A snippet failed"):
        begun.wait_for_snippet("pooling/windows")


def test_what_nobody_waits_for_is_stopped(started: Started, code: dict[str, str]) -> None:
    code["code"] = "import time; time.sleep(600)"
    begun.begin_snippets()
    begun.abandon_snippets()
    (runner,) = started
    assert runner.returncode not in (0, None)
    code["code"] = ""
    begun.finish_snippets(print)
    assert started[-1].returncode == 0


def test_nothing_is_started_where_all_is_up_to_date(started: Started, code: dict[str, str]) -> None:
    code["stale"] = ""
    begun.begin_snippets()
    assert started == []
