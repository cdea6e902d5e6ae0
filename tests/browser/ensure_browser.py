"""Makes sure the tests have a browser: one that is named or installed, or the system's package.

Usage: python tests/browser/ensure_browser.py [chromium | firefox | webkit]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Engine:
    """Where a browser is looked for, and what installs it."""

    variable: str  # in the environment: the path of the browser
    names: tuple[str, ...]  # on PATH, or patterns of a file
    packages: tuple[str, ...]  # Debian's
    helpers: tuple[str, ...] = ()  # programs that the tests start beside it


ENGINES = {
    "chromium": Engine(
        "CNN_CHROMIUM",
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        ("chromium",),
    ),
    "firefox": Engine("CNN_FIREFOX", ("firefox-esr", "firefox"), ("firefox-esr",)),
    "webkit": Engine(
        "CNN_WEBKIT",
        ("/usr/lib/*/webkit2gtk-4.1/MiniBrowser",),
        ("webkit2gtk-driver", "xvfb", "xauth"),
        ("WebKitWebDriver", "xvfb-run"),
    ),
}


def system_browser(name: str) -> str | None:
    """Return the path of an installed browser, or None where it, or a helper, is missing."""
    engine = ENGINES[name]
    if not all(map(shutil.which, engine.helpers)):
        return None
    if chosen := os.environ.get(engine.variable):
        return chosen
    return next(filter(None, map(located, engine.names)), None)


def located(name: str) -> str | None:
    """Return the path of a program on PATH, or of the first file that fits an absolute pattern."""
    if not name.startswith("/"):
        return shutil.which(name)
    return next((str(path) for path in sorted(Path("/").glob(name[1:]))), None)


def playwright_chromium() -> str | None:
    """Return the path of the browser that Playwright downloaded, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def found(name: str) -> str | None:
    """Return the path of a browser that the tests can use; of Chromium, also Playwright's."""
    return system_browser(name) or (playwright_chromium() if name == "chromium" else None)


def run(*command: str) -> bool:
    """Run a command and say whether it succeeded."""
    print("  $", " ".join(command), flush=True)
    return subprocess.run(command, check=False).returncode == 0


def install(name: str) -> None:
    """Try Playwright's download of Chromium, then the system's packages."""
    if (
        name == "chromium"
        and run(sys.executable, "-m", "playwright", "install", name)
        and found(name)
    ):
        return
    if shutil.which("apt-get"):
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        packages = ENGINES[name].packages
        run(*as_root, "apt-get", "update", "-qq")
        run(*as_root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def main(name: str = "chromium") -> None:
    """Install a browser where none is found; fail with a sentence where that can't be done."""
    if not found(name):
        install(name)
    path = found(name)
    if not path:
        sys.exit(missing(name))
    print(f"  browser: {path}")


def missing(name: str) -> str:
    """Return what to say where a browser is needed and is not there."""
    engine = ENGINES[name]
    return (
        f"No {name} was found and none could be installed. Install what Debian calls "
        f"{', '.join(engine.packages)}; a browser elsewhere can be named by {engine.variable}."
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
