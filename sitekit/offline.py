"""Lists the built site's files, so that a browser can keep all of them for reading offline."""

from __future__ import annotations

import json
import re
from pathlib import Path

# What only a server or another program reads.
LEFT_OUT = re.compile(r"\.(gz|map|xml|zip)$|^404\.html$|^service-worker\.js$")
LIST = "offline.json"


def write_list(site: Path, digests: dict[str, str]) -> None:
    """Write `[[address, bytes], …]` as pages ask for them: a folder for its index, and versions."""
    files = [
        (path.relative_to(site).as_posix(), path.stat().st_size)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    ]
    kept = [
        (_address(name, digests), size)
        for name, size in files
        if not LEFT_OUT.search(name) and name != LIST
    ]
    (site / LIST).write_text(json.dumps(kept, separators=(",", ":")), encoding="utf-8")


def _address(name: str, digests: dict[str, str]) -> str:
    address = re.sub(r"(^|/)index\.html$", r"\1", name)
    return f"{address}?v={digests[name]}" if name in digests else address
