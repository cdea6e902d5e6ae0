"""What a result was measured on: machine, versions, date, load."""

from __future__ import annotations

import datetime
import json
import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.paths import HERE, ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """Return the path of the Chromium that is used for everything."""
    found = os.environ.get("CNN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def memory_gib() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def printed(*command: str) -> str:
    """Return what a program says of its version."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of what was measured or measured with, as they are pinned here."""
    pins = dict(
        line.split("==")
        for line in (HERE / "peers" / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    )
    for folder in (HERE / "peers", ROOT):
        manifest = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        pins |= manifest["dependencies"]
    return {name: pins.get(name) or version(name) for name in names}


def describe(names: tuple[str, ...]) -> dict[str, object]:
    """Describe the machine now, with the versions of some packages."""
    commit = printed("git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD")
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": memory_gib(),
        "system": platform.system(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "commit": commit,
        "versions": {
            "Python": platform.python_version(),
            "Node": printed("node", "--version").removeprefix("v"),
            "Chromium": printed(chromium(), "--version").split()[1],
            **versions(names),
        },
        "load_at_start": round(os.getloadavg()[0], 2),
    }
