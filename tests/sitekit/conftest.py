"""The throw-away copy of the project."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from project import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(site: Path, tmp_path: Path) -> Project:
    """Copy what git would commit; building `site` first has filled the cache."""
    root = tmp_path / "project"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for file in filter(lambda file: (ROOT / file).is_file(), listed):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, root / file)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    for cache in ("snippets", "katex", "fonts", "labs"):
        shutil.copytree(ROOT / ".cache" / cache, root / ".cache" / cache)
    return Project(root)
