"""The labs as a learner gets them: pages that are light, downloads that run."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SLUGS = sorted(path.stem for path in (ROOT / "docs" / "labs").glob("*.py"))
KINDS = ("{}.ipynb", "{}_with_solutions.ipynb", "{}.py")
# Learners' torchvision imports by itself; the one installed here may need help.
RUN = """\
import runpy, sys
from sitekit.torchvision_guard import ensure_torchvision
ensure_torchvision()
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", SLUGS)
def test_each_download_runs_as_a_plain_script(
    site: Path, tmp_path: Path, slug: str, kind: str
) -> None:
    """As handed out: what the learner has not done yet is said, not raised."""
    file = site / "assets" / "generated" / "labs" / kind.format(slug)
    script = tmp_path / "lab.py"
    convert = [sys.executable, "-m", "jupytext", "--to", "py", "--output", str(script), str(file)]
    if file.suffix == ".py":
        script.write_bytes(file.read_bytes())
    else:
        subprocess.run(convert, check=True, capture_output=True)
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(script)],
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert ("still to do" in run.stdout) == (kind == KINDS[0])
    assert {path.name for path in tmp_path.iterdir()} == {"lab.py"}  # nothing was downloaded


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_is_light_and_whole(site: Path, slug: str) -> None:
    page = (site / "labs" / slug / "index.html").read_bytes()
    html = page.decode()
    assert len(gzip.compress(page, 9)) <= 60_000
    assert html.count("<h1") == 1
    assert re.search(r'<meta name="description" content="[^"]{40,}"', html)
    twice = [name for name, n in Counter(re.findall(r' id="([^"]+)"', html)).items() if n > 1]
    assert twice == []
    tags = re.findall(r"<(?:script|img|iframe|image|link)\b[^>]*>", html)
    asked = [tag for tag in tags if 'rel="canonical"' not in tag]
    fetched = [tag for tag in asked if re.search(r'(?:src|href)="(?:\w+:)?//', tag)]
    assert len(asked) > 10
    assert fetched == []
    assert re.search(r"0x[0-9a-f]{6,}", html) is None  # no memory address
    for kind in KINDS:
        assert f'href="../../assets/generated/labs/{kind.format(slug)}" download' in html
    assert "colab" not in html


@pytest.mark.parametrize("slug", SLUGS)
def test_solutions_are_closed_and_found_by_search(site: Path, slug: str) -> None:
    html = (site / "labs" / slug / "index.html").read_text(encoding="utf-8")
    assert html.count("<summary>Solution</summary>") >= 4
    assert "<details open" not in html
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert f'"location":"labs/{slug}/#' in index
