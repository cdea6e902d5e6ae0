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
from sitekit.snippets.svg import attributes_of, page_svg, rounded


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


def test_coordinates_are_rounded() -> None:
    assert rounded("M 10.123456 0.5  L -3.0000001 2 ") == "M 10.12 0.5 L -3 2"
