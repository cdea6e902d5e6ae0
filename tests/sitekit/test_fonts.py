"""The fonts: cut down to what is shown, and to no less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from sitekit import fingerprint, fonts
from sitekit.paths import NODE_MODULES, ROOT

SOURCES = [file for suffix in ("md", "py", "mjs") for file in ROOT.glob(f"[cds]*/**/*.{suffix}")]
TEXT = {face.name: face for family in fonts.FACES for face in fonts.text_faces(family)}


def characters(font: Path) -> set[str]:
    return set(map(chr, TTFont(font).getBestCmap()))


@pytest.fixture(scope="module")
def formulas(site: Path) -> set[str]:
    """What KaTeX shows, found in another way than the build finds it."""
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    soups = [BeautifulSoup(page, "html.parser") for page in pages if "katex-html" in page]
    assert len(soups) > 10
    return {
        char for soup in soups for formula in soup.select(".katex-html") for char in formula.text
    }


def test_no_formula_lost_a_character(site: Path, formulas: set[str]) -> None:
    assert {"x", "−", "⌊", "∑"} <= formulas
    whole = sorted((NODE_MODULES / "katex" / "dist" / "fonts").glob("*.woff2"))
    assert len(whole) == len(list((site / fonts.KATEX / "fonts").iterdir()))
    for font in whole:
        built = site / fonts.KATEX / "fonts" / font.name
        lost = characters(font) & formulas - characters(built)
        assert lost == set(), font.name
        assert built.stat().st_size < font.stat().st_size


def test_fonts_of_early_formulas_come_with_the_page(site: Path) -> None:
    style = (site / fingerprint.STYLE).read_text(encoding="utf-8")
    preloaded = {}
    for name in ("summary", "exercises/output_sizes", "lessons/convolution", "teaching"):
        page = (site / name / "index.html").read_text(encoding="utf-8")
        preloaded[name] = re.findall(r'rel="preload"[^>]* href="[^"]*/(KaTeX[^"]+)"', page)
        assert all(f"/{font})" in style for font in preloaded[name])
    assert [len(fonts) for fonts in preloaded.values()] == [2, 2, 0, 0]


@pytest.mark.parametrize("name", TEXT)
def test_no_text_lost_a_character(site: Path, name: str) -> None:
    files = [*site.rglob("*.html"), *SOURCES]
    shown = set().union(*(file.read_text(encoding="utf-8") for file in files))
    assert {"é", "×", "–", "…"} <= shown
    lost = characters(TEXT[name]) & shown - characters(site / "assets/generated/fonts" / name)
    assert {char for char in lost if char.isprintable()} == set()


@pytest.mark.parametrize("name", TEXT)
def test_a_cut_face_is_set_as_before(site: Path, name: str) -> None:
    before, after = TTFont(TEXT[name]), TTFont(site / "assets/generated/fonts" / name)
    for char, glyph in after.getBestCmap().items():
        assert after["hmtx"][glyph][0] == before["hmtx"][before.getBestCmap()[char]][0]
    for table in ("hhea", "OS/2"):  # the height of a line
        for key in ("ascent", "descent", "lineGap", "sTypoAscender", "usWinAscent", "usWinDescent"):
            assert getattr(after[table], key, None) == getattr(before[table], key, None), key


def test_each_weight_that_a_style_asks_for_has_a_face() -> None:
    styles = (ROOT / "docs" / "stylesheets").glob("*.css")
    asked = re.findall(r"font-weight: (\w+)", "\n".join(style.read_text() for style in styles))
    assert set(asked) - {"inherit"} == {"400", "700"}


def test_sizes_of_text_are_few() -> None:
    """They are the theme's; for each further one a browser asks the system before it draws."""
    styles = (ROOT / "docs" / "stylesheets").glob("*.css")
    asked = re.findall(r"font-size: ([\d.]+)rem", "\n".join(style.read_text() for style in styles))
    assert set(asked) <= {"0.6", "0.64", "0.68", "0.7", "0.8", "1.25"}


def test_figures_are_measured_with_the_faces_of_the_pages() -> None:
    for measured, name in zip(fonts.matplotlib_fonts(), fonts.FACES["inter"], strict=True):
        shown = TTFont(fonts.cut(TEXT[f"inter-{name}.woff2"], fonts.CHARACTERS))
        assert TTFont(measured)["hmtx"].metrics == shown["hmtx"].metrics


def test_a_font_is_cut_anew_for_a_new_character_and_gets_a_new_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "CACHE", tmp_path / "cache")
    style = tmp_path / fingerprint.STYLE
    style.parent.mkdir(parents=True)
    addresses = []
    for tex in ("a", "b", "b"):
        page = f"<p>z<tex-math><annotation>y</annotation>{tex}&amp;</tex-math></p>"
        (tmp_path / "index.html").write_text(page, encoding="utf-8")
        style.write_text("src:url(../fonts/KaTeX_Main-Regular.woff2) format", encoding="utf-8")
        fonts.write_formula_fonts(tmp_path)
        fingerprint.version_formula_fonts(tmp_path)
        addresses.append(style.read_text(encoding="utf-8"))
        shown = characters(tmp_path / fonts.KATEX / "fonts" / "KaTeX_Main-Regular.woff2")
        assert shown == {tex, "&"}
    assert addresses[0] != addresses[1] == addresses[2]
    assert re.search(r"Regular\.woff2\?v=\w{10}\) format", addresses[0])
