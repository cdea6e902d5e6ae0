"""Search is loaded when somebody searches, and finds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from watch import Watch

PARTS = ("search_index.json", "/workers/search.")


def asked_for(watch: Watch) -> list[str]:
    return [url for url in watch.requests if any(part in url for part in PARTS)]


@pytest.mark.parametrize("way", ["pointer", "key"])
def test_index_and_worker_are_loaded_when_somebody_searches(
    page: Page, watch: Watch, way: str
) -> None:
    page.goto("summary/", wait_until="networkidle")
    assert asked_for(watch) == []
    box = page.get_by_role("textbox", name="Search")
    if way == "pointer":
        box.click()
    else:
        page.keyboard.press("/")
    box.fill("receptive field")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert len(asked_for(watch)) == 2


def test_a_link_to_a_search_shows_its_result(page: Page) -> None:
    page.goto("summary/?q=stride")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
