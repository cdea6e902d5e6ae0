"""What must hold on every page of the site, in both schemes and at phone width."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from pathlib import Path
from typing import Literal

import pytest
from engines import NewContext
from playwright.sync_api import expect
from readable import hindrances, wait_until_laid_out
from watch import Watch

# Our scripts have run, and the theme has made long lines of code reachable by key.
SETTLED = """() => window.cnnFoundations && [...document.querySelectorAll("pre > code")].every(
    (code) => code.scrollWidth <= code.clientWidth || code.tabIndex === 0)"""


def addresses(site: Path) -> list[str]:
    tree = etree.parse(site / "sitemap.xml")
    found = [node.text or "" for node in tree.iter() if node.tag.endswith("loc")]
    assert found
    return [url.removeprefix("https://example.org/somewhere/") for url in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.core), 360, 320])
def test_pages_are_clean(
    new_context: NewContext, base_url: str, site: Path, scheme: str, width: int
) -> None:
    """No error, no foreign request, no sideways scrolling, no axe violation, all alt texts."""
    context = new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    watch = Watch(context, base_url)
    page = context.new_page()
    # Half a second without a request is waited for once at each width, not twice.
    until: Literal["load", "networkidle"] = "networkidle" if scheme == "light" else "load"
    for address in addresses(site):
        page.goto(address, wait_until=until)
        wait_until_laid_out(page)
        page.wait_for_function(SETTLED)
        for picture in page.locator("figure.figure svg").all():
            expect(picture).to_have_attribute("role", "img")
            assert len(picture.get_attribute("aria-label") or "") > 20
        assert hindrances(page) == [], f"{address} {scheme} {width}"
    assert watch.problems == []


def test_pages_fit_a_phone_without_javascript(new_context: NewContext, site: Path) -> None:
    page = new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()
    for address in addresses(site):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
