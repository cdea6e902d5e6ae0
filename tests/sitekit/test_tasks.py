"""The list of all tasks, page by page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from task_pages import PAGE, built_elements, tasks

from sitekit.errors import SiteError


def test_pages_stand_in_the_order_of_the_navigation() -> None:
    found = tasks(("a/", PAGE), ("b/", PAGE.replace("one", "two")), ("c/", "<p>none</p>"))
    html = found.listed("<ul><!-- tasks by page --></ul>", "exercises/")
    assert re.findall(r'data-tasks="(\w+)"><a href="([^"]+)">([^<]+)</a>', html) == [
        ("two", "../b/", "Page &lt;b/&gt;"),
        ("one", "../a/", "Page &lt;a/&gt;"),
    ]
    assert html.count("1 task<") == 2
    assert found.listed("<ul></ul>", "exercises/") == "<ul></ul>"


def test_one_id_on_two_pages_is_refused() -> None:
    with pytest.raises(SiteError, match="a/ and b/ both have a task with the id 'one'"):
        tasks(("a/", PAGE), ("b/", PAGE))


def test_the_progress_page_counts_all_tasks(site: Path) -> None:
    html = (site / "exercises" / "index.html").read_text(encoding="utf-8")
    listed = " ".join(re.findall(r'data-tasks="([^"]+)"', html)).split()
    assert sorted(listed) == sorted(built_elements(site))
