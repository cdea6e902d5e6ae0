"""```lab-cells and ```lab-downloads: what sitekit/labs/page.py puts into a lab's page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from sitekit.markdown.expressions import substitute_text
from sitekit.markdown.fence import fence, template
from sitekit.markdown.nested import unchecked_address
from sitekit.snippets.svg import page_svg

if TYPE_CHECKING:
    from markdown import Markdown

GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
# The branch that the pages workflow keeps the notebooks on: Colab opens files of a repository.
COLAB = "https://colab.research.google.com/github/{name}/blob/notebooks/{slug}.ipynb"


def _lab_cells(source: str, md: Markdown) -> str:
    content = json.loads(source)
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            if "svg" in output:
                svg = page_svg(output["svg"], cell["name"])
                marked = svg.replace("<svg ", '<svg role="img" aria-label="{}" ', 1)
                output["svg"] = Markup(marked).format(substitute_text(output["alt"]))
    return template("lab_cells.html", md, **{"task": False, **content})


def _lab_downloads(source: str, md: Markdown) -> str:
    content = json.loads(source)
    slug, repository = content["slug"], GITHUB.fullmatch(content["repo_url"])
    folder = f"assets/generated/labs/{slug}"
    return template(
        "lab_downloads.html",
        md,
        notebook=unchecked_address(f"{folder}.ipynb", md),
        solved=unchecked_address(f"{folder}_with_solutions.ipynb", md),
        script=unchecked_address(f"{folder}.py", md),
        colab=COLAB.format(name=repository["name"], slug=slug) if repository else None,
    )


format_lab_cells = fence(_lab_cells)
format_lab_downloads = fence(_lab_downloads)
