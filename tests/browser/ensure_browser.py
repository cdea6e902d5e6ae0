"""Makes sure the tests have a Chromium: installed, or Playwright's, or the system's package.

Usage: python tests/browser/ensure_browser.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def system_chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    if chosen := os.environ.get("CNN_CHROMIUM"):
        return chosen
    return next(filter(None, map(shutil.which, NAMES)), None)


def playwright_chromium() -> str | None:
    """Return the path of the browser that Playwright downloaded, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def run(*command: str) -> bool:
    """Run a command and say whether it succeeded."""
    print("  $", " ".join(command), flush=True)
    return subprocess.run(command, check=False).returncode == 0


def install() -> None:
    """Try Playwright's download, then the system's packages."""
    if run(sys.executable, "-m", "playwright", "install", "chromium") and playwright_chromium():
        return
    if shutil.which("apt-get"):
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        run(*as_root, "apt-get", "update", "-qq")
        run(*as_root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def main() -> None:
    """Install a browser where none is found; fail with a sentence where that can't be done."""
    if not (system_chromium() or playwright_chromium()):
        install()
    found = system_chromium() or playwright_chromium()
    if not found:
        sys.exit(
            "No Chromium was found and none could be installed. "
            "Install one and set CNN_CHROMIUM to its path."
        )
    print(f"  browser: {found}")


if __name__ == "__main__":
    main()
