"""Lists the built site's files with their digests, so that a browser keeps one version of them.

The version names the state of all files. It is in each page, in the service worker, in
`version.txt` and in the list itself: a page, its script and what is kept never come from two
versions.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path

# What only a server or another program reads.
LEFT_OUT = re.compile(r"\.(gz|map|xml|zip)$|^404\.html$|^service-worker\.js$|^version\.txt$")
LIST = "offline.json"
VERSION = "version.txt"
WORKER = "service-worker.js"
META = '<meta name="cnn-version" content="{}">'
CHARSET = re.compile(r"<meta charset=[^>]*>")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
H1 = re.compile(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\"|</h1>)", re.DOTALL)


def write_version(site: Path, digests: dict[str, str]) -> None:
    """Name the version in each page and in the service worker, and list its files.

    A row of the list is an address as pages ask for it (a folder for its index, `?v=` and all),
    bytes, SHA-256 in base64, and a page's heading.
    """
    files = sorted(path for path in site.rglob("*") if path.is_file())
    version = _version(site, files)
    for page in files:
        if page.name in ("index.html", "404.html"):
            _mark(page, version)
    worker = site / WORKER
    worker.write_text(worker.read_text("utf-8").replace("@VERSION@", version), encoding="utf-8")
    (site / VERSION).write_text(f"{version}\n", encoding="utf-8")
    rows = [
        _row(file, file.relative_to(site).as_posix(), digests)
        for file in files
        if not LEFT_OUT.search(file.relative_to(site).as_posix())
    ]
    content = {"version": version, "files": rows}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    (site / LIST).write_text(text, encoding="utf-8")


def _version(site: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.suffix not in (".gz", ".xml"):  # they hold the day of the build
            digest.update(file.relative_to(site).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _mark(page: Path, version: str) -> None:
    text = page.read_text(encoding="utf-8")
    marked = CHARSET.sub(lambda found: found[0] + META.format(version), text, count=1)
    page.write_text(marked, encoding="utf-8")


def _row(file: Path, name: str, digests: dict[str, str]) -> list[str | int]:
    content = file.read_bytes()
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    address = re.sub(r"(^|/)index\.html$", r"\1", name)
    if name in digests:
        address = f"{address}?v={digests[name]}"
    row: list[str | int] = [address, len(content), digest]
    if name.endswith("index.html") and (heading := H1.search(content.decode())):
        row.append(html.unescape(re.sub(r"<[^>]+>", "", heading[1])).strip())
    return row
