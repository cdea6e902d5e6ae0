"""What the theme writes is made valid and lean."""

from __future__ import annotations

from sitekit.theme_repairs import repaired


def test_attributes_that_html_does_not_allow_are_removed() -> None:
    page = '<input class="md-toggle" id="a" autocomplete="off"><pre tabindex=""><a tabindex="0">'
    assert repaired(page) == '<input class="md-toggle" id="a"><pre><a tabindex="0">'


def test_names_and_spaces_in_code_need_no_element() -> None:
    code = (
        '<span class="k">import</span><span class="w"> </span><span class="n">torch</span>'
        '<span class="nn">nn</span>'
    )
    assert repaired(code) == '<span class="k">import</span> torch<span class="nn">nn</span>'
