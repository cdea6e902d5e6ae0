"""What contributors and teachers see of the tree itself: drawing, lists, links, the canary."""

from __future__ import annotations

from pathlib import Path

import pytest
from project import Project

from sitekit import canary
from sitekit.errors import SiteError
from sitekit.interactives import PLACE, Interactives
from sitekit.markdown.expressions import minutes

ARCHITECTURE = "docs/architecture.md"
BUILT = '<p data-call="a"></p><span class="katex"></span><figure class="figure"></figure>'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: docs/labs,", "name: docs/laboratories,", "there is no docs/laboratories"),
        ("elsewhere: [tests, ", "elsewhere: [", "the drawing leaves out tests/"),
        ("{from: snippets, to", "{from: snippet, to", "an arrow names 'snippet'"),
        ('files: "*/*.py"', 'files: "*/*.rs"', "snippets holds nothing like */*.rs"),
    ],
)
def test_the_drawing_follows_the_tree(project: Project, old: str, new: str, expected: str) -> None:
    project.replace(ARCHITECTURE, old, new)
    build = project.build()
    assert build.returncode != 0
    assert expected in build.stderr


def test_links_for_reports_and_edits_need_the_repositorys_address(site: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("index.html")]
    assert pages
    for page in pages:
        assert "issues/new" not in page
        assert 'rel="edit"' not in page


def test_the_teachers_list_has_every_page_with_interactives(site: Path) -> None:
    page = (site / "teaching" / "index.html").read_text(encoding="utf-8")
    assert PLACE not in page
    for link in ("lessons/convolution/?embed=stepper", "network_table/?embed=network"):
        assert f'href="../{link}"' in page
    assert page.index("?embed=stepper") < page.index("?embed=network")


def test_titles_and_ids_are_text() -> None:
    found = Interactives()
    calculator = '<cnn-calculator name="x" id="a"><p class="calculator__title">A &amp; b</p>'
    found.read(f"{calculator}</cnn-calculator>", "lessons/a/", "A <b>")
    listed = found.listed(PLACE, "teaching/", ["lessons/a/"])
    assert 'href="../lessons/a/?embed=a" target="_blank">A &amp; b</a>' in listed
    assert "A &lt;b&gt;" in listed


def test_stated_times_are_read_and_missing_ones_refused() -> None:
    assert minutes("lessons/convolution.md") > 30
    with pytest.raises(SiteError, match="no page docs/lessons/nowhere"):
        minutes("lessons/nowhere.md")
    with pytest.raises(SiteError, match="says nowhere"):
        minutes("notation.md")


def sites(folder: Path, ours: dict[str, str], theirs: dict[str, str]) -> list[Path]:
    for name, pages in (("ours", ours), ("theirs", theirs)):
        for page, text in pages.items():
            (folder / name / page).mkdir(parents=True)
            (folder / name / page / "index.html").write_text(text)
    return [folder / "ours", folder / "theirs"]


def test_the_canary_tells_news_from_what_is_known(tmp_path: Path) -> None:
    ours = {"a": BUILT, "b": BUILT, "c": BUILT, "labs/x": BUILT}
    theirs = {"a": BUILT, "b": BUILT.replace("katex", "math")}
    known, news = canary.differences(*sites(tmp_path, ours, theirs))
    assert known == ["labs/x: no such page"]
    assert news == ["b: 0 formulas instead of 1", "c: no such page"]


def test_the_canary_fails_loudly_without_zensical(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canary, "ROOT", tmp_path / "tree")
    (tmp_path / "tree").mkdir()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SiteError, match="Zensical is not installed"):
        canary.build(tmp_path / "copy")
