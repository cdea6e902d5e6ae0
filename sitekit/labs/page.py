"""Turns an executed lab into Markdown, which then goes the way of every other page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.structure.pages import Page
from nbclient.exceptions import CellExecutionError

from sitekit.errors import SiteError
from sitekit.labs import execution, source

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SUMMARIES = {"hint": "Hint", "solution": "Solution"}


def is_lab(page: Page) -> bool:
    """Say whether mkdocs-jupyter renders this page."""
    return Path(page.file.abs_src_path or "").is_relative_to(source.LABS) and (
        page.file.src_uri.endswith(".py")
    )


def front_matter(page: Page) -> str:
    """Return the lab's head as MkDocs reads it on top of a Markdown file."""
    meta = source.read(Path(page.file.abs_src_path or "")).meta
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True)}---\n"


def take_over(page: Page) -> None:
    """Let mkdocs-jupyter execute the lab as it does, then make the page from the notebook."""
    execute = page.render
    path = Path(page.file.abs_src_path or "")

    def render(config: MkDocsConfig, files: Any) -> None:
        try:
            with execution.own_sockets():
                execute(config, files)
        except CellExecutionError as error:
            raise SiteError(execution.failure(error, path)) from error
        content = (page.content or "").partition(">")[2].rpartition("</script>")[0]
        page.markdown = page_markdown(path.stem, json.loads(content)["cells"], config.repo_url)
        Page.render(page, config, files)

    page.render = render  # type: ignore[method-assign]


def page_markdown(slug: str, cells: list[dict[str, Any]], repo_url: str | None) -> str:
    """Return the page: the lab's Markdown, with fences for what is executed or folded."""
    parts: list[str] = []
    counted = 0
    for kind, run in source.groups(cells):
        contents = []
        for cell in run:
            if cell["cell_type"] == "markdown":
                contents.append({"markdown": cell["source"]})
            else:
                counted += 1
                contents.append(code_cell(f"{slug}-{counted}", counted, cell))
        if kind in SUMMARIES:
            parts.append(fence("lab-cells", {"summary": SUMMARIES[kind], "cells": contents}))
        else:
            for content in contents:
                shown = {"summary": None, "task": kind == "task", "cells": [content]}
                parts.append(content.get("markdown") or fence("lab-cells", shown))
    parts.insert(1, fence("lab-downloads", {"slug": slug, "repo_url": repo_url or ""}))
    return "\n\n".join(parts) + "\n"


def fence(name: str, content: dict[str, Any]) -> str:
    """Return a fence with data in it, on one line."""
    return f"```{name}\n{json.dumps(content)}\n```"


def code_cell(name: str, number: int, cell: dict[str, Any]) -> dict[str, Any]:
    """Return a code cell with what it printed and drew."""
    outputs: list[dict[str, str]] = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if output.get("name") == "stderr":
            raise SiteError(
                f"Code cell {number} of the lab writes to the error stream, which a page does not "
                f"show: {output['text']}"
            )
        if "image/svg+xml" in data:
            alt = cell["metadata"].get("alt")
            if not alt:
                raise SiteError(
                    f"Code cell {number} of the lab draws a figure; say what is to be seen: "
                    '# %% alt="…"'
                )
            outputs.append({"svg": data["image/svg+xml"], "alt": alt})
        elif text := ANSI.sub("", output.get("text") or data.get("text/plain", "")):
            if outputs and "text" in outputs[-1]:
                outputs[-1]["text"] += text
            else:
                outputs.append({"text": text})
    return {"name": name, "number": str(number), "code": cell["source"], "outputs": outputs}
