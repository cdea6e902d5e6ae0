"""The tasks of all pages, found in their HTML: what the progress counts and what QTI exports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from markupsafe import escape
from mkdocs.utils import get_relative_url

from sitekit.errors import SiteError

ELEMENTS = ("quiz-question", "try-it", "drill-task", "code-exercise")
ELEMENT = re.compile(rf"<({'|'.join(ELEMENTS)})\b.*?</\1>", re.DOTALL)  # none holds another
PLACE = "<!-- tasks by page -->"


@dataclass
class TaskPage:
    """A page with tasks: its address from the site's root, its title and its elements."""

    url: str
    title: str
    tasks: list[Tag]

    @property
    def ids(self) -> list[str]:
        """List the tasks' ids in the order of the page."""
        return [str(task["id"]) for task in self.tasks]


@dataclass
class Tasks:
    """The pages of one build that hold tasks."""

    found: list[TaskPage] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget everything; a build starts with nothing."""
        self.found.clear()

    def read(self, html: str, url: str, title: str) -> None:
        """Take in one page; an id that another page has too would mix up what is kept of them."""
        written = "".join(match[0] for match in ELEMENT.finditer(html))
        if not written:
            return
        tasks = BeautifulSoup(written, "html.parser").find_all(ELEMENTS)
        page = TaskPage(url, title, list(tasks))
        for other in self.found:
            if both := set(other.ids) & set(page.ids):
                raise SiteError(
                    f"{other.url} and {url} both have a task with the id {min(both)!r}; "
                    "ids of tasks are unique on the whole site."
                )
        self.found.append(page)

    @property
    def pages(self) -> list[TaskPage]:
        """List the pages in the order of the navigation."""
        places = {url: place for place, url in enumerate(self.order)}
        return sorted(self.found, key=lambda page: places.get(page.url, len(places)))

    def listed(self, html: str, url: str) -> str:
        """Put the list of pages where a page has the place for it."""
        if PLACE not in html:
            return html
        items = "\n".join(_item(page, url) for page in self.pages)
        return html.replace(PLACE, items)


def _item(page: TaskPage, seen_from: str) -> str:
    address = escape(get_relative_url(page.url, seen_from))
    ids, many = escape(" ".join(page.ids)), len(page.tasks)
    count = f"{many} task{'' if many == 1 else 's'}"
    return (
        f'<li data-tasks="{ids}"><a href="{address}">{escape(page.title)}</a>: '
        f'<span class="exercise-progress__count">{count}</span></li>'
    )


TASKS = Tasks()
