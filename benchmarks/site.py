"""The site as a reader gets it, built once for all that is measured in a browser."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from benchmarks.paths import CACHE
from benchmarks.peers.install import run


@cache
def build_site() -> Path:
    """Build the site and return its folder."""
    folder = CACHE / "sites" / "ours"
    run(sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder, SITE_URL="")
    return folder
