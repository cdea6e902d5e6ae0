"""What a first visit costs."""

from __future__ import annotations

from playwright.sync_api import Page

FONTS = """() => performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes(".woff2"))
    .map((entry) => [new URL(entry.name).pathname.split("/").at(-1), entry.decodedBodySize])"""
LIMIT = 75 * 1024


def test_a_lessons_fonts_are_small_and_asked_for_once(page: Page) -> None:
    page.goto("lessons/convolution/", wait_until="networkidle")
    fonts = page.evaluate(FONTS)
    sizes = dict(fonts)
    assert {"inter-latin-400-normal.woff2", "KaTeX_Main-Regular.woff2"} <= sizes.keys()
    assert len(fonts) == len(sizes)
    assert 0 < sum(sizes.values()) <= LIMIT, sizes
