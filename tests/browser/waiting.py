"""What Playwright's own ways of waiting can't wait for: a promise, a worker, the theme's notes."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

NOTED = "() => history.state?.y === scrollY"  # by the theme, a moment after scrolling


def wait_until(page: Page, holds: Callable[[], bool], otherwise: str, patience: float) -> None:
    """Ask every tenth of a second, for so many milliseconds, until something holds."""
    end = time.monotonic() + patience / 1000
    while not holds():
        assert time.monotonic() < end, otherwise
        page.wait_for_timeout(100)
