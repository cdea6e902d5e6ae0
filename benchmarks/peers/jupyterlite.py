"""A notebook of one cell in JupyterLite, with its Python kernel self-hosted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
from nbformat import v4

from benchmarks.paths import CACHE
from benchmarks.peers import question, runtime
from benchmarks.peers.install import PYTHON, run

NOTEBOOK = "layer.ipynb"
# What the kernel asks its index for at each start; `comm` is not in Pyodide's.
FROM_INDEX = ("micropip", "packaging", "ipython", "jedi", "pyodide-http")
FROM_PYPI = ("comm==0.2.3",)


def build() -> Path:
    """Build the site and return its folder."""
    project, site = CACHE / "jupyterlite", CACHE / "sites" / "jupyterlite"
    shutil.rmtree(project, ignore_errors=True)
    (project / "pypi").mkdir(parents=True)
    (project / "files").mkdir()
    shutil.copytree(runtime.core(FROM_INDEX), project / "static" / "pyodide")
    for wheel in (question.wheel(), *runtime.download(*FROM_PYPI)):
        shutil.copy(wheel, project / "pypi")
    cell = v4.new_code_cell(f"%pip install -q cnnlib\n{question.CODE}", id="question")
    kernel = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    notebook = v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, project / "files" / NOTEBOOK)
    (project / "jupyter_lite_config.json").write_text(
        json.dumps({"LiteBuildConfig": {"contents": ["files"], "output_dir": str(site)}}),
        encoding="utf-8",
    )
    command = (
        "-m",
        "jupyterlite_core.app",
        "build",
        "--apps",
        "notebooks",
        "--no-unused-shared-packages",
    )
    run(PYTHON, *command, "--lite-dir", project, cwd=project)
    return site
