"""Writes what learners take away: each lab as notebooks, with and without solutions, and a script.

The files say the same as the page: expressions are replaced by their values, and links lead to the
published site, if its address is known.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sitekit.errors import SiteError
from sitekit.labs import source
from sitekit.markdown.expressions import substitute_tex, substitute_text
from sitekit.paths import GENERATED, write_if_changed

FOLDER = GENERATED / "labs"
CODE_OR_MATH = re.compile(r"(?P<code>`[^`]+`)|(?P<math>\$\$.+?\$\$|\$[^$]+\$)", re.DOTALL)
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<page>(?!\w+:)[^)#\s]+)\.(?:md|py)(?P<part>#[^)]*)?\)")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def plain_markdown(text: str, site_url: str) -> str:
    """Return a cell's Markdown with nothing in it that only this site's build understands."""
    parts, end = [], 0
    for match in CODE_OR_MATH.finditer(text):
        parts.append(substitute_text(text[end : match.start()]))
        parts.append(match["code"] or substitute_tex(match["math"]))
        end = match.end()
    parts.append(substitute_text(text[end:]))

    def link(match: re.Match[str]) -> str:
        if not site_url:
            return match["text"]
        page = urljoin(urljoin(site_url, "labs/"), match["page"]).removesuffix("index")
        return f"[{match['text']}]({page.rstrip('/')}/{match['part'] or ''})"

    return LINK.sub(link, "".join(parts))


def cells_of(lab: source.Lab, solutions: bool, folded: bool, site_url: str) -> list[Any]:
    """Return the cells of one version; with `folded`, hints open on a click."""
    cells: list[Any] = []
    for kind, run in source.groups(lab.cells):
        if kind == "page" or (kind == "solution" and not solutions):
            continue
        for cell in run:
            text = cell.source
            if cell.cell_type == "markdown":
                text = plain_markdown(text, site_url)
                if kind == "hint":
                    opened = f"<details><summary>Hint</summary>\n\n{text}\n\n</details>"
                    text = opened if folded else f"**Hint.** {text}"
            make = new_markdown_cell if cell.cell_type == "markdown" else new_code_cell
            metadata = {"tags": [kind]} if kind else {}
            cells.append(make(text, id=f"{lab.slug[:40]}-{len(cells)}", metadata=metadata))  # type: ignore[no-untyped-call]
    return cells


def files_of(lab: source.Lab, site_url: str) -> dict[str, str]:
    """Return the three files of a lab."""

    def write(form: str, cells: list[Any]) -> str:
        metadata = {"title": lab.meta["title"], "kernelspec": KERNEL}
        if form == "py:percent":
            metadata = {"jupytext": {"notebook_metadata_filter": "-all"}}
        notebook = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
        text: str = jupytext.writes(notebook, fmt=form)
        return text.rstrip() + "\n"

    return {
        f"{lab.slug}.ipynb": write("ipynb", cells_of(lab, False, True, site_url)),
        f"{lab.slug}_with_solutions.ipynb": write("ipynb", cells_of(lab, True, True, site_url)),
        f"{lab.slug}.py": write("py:percent", cells_of(lab, True, False, site_url)),
    }


def write_downloads(site_url: str, folder: Path = FOLDER) -> int:
    """Write the files of all labs, forget those of labs that are gone; return how many changed."""
    files: dict[str, str] = {}
    for slug in source.slugs():
        try:
            files |= files_of(source.read(source.LABS / f"{slug}.py"), site_url)
        except SiteError as error:
            raise SiteError(f"In docs/labs/{slug}.py: {error}") from error
    old = {path.name for path in folder.glob("*")} - set(files)
    for name in old:
        (folder / name).unlink()
    changed = sum(write_if_changed(folder / name, text.encode()) for name, text in files.items())
    return changed + len(old)
