"""Whether everyone can read a page: axe's findings, and nothing to scroll sideways for."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async (within) => (await axe.run(within)).violations.map((violation) =>
    `${violation.id}: ${violation.nodes.map((node) => node.target).join(" | ")}`)"""


def hindrances(page: Page, within: str = "html") -> list[str]:
    """List what axe finds inside an element, and the pixels that the page is too wide."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(VIOLATIONS, within)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + [f"{too_wide} px too wide"] * (too_wide > 0)
