"""Whether everyone can read a page: axe's findings, and nothing to scroll sideways for."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async (within) => (await axe.run(within)).violations.map((violation) =>
    `${violation.id}: ${violation.nodes.map((node) => node.target).join(" | ")}`)"""

# A long page is laid out little by little; what is skipped until then hinders nobody.
LAID_OUT = """() => new Promise((done, fail) => {
    const skipped = (part) => getComputedStyle(part).contentVisibility === "auto";
    const look = () => {
        const part = [...document.querySelectorAll(".md-content__inner > *")].find(skipped);
        if (!part) requestAnimationFrame(() => setTimeout(done)); // told to whoever watches sizes
        else if (performance.now() > end) fail(`not laid out: ${part.outerHTML.slice(0, 200)}`);
        else setTimeout(look, 50);
    };
    const end = performance.now() + 15_000;
    dispatchEvent(new Event("pointermove")); // the reader is there
    look();
})"""


def wait_until_laid_out(page: Page) -> None:
    """Wait until no part of the page is skipped any more."""
    page.evaluate(LAID_OUT)


def violations(page: Page, within: str = "html") -> list[str]:
    """List what axe finds inside an element, laid out or not."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(VIOLATIONS, within)
    return found


def hindrances(page: Page, within: str = "html") -> list[str]:
    """List what axe finds inside an element, and the pixels that the page is too wide."""
    wait_until_laid_out(page)
    found = violations(page, within)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + [f"{too_wide} px too wide"] * (too_wide > 0)
