"""`python -m sitekit.canary`: the same sources with Zensical, the likely successor of MkDocs.

An early warning. It needs a site that MkDocs has built, and compares both page by page. Zensical
runs no hooks and not every plugin, so what those make is known to be missing; all else must be
there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sitekit.errors import SiteError
from sitekit.paths import NODE_MODULES, ROOT
from sitekit.prepare import prepare

LEFT_OUT = (".git", ".venv", "node_modules", "site", ".*_cache", "__pycache__")
KNOWN = "labs/"  # their pages are made by mkdocs-jupyter, which Zensical does not know
COUNTED = {
    "computed numbers": "data-call=",
    "formulas": 'class="katex"',
    "figures": '<figure class="figure"',
    "calculators": 'class="calculator"',
    "tasks": 'class="exercise"',
}


def build(folder: Path) -> float:
    """Build all pages with Zensical in a copy of the tree; return the seconds it took.

    A copy, because Zensical keeps its own files in `.cache` and empties that when asked for a
    clean build.
    """
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (folder / NODE_MODULES.name).symlink_to(NODE_MODULES)
    command = ["zensical", "build", "--strict", "-f", "mkdocs.yml"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    started = time.monotonic()
    try:
        run = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise SiteError("Zensical is not installed: .venv/bin/pip install zensical") from error
    if run.returncode or not (folder / "site").is_dir():
        raise SiteError(f"zensical build failed:\n{(run.stdout + run.stderr).strip()[-3000:]}")
    return time.monotonic() - started


def counts(page: Path) -> dict[str, int]:
    """Count what a page is made of."""
    text = page.read_text(encoding="utf-8")
    return {what: text.count(mark) for what, mark in COUNTED.items()}


def differences(ours: Path, theirs: Path) -> tuple[list[str], list[str]]:
    """List what Zensical's site lacks or has otherwise: what is known, and what is news."""
    known: list[str] = []
    news: list[str] = []
    for page in sorted(ours.rglob("index.html")):
        name = page.parent.relative_to(ours).as_posix()
        other = theirs / name / "index.html"
        if not other.is_file():
            (known if f"{name}/".startswith(KNOWN) else news).append(f"{name}: no such page")
            continue
        here, there = counts(page), counts(other)
        news += [
            f"{name}: {there[what]} {what} instead of {here[what]}"
            for what in COUNTED
            if here[what] != there[what]
        ]
    return known, news


def report(lines: list[str]) -> None:
    """Print, and write the job's summary where there is one."""
    text = "\n".join(lines)
    print(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def main() -> int:
    """Build, compare and report; 1 where something is news."""
    ours = ROOT / "site"
    if not (ours / "index.html").is_file():
        sys.exit("There is no site/ to compare with; run make site first.")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        try:
            prepare(site_url=os.environ.get("SITE_URL", ""))
            seconds = build(copy)
        except SiteError as error:
            report(["## Zensical cannot build these sources", "", "```", str(error), "```"])
            return 1
        known, news = differences(ours, copy / "site")
        pages = len(list((copy / "site").rglob("index.html")))
    report(
        [
            f"## Zensical built {pages} pages in {seconds:.0f} s",
            "",
            f"{len(news)} differences that are news:" if news else "No difference that is news.",
            *(f"- {line}" for line in news),
            "",
            "Known: no hook runs (lists of tasks and interactives, QTI packages, bundles, content "
            "security policy), and these pages of mkdocs-jupyter are missing:",
            *(f"- {line}" for line in known),
        ]
    )
    return 1 if news else 0


if __name__ == "__main__":
    sys.exit(main())
