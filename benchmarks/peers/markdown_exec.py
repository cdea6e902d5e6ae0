"""A page with markdown-exec's `pyodide` fence, in MkDocs with Material, all of it self-hosted."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from benchmarks.paths import CACHE
from benchmarks.peers import question, runtime
from benchmarks.peers.install import NODE_MODULES, PYTHON, run

CONFIG = """\
site_name: peer
theme: {name: material, font: false}
plugins:
  - markdown-exec
markdown_extensions:
  - pymdownx.superfences
"""
ACE_FILES = ("ace.js", "mode-python.js", "theme-tomorrow.js", "theme-tomorrow_night.js")
# What the fence links, and what stands there instead.
LOCAL = (
    (r"https://cdnjs\.cloudflare\.com/ajax/libs/ace/[^/]+/", "vendor/ace/"),
    (r"https://cdnjs\.cloudflare\.com/ajax/libs/highlight\.js/[^/]+/", "vendor/hljs/"),
    (r"https://cdn\.jsdelivr\.net/pyodide/[^/]+/full/", "vendor/pyodide/"),
    (r"https://cdn\.jsdelivr\.net/npm/highlightjs-themes@1\.0\.0/", "vendor/themes/"),
)


def build() -> Path:
    """Build the site and return its folder."""
    project, site = CACHE / "markdown-exec", CACHE / "sites" / "markdown-exec"
    (project / "docs").mkdir(parents=True, exist_ok=True)
    (project / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    wheel = question.wheel()
    fence = f'```pyodide install="/{wheel.name}"\n{question.CODE}```\n'
    (project / "docs" / "index.md").write_text(f"# One layer\n\n{fence}", encoding="utf-8")
    run(PYTHON, "-m", "mkdocs", "build", "--strict", "--site-dir", site, cwd=project)
    _vendor(site / "vendor")
    shutil.copy(wheel, site)
    page = site / "index.html"
    html = page.read_text(encoding="utf-8")
    for there, here in LOCAL:
        html = re.sub(there, here, html)
    page.write_text(html, encoding="utf-8")
    return site


def _vendor(folder: Path) -> None:
    for name in ("ace", "hljs", "themes"):
        (folder / name).mkdir(parents=True)
    for file in ACE_FILES:
        shutil.copy(NODE_MODULES / "ace-builds" / "src-min-noconflict" / file, folder / "ace")
    shutil.copy(NODE_MODULES / "@highlightjs/cdn-assets/highlight.min.js", folder / "hljs")
    for file in ("tomorrow.css", "tomorrow-night-blue.css"):
        shutil.copy(
            NODE_MODULES / "highlightjs-themes" / file,
            folder / "themes" / file.replace(".css", ".min.css"),
        )
    shutil.copytree(runtime.core(("micropip",)), folder / "pyodide")
