"""The headers that the page For hosts suggests: with them, everything works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from instruments import INSTRUMENTS
from one_calculator import LESSON, READY, answer, stride
from playwright.sync_api import Page, expect
from serving import Handler, Server

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
HEADER = re.compile(r"^([A-Z][\w-]+): (.+)\n(?: +for (\S+))?", re.MULTILINE)
CODE_EXERCISE = next(one for one in INSTRUMENTS if one.tag == "code-exercise")


def suggested(path: str) -> list[tuple[str, str]]:
    """Read the headers for a file from the page, as a host would."""
    block = PAGE.split("```text\n")[1].split("```")[0]
    headers = [(name, value, where or "pages") for name, value, where in HEADER.findall(block)]
    assert len(headers) == 5
    script = path.endswith(".mjs")
    return [
        (name, value)
        for name, value, where in headers
        if "Policy" not in name or name == "Referrer-Policy" or script == (".mjs" in where)
    ]


class Strict(Handler):
    """A host that follows the page."""

    def end_headers(self) -> None:
        for name, value in suggested(self.path.split("?")[0]):
            if name != "Strict-Transport-Security":  # this server speaks plain HTTP
                self.send_header(name, value)
        super().end_headers()


@pytest.fixture
def base_url(site: Path) -> Iterator[str]:
    server = Server(site, Strict)
    yield server.url
    server.close()


@pytest.mark.core
def test_calculators_and_code_work_under_the_suggested_headers(page: Page) -> None:
    page.goto(LESSON)
    stride(page).fill("2")
    expect(answer(page)).to_have_text("64 × 32 × 32", timeout=READY)
    CODE_EXERCISE.check(CODE_EXERCISE.open(page))
