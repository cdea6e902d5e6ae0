"""What all tests share: two options, and the site built once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
SITE_URL = "https://example.org/somewhere/"  # not where the tests serve it, on purpose


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite the committed records that tests read"
    )
    parser.addoption(
        "--engine",
        choices=("chromium", "firefox"),
        default="chromium",
        help="the browser that tests/browser drives",
    )


class Scheduling(LoadScopeScheduling):
    """Hands out tests one by one, but cnnlib's to one worker: together they make one record.

    xdist's own groups stand behind a test's id, where pytest 9.2 no longer shows them.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder = "tests/cnnlib/"
        return folder if nodeid.startswith(folder) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def site_url() -> str:
    """The address that the site is built for."""
    return SITE_URL


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once, as a reader gets it."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not (shared / "site.built").exists():
            build_site(folder)
            (shared / "site.built").touch()
    return folder


def build_site(folder: Path) -> None:
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stdout + build.stderr
