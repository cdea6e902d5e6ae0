"""What becomes of matplotlib's SVG."""

from __future__ import annotations

import base64
import io
import re

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import pytest

from sitekit.paths import SNIPPETS
from sitekit.snippets.lighter_svg import shortened
from sitekit.snippets.svg import attributes_of, page_svg


@pytest.fixture
def figure() -> str:
    with plt.style.context([SNIPPETS / "cnn.mplstyle", {"font.family": "DejaVu Sans"}]):
        fig, (left, right) = plt.subplots(1, 2)
        left.plot([0, 1], label="C0")
        left.set_title("Title")
        right.imshow([[0, 1], [2, 3]])
        buffer = io.StringIO()
        fig.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(fig)
    return page_svg(buffer.getvalue(), "slug/name-figure")


def test_nothing_needs_an_inline_style(figure: str) -> None:
    assert "style=" not in figure
    assert "<style" not in figure


def test_colors_are_the_pages_variables(figure: str) -> None:
    assert "var(--fig-1)" in figure
    assert "var(--fig-fg)" in figure
    assert "#1f2328" not in figure


def test_text_stays_text(figure: str) -> None:
    assert re.search(r"<text[^>]*>Title</text>", figure)


def test_ids_are_few_prefixed_and_complete(figure: str) -> None:
    defined = set(re.findall(r' id="([^"]+)"', figure))
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', figure))
    assert defined == {name for pair in used for name in pair if name}
    assert all(name.startswith("slug-name-figure-") for name in defined)


def test_pictures_keep_every_cell(figure: str) -> None:
    from PIL import Image

    data = re.search(r"data:image/webp;base64,([^\"]+)", figure)
    assert data
    picture = Image.open(io.BytesIO(base64.b64decode(data[1])))
    assert picture.size == (2, 2)
    assert len(set(picture.convert("L").tobytes())) == 4


def test_font_shorthand() -> None:
    assert attributes_of("font: italic 600 11px 'Inter'; text-anchor: middle") == {
        "font-size": "11",
        "font-style": "italic",
        "font-weight": "600",
        "text-anchor": "middle",
    }


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M 10.123456 0.5  L -3.0000001 2 ", "M10.12 0.5L-3 2"),
        ("M 0 0 L 1 1 \nL 2 -0.001 L 100.00 3 z", "M0 0L1 1 2 0 100 3z"),
        ("M 0 0 M 1 1 L 2e-05 0", "M0 0M1 1L0 0"),  # a second M after M would be a line
    ],
)
def test_paths_are_short(path: str, short: str) -> None:
    assert shortened(path) == short


def test_nothing_is_drawn_that_is_not_seen(figure: str) -> None:
    for path in re.findall(r"<path[^>]*>", figure):
        assert "stroke" in path or 'fill="none"' not in path, path
    assert not re.search(r"<(g|defs) ?/>|<g>", figure)


def test_the_marks_of_an_axis_are_one_path(figure: str) -> None:
    downwards = re.findall(r'd="((?:M[\d.]+ [\d.]+l0 3\.5)+)"', figure)
    assert len(downwards) == 1
    assert downwards[0].count("M") > 5
    assert "<use" not in figure


def test_what_is_assumed_is_not_said(figure: str) -> None:
    assert "'Inter'" not in figure
    assert "rotate(-0" not in figure
    assert 'text-anchor="start"' not in figure
    assert not re.search(r"<text[^>]*[xy]=\"-?\d+\.\d{3}", figure)
