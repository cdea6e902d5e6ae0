"""What must hold on every page of the site, in both schemes and at phone width."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from watch import Watch

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# Our scripts have run, and the theme has made long lines of code reachable by key.
SETTLED = """() => window.cnnFoundations && [...document.querySelectorAll("pre > code")].every(
    (code) => code.scrollWidth <= code.clientWidth || code.tabIndex === 0)"""


def addresses(site: Path) -> list[str]:
    tree = etree.parse(site / "sitemap.xml")
    found = [node.text or "" for node in tree.iter() if node.tag.endswith("loc")]
    assert found
    return [url.removeprefix("https://example.org/somewhere/") for url in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_pages_are_clean(
    browser: Browser, base_url: str, site: Path, scheme: str, width: int
) -> None:
    """No error, no foreign request, no sideways scrolling, no axe violation, all alt texts."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    watch = Watch(context, base_url)
    page = context.new_page()
    for address in addresses(site):
        page.goto(address, wait_until="networkidle")
        page.wait_for_function(SETTLED)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{address} scrolls sideways by {overflow} px at {width} px"
        for picture in page.locator("figure.figure svg").all():
            expect(picture).to_have_attribute("role", "img")
            assert len(picture.get_attribute("aria-label") or "") > 20
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(
            """async () => (await axe.run()).violations.map((violation) =>
                `${violation.id}: ${violation.nodes.map((node) => node.target).join(" | ")}`)"""
        )
        assert violations == [], f"{address} {scheme} {width}"
    assert watch.problems == []
    context.close()
