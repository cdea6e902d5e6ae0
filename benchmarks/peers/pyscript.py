"""A bare page with PyScript, its interpreter self-hosted; Python runs on the main thread."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from benchmarks.paths import CACHE
from benchmarks.peers import question, runtime
from benchmarks.peers.install import NODE_MODULES

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>One layer</title>
<link rel="stylesheet" href="core/core.css">
<script type="module" src="core/core.js"></script>
</head>
<body>
<h1>One layer</h1>
<div id="answer"></div>
<script type="py" config='{config}' target="answer">
{code}</script>
</body>
</html>
"""


def build() -> Path:
    """Write the page and return its folder."""
    site, wheel = CACHE / "sites" / "pyscript", question.wheel()
    site.mkdir(parents=True)
    shutil.copytree(
        NODE_MODULES / "@pyscript" / "core" / "dist",
        site / "core",
        ignore=shutil.ignore_patterns("*.map"),
    )
    shutil.copytree(runtime.core(("micropip",)), site / "pyodide")
    shutil.copy(wheel, site)
    config = {"interpreter": "./pyodide/pyodide.mjs", "packages": [f"./{wheel.name}"]}
    code = f"from pyscript import display\n{question.CODE.replace('print(', 'display(')}"
    page = PAGE.format(config=json.dumps(config), code=code)
    (site / "index.html").write_text(page, encoding="utf-8")
    return site
