"""Starts the browser that the tests drive: Chromium, or Firefox by WebDriver BiDi."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ensure_browser import missing, system_browser
from playwright.sync_api import Browser, BrowserContext, Playwright

NewContext = Callable[..., BrowserContext]  # takes Playwright's options

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Options of a context that Playwright can't ask of Firefox through BiDi; preferences can. Without
# scripts `expect` waits for ever there, and a test has to ask a locator once.
SCHEME = "layout.css.prefers-color-scheme.content-override"
PREFERENCES: dict[str, dict[Any, dict[str, Any]]] = {
    "color_scheme": {"light": {SCHEME: 1}, "dark": {SCHEME: 0}},
    "reduced_motion": {"reduce": {"ui.prefersReducedMotion": 1}},
    "java_script_enabled": {False: {"javascript.enabled": False}},
}
ALWAYS: dict[str, Any] = {
    "dom.events.testing.asyncClipboard": True,  # Chromium grants it to a context
    # A mouse, which points exactly and hovers, also where the machine has none.
    "ui.primaryPointerCapabilities": 6,
    "ui.allPointerCapabilities": 6,
    # Playwright waits in vain for the load of a page that comes back from memory.
    "browser.sessionhistory.max_total_viewers": 0,
}


def launched(playwright: Playwright, engine: str, preferences: dict[str, Any]) -> Browser:
    """Start a browser; preferences are Firefox's."""
    if engine == "chromium":  # without a path: the one that Playwright downloaded
        return playwright.chromium.launch(executable_path=system_browser("chromium"), args=CHROMIUM)
    path = system_browser("firefox")
    if path is None:
        pytest.exit(missing("firefox"), returncode=1)
    return playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=ALWAYS | preferences
    )


def preferences_for(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split a context's options: what Firefox needs at its start, and what it takes later."""
    preferences: dict[str, Any] = {}
    for name, meanings in PREFERENCES.items():
        if name in options:
            preferences |= meanings[options[name]]
    return preferences, {name: options[name] for name in options if name not in PREFERENCES}
