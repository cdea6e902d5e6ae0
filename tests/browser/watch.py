"""Notices what must not happen while a page is used."""

from __future__ import annotations

from playwright.sync_api import BrowserContext


class Watch:
    """Collects what must not happen while a page is used."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._host = "/".join(base_url.split("/")[:3])
        context.on("request", lambda request: self._request(request.url))
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on(
            "response",
            lambda answer: (
                answer.status >= 400 and self.problems.append(f"{answer.status} {answer.url}")
            ),
        )

    def _request(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith((self._host, "data:", "blob:")):
            self.problems.append(f"request to another host: {url}")

    def _console(self, kind: str, text: str) -> None:
        blocked = "Service Worker registration blocked by Playwright" in text  # as the tests ask
        if kind in {"error", "warning"} and not blocked:
            self.problems.append(f"console {kind}: {text}")
