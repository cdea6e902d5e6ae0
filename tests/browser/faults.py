"""What may happen to a file on its way to the page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route


def missing(route: Route) -> None:
    route.fulfill(status=404, body="")


def cut_short(route: Route) -> None:
    body = route.fetch().body()
    route.fulfill(body=body[: len(body) // 2], content_type=None)


def garbled(route: Route) -> None:
    body = bytearray(route.fetch().body())
    body[8 : len(body) // 2] = b"\x00?" * ((len(body) // 2 - 8) // 2)
    kind = "text/javascript" if route.request.url.split("?")[0].endswith("mjs") else None
    route.fulfill(body=bytes(body), content_type=kind)


def another_page(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>Log in</title>", content_type="text/html")


def server_error(route: Route) -> None:
    route.fulfill(status=500, body="Internal Server Error")


def unreachable(route: Route) -> None:
    route.abort()


Fault = Callable[[Route], None]
FAULTS: tuple[Fault, ...] = (
    missing,
    cut_short,
    garbled,
    another_page,
    server_error,
    unreachable,
)
