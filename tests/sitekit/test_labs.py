"""Labs: from one percent script to a page, two notebooks and a script."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jupytext
import pytest

from sitekit.errors import SiteError
from sitekit.labs import downloads, source
from sitekit.labs.page import page_markdown

LAB = """\
# ---
# title: "Lab: adding"
# description: Add two numbers.
# ---

# %% [markdown]
# # Lab: adding
#
# The filter has {{ conv_parameters(1, 8, 3) }} parameters, $9 \\cdot 8 + 8 =
# {{ conv_parameters(3, 64, 3) }}$; see [lesson 1](../lessons/convolution.md#padding), `{{ x }}`.

# %% tags=["task"]
total = None  # your code

# %% [markdown] tags=["hint"]
# Use `+`.

# %% tags=["solution"]
total = 1 + 1

# %% [markdown] tags=["page"]
# Only on the page.

# %%
print(total)
"""


def read(folder: Path, text: str = LAB) -> source.Lab:
    path = folder / "adding.py"
    path.write_text(text, encoding="utf-8")
    return source.read(path)


def test_what_each_download_holds(tmp_path: Path) -> None:
    files = downloads.files_of(read(tmp_path), "")
    learner, solved, script = (
        files[name] for name in ("adding.ipynb", "adding_with_solutions.ipynb", "adding.py")
    )
    assert set(files) == {"adding.ipynb", "adding_with_solutions.ipynb", "adding.py"}
    assert "1 + 1" not in learner
    assert "1 + 1" in solved
    assert "1 + 1" in script
    for text in files.values():
        assert "total = None" in text
        assert "Only on the page" not in text
        assert "title:" not in text
    assert "<summary>Hint</summary>" in learner
    assert "# **Hint.** Use `+`." in script


def test_a_download_needs_nothing_of_the_build(tmp_path: Path) -> None:
    lab = read(tmp_path)
    text = downloads.files_of(lab, "")["adding.py"]
    assert "has 80 parameters" in text
    assert "1{,}792$" in text
    assert "see lesson 1, `{{ x }}`" in text
    online = downloads.files_of(lab, "https://example.org/course/")["adding.py"]
    assert "[lesson 1](https://example.org/course/lessons/convolution/#padding)" in online


def test_notebooks_are_the_same_each_time(tmp_path: Path) -> None:
    lab = read(tmp_path)
    assert downloads.files_of(lab, "") == downloads.files_of(read(tmp_path), "")
    notebook = json.loads(downloads.files_of(lab, "")["adding.ipynb"])
    identifiers = [cell["id"] for cell in notebook["cells"]]
    assert identifiers == [f"adding-{n}" for n in range(len(identifiers))]
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# title:", "# name:", "has no title"),
        ('tags=["hint"]', 'tags=["hnt"]', "task, hint, solution, page"),
        ('tags=["hint"]', 'tags=["hint", "page"]', "may have one of"),
        ('# %% tags=["task"]', "# %% ", "follows neither a task nor a hint"),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = LAB.replace(old, new, 1)
    if "neither" in message:
        text = text.replace('# %% [markdown] tags=["hint"]\n# Use `+`.\n', "")
    with pytest.raises(SiteError, match=message):
        read(tmp_path, text)


def executed(outputs: list[dict[str, Any]], **metadata: Any) -> list[Any]:
    cells = jupytext.reads(LAB, fmt="py:percent").cells
    for cell in cells:
        cell.setdefault("outputs", [])
    cells[-1].outputs = outputs
    cells[-1].metadata.update(metadata)
    return list(cells)


def fences(markdown: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"```lab-cells\n(.*)\n```", markdown)]


def test_the_page_folds_hints_and_solutions() -> None:
    outputs = [{"name": "stdout", "text": "\x1b[1m2\x1b[0m\n"}, {"name": "stdout", "text": "3\n"}]
    markdown = page_markdown("adding", executed(outputs), None)
    found = fences(markdown)
    assert [fence["summary"] for fence in found] == [None, "Hint", "Solution", None]
    assert [fence.get("task") for fence in found] == [True, None, None, False]
    assert found[-1]["cells"][0]["outputs"] == [{"text": "2\n3\n"}]
    assert markdown.index("# Lab: adding") < markdown.index("```lab-downloads")
    assert "Only on the page." in markdown


def test_a_figure_needs_words() -> None:
    drawn = [{"data": {"image/svg+xml": "<svg/>", "text/plain": "<Figure size 1x1>"}}]
    page = fences(page_markdown("adding", executed(drawn, alt="A line."), None))
    assert page[-1]["cells"][0]["outputs"] == [{"svg": "<svg/>", "alt": "A line."}]
    with pytest.raises(SiteError, match="Code cell 3 of the lab draws a figure"):
        page_markdown("adding", executed(drawn), None)


def test_warnings_are_not_swallowed() -> None:
    with pytest.raises(SiteError, match=r"error stream.*deprecated"):
        page_markdown("adding", executed([{"name": "stderr", "text": "deprecated"}]), None)
