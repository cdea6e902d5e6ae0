"""What a first visit of one page of every kind weighs, and what Lighthouse says of it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.browser import START, opened, say
from benchmarks.machine import chromium
from benchmarks.peers.install import NODE_MODULES, run
from benchmarks.record import Record
from benchmarks.server import Server
from benchmarks.site import build_site

PAGES = {
    "home": "",
    "lesson": "lessons/convolution/",
    "explorer": "receptive_field_explorer/",
    "exercise": "exercises/output_sizes/",
    "lab": "labs/small_cnn/",
    "reference": "reference/sizes/",
    "summary": "summary/",
}
ENCODINGS = ("br", "gzip")
DEVICES = {"desktop": ("--preset=desktop",), "mobile": ()}  # mobile is Lighthouse's own default
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
IDLE = 3.0  # seconds after the load, for what a page asks for a little later
CHROME = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
ROUNDS = 3  # Lighthouse's runs per median

# Layout shifts without a reader's doing, while the page loads and while it is scrolled through.
SHIFTS = """() => {
    self.shifts = 0;
    new PerformanceObserver((list) => {
        for (const { hadRecentInput, value } of list.getEntries()) {
            if (!hadRecentInput) self.shifts += value;
        }
    }).observe({ type: "layout-shift", buffered: true });
}"""
SCROLL = """async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
        scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 50));
    }
}"""


def kind_of(path: str) -> str:
    """Sort a request by what it is for; the first page asked for is no link's target."""
    kinds = {
        ".woff2": "fonts", ".css": "styles", ".js": "scripts", ".mjs": "scripts",
        ".png": "pictures", ".webp": "pictures", ".json": "search index", ".xml": "sitemap",
    }  # fmt: skip
    return kinds.get(Path(path.split("?")[0]).suffix, "page")


def weigh(playwright: Playwright, server: Server, address: str) -> dict[str, Any]:
    """Visit a page for the first time, then read it to its end, and touch nothing."""
    with tempfile.TemporaryDirectory() as profile, opened(playwright, profile) as (context, page):
        context.add_init_script(f"({SHIFTS})()")
        begun = len(server.sent)
        page.goto(server.url + address, wait_until="load")
        time.sleep(IDLE)
        sent = server.sent[begun:]
        page.evaluate(f"({SCROLL})()")
        time.sleep(IDLE / 3)
        shifts = page.evaluate("self.shifts")
        read = server.sent[begun:]
    parts: Counter[str] = Counter()
    for answer in sent:
        parts[kind_of(answer.path)] += answer.size
    return {
        "bytes": parts.total(),
        "read_bytes": sum(answer.size for answer in read),
        "parts": dict(parts),
        "requests": len(sent),
        "shift": shifts,
    }


@contextlib.contextmanager
def settled_chromium() -> Iterator[str]:
    """Start a Chromium of its own for a program, let it start to its end, and tell its port.

    A page that is opened while the browser loads its own window is, at times, first drawn a second
    late, whichever page that is.
    """
    with tempfile.TemporaryDirectory() as profile:
        address = Path(profile) / "DevToolsActivePort"  # where Chromium writes its port
        command = [chromium(), *CHROME, f"--user-data-dir={profile}", "--remote-debugging-port=0"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as browser:
            try:
                time.sleep(START)
                yield address.read_text(encoding="utf-8").splitlines()[0]
            finally:
                browser.terminate()


def lighthouse(url: str, options: tuple[str, ...]) -> dict[str, Any]:
    """Run Lighthouse once; return its scores, in percent, and what it finds fault with."""
    with tempfile.TemporaryDirectory() as folder, settled_chromium() as port:
        report = Path(folder) / "report.json"
        run(
            "node",
            NODE_MODULES / "lighthouse" / "cli" / "index.js",
            url,
            *options,
            f"--only-categories={','.join(CATEGORIES)}",
            f"--port={port}",
            "--output=json",
            f"--output-path={report}",
            "--quiet",
        )
        content = json.loads(report.read_text(encoding="utf-8"))
    return scores(content)


def scores(content: dict[str, Any]) -> dict[str, Any]:
    """Take from a report of Lighthouse what is kept."""
    audits = content["audits"]
    faults = [
        audits[reference["id"]]["title"]
        for name in CATEGORIES[1:]
        for reference in content["categories"][name]["auditRefs"]
        if reference["weight"] and audits[reference["id"]]["score"] not in (1, None)
    ]
    found = {name: content["categories"][name]["score"] for name in CATEGORIES}
    missing = [name for name, score in found.items() if score is None]
    if missing:
        raise RuntimeError(f"Lighthouse gave no score for {', '.join(missing)}.")
    return {
        **{name: round(100 * score) for name, score in found.items()},
        "shift": audits["cumulative-layout-shift"]["numericValue"],
        "blocking_ms": audits["total-blocking-time"]["numericValue"],
        "largest_paint_ms": audits["largest-contentful-paint"]["numericValue"],
        "faults": faults,
    }


def measure(record: Record, repetitions: int) -> None:
    """Run what the record lacks."""
    site = build_site()
    with sync_playwright() as playwright:
        for encoding in ENCODINGS:
            with Server(site, encoding=encoding) as server:
                for page, address in PAGES.items():
                    key = {"page": page, "encoding": encoding}
                    if record.has("weights", key):
                        continue
                    row = weigh(playwright, server, address)
                    say(f"{page}, {encoding}: {row['bytes'] / 1024:.0f} KiB, {row['shift']:.3f}")
                    record.add("weights", {**key, **row})
    with Server(site) as server:
        for repetition in range(1, min(repetitions, ROUNDS) + 1):
            for device, options in DEVICES.items():
                for page, address in PAGES.items():
                    key = {"page": page, "device": device, "repetition": repetition}
                    if record.has("lighthouse", key):
                        continue
                    load = os.getloadavg()[0]
                    row = lighthouse(server.url + address, options)
                    say(f"[{repetition}] {device}, {page}:", *(row[name] for name in CATEGORIES))
                    record.add("lighthouse", {**key, **row, "load": load})
