"""What the tests of both steppers share."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route

READY = 60_000  # ms; Python's cold start


def cell(grid: Locator, row: int, column: int) -> Locator:
    """A cell of the image, padding not counted, or of the output."""
    inside = "td:not(.is-padding, .is-beyond)"
    rows = grid.locator("tr").filter(has=grid.page.locator(inside))
    return rows.nth(row).locator(inside).nth(column)


def current(grid: Locator) -> Locator:
    return grid.locator(".is-current")


def line(stepper: Locator) -> Locator:
    return stepper.locator("[data-part=line]")


def spoken(stepper: Locator) -> Locator:
    return stepper.locator(".calculator__spoken")


def without_python(page: Page) -> None:
    """Let the runtime's files wait forever: what is shown now was in the page."""

    def hold(route: Route) -> None:
        del route

    page.route("**/*pyodide*", hold)
