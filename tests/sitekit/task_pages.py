"""Pages with tasks: one made up, and those of the built site."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup, Tag

from sitekit.tasks import ELEMENTS, Tasks

PAGE = """
<try-it id="one" data-answer="3 4"><div class="exercise__ask"><p>How <b>many</b>?</p></div>
<span class="exercise__unit">px</span><template data-when="4 3">Turned.</template>
<details class="exercise__solution"><summary>Answer</summary><p>3 and 4</p></details></try-it>
"""


def tasks(*pages: tuple[str, str]) -> Tasks:
    found = Tasks(order=["b/", "a/"])
    for url, html in pages:
        found.read(html, url, f"Page <{url}>")
    return found


def built_elements(site: Path) -> dict[str, Tag]:
    """Every task element of the built site, by its id."""
    pages = [file.read_text(encoding="utf-8") for file in site.rglob("index.html")]
    soups = [BeautifulSoup(page, "html.parser") for page in pages]
    return {str(task["id"]): task for soup in soups for task in soup.find_all(ELEMENTS)}
