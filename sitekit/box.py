"""Writes the document of the sealed box, in which the page runs what a reader typed or pasted."""

from __future__ import annotations

import base64
import hashlib

from sitekit.bundle import bundle
from sitekit.paths import DOCS, write_if_changed
from sitekit.runtime import BOX

SOURCES = DOCS / "javascripts" / "runtime"
# The document's own policy: its one script, workers and modules from blobs, WebAssembly: no more.
POLICY = "default-src 'none'; script-src '{script}' blob: 'wasm-unsafe-eval'; worker-src blob:"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Sealed box for Python</title>
<script type="text/plain" id="worker">{worker}</script>
</head>
<body>
<script>{frame}</script>
</body>
</html>
"""


def write_box() -> int:
    """Write the document; return how many files changed."""
    frame, worker = (
        bundle(SOURCES / name, "--format=iife").decode().strip()
        for name in ("box-frame.js", "box-worker.js")
    )
    digest = base64.b64encode(hashlib.sha256(frame.encode()).digest()).decode()
    policy = POLICY.format(script=f"sha256-{digest}")
    page = PAGE.format(policy=policy, worker=worker, frame=frame)
    return write_if_changed(BOX, page.encode())
