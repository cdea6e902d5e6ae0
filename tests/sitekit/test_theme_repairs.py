"""What the theme writes is made valid and lean."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit.errors import SiteError
from sitekit.theme_repairs import lighten_palette, repaired


def test_attributes_that_html_does_not_allow_are_removed() -> None:
    page = '<input class="md-toggle" id="a" autocomplete="off"><pre tabindex=""><a tabindex="0">'
    assert repaired(page) == '<input class="md-toggle" id="a"><pre><a tabindex="0">'


def test_names_and_spaces_in_code_need_no_element() -> None:
    code = (
        '<span class="k">import</span><span class="w"> </span><span class="n">torch</span>'
        '<span class="nn">nn</span>'
    )
    assert repaired(code) == '<span class="k">import</span> torch<span class="nn">nn</span>'


def test_the_palette_loses_one_rule_or_the_build_stops(site: Path, tmp_path: Path) -> None:
    (built,) = site.glob("assets/stylesheets/palette.*.css")
    assert "color-switching" not in built.read_text(encoding="utf-8")
    sheet = tmp_path / "assets" / "stylesheets" / "palette.0.min.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(
        "a{b:c}[data-md-color-switching] *,[data-md-color-switching] :after{d:e}f{g:h}"
    )
    lighten_palette(tmp_path)
    assert sheet.read_text() == "a{b:c}f{g:h}"
    with pytest.raises(SiteError, match="no longer has its one rule"):
        lighten_palette(tmp_path)
