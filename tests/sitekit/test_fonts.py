"""The fonts: a face for each weight."""

from __future__ import annotations

import re

from sitekit.paths import ROOT


def test_each_weight_that_a_style_asks_for_has_a_face() -> None:
    styles = (ROOT / "docs" / "stylesheets").glob("*.css")
    asked = re.findall(r"font-weight: (\w+)", "\n".join(style.read_text() for style in styles))
    assert set(asked) - {"inherit"} == {"400", "700"}
