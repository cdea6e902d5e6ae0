"""How mkdocs-jupyter executes the labs: with which kernel, what it may remember, how it fails."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs_jupyter.config import settings

from sitekit.labs import source
from sitekit.paths import CACHE, ROOT, write_if_changed
from sitekit.snippets.store import digest, environment

HERE = Path(__file__).parent
STORE = CACHE / "labs"
KERNEL = "cnn-lab"  # the kernel_name in mkdocs.yml
# Besides the lab itself and mkdocs-jupyter's options, this decides what an execution gives.
INPUTS = (
    "sitekit/labs/kernel.py",
    "sitekit/labs/templates/mkdocs_html/notebook.html.j2",
    "sitekit/torchvision_guard.py",
    "snippets/cnn.mplstyle",
)
TIME_LIMIT = 300  # seconds for one cell; the longest measured takes a few
CELL = re.compile(r"-{18}\n(?P<cell>.*?)\n-{18}\n", re.DOTALL)


def configure(options: Any) -> None:
    """Set what mkdocs.yml can't say: our kernel, our template, a cache that knows the versions."""
    settings.templates_dir = str(HERE / "templates")
    jupyter = STORE / "jupyter"
    kernel = {
        "argv": [sys.executable, "-m", "sitekit.labs.kernel", "-f", "{connection_file}"],
        "display_name": "CNN lab",
        "language": "python",
        "env": {
            "PYTHONPATH": str(ROOT),
            "IPYTHONDIR": str(STORE / "ipython"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        },
    }
    write_if_changed(jupyter / "kernels" / KERNEL / "kernel.json", json.dumps(kernel).encode())
    os.environ["JUPYTER_PATH"] = str(jupyter)
    pages = STORE / f"pages-{environment_key()}"
    for old in STORE.glob("pages-*"):
        if old != pages:
            shutil.rmtree(old)
    options["cache_dir"] = str(pages)


@contextmanager
def own_sockets() -> Iterator[None]:
    """Let a kernel talk through files of its own: no other build or user on the machine meets it.

    nbconvert reads its settings from this folder, so none of the author's own apply.
    """
    with TemporaryDirectory(prefix="lab-") as folder:
        config = {
            "KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"},
            "NotebookClient": {"timeout": TIME_LIMIT},
        }
        Path(folder, "jupyter_nbconvert_config.json").write_text(json.dumps(config))
        os.environ["JUPYTER_CONFIG_DIR"] = folder
        yield


def environment_key() -> str:
    """Return a name for everything outside a lab that its execution depends on."""
    packages = {name: version(name) for name in ("ipykernel", "ipython", "nbclient", "jupytext")}
    known = [environment(), packages, {file: digest(file) for file in INPUTS}]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def failure(error: Exception, path: Path) -> str:
    """Say in which cell of which lab an error arose."""
    found = CELL.search(str(error))
    text = found["cell"].strip() if found else ""
    name = path.relative_to(ROOT).as_posix()
    code = [c.source.strip() for c in source.read(path).cells if c.cell_type == "code"]
    number = code.index(text) + 1 if text in code else 0
    lines = path.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1
    where = f"code cell {number} (line {lines})" if number else "a cell"
    reason = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
    shown = "\n".join(f"    {line}" for line in text.splitlines())
    return f"The lab {name} failed in {where}: {reason}\n{shown}"
