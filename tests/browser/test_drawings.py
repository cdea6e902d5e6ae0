"""A drawing looks in the page as matplotlib drew it, though it is written with far less."""

from __future__ import annotations

import io
import re

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page

from sitekit.paths import SNIPPETS
from sitekit.snippets.svg import COLORS, page_svg

SCALE = 4  # as places are rounded, a browser may put a letter a pixel further: a small one
FAINT = 24  # of 255, between pictures that are scaled back and blurred


def drawn() -> str:
    """Draw what any figure of the course could hold."""
    with plt.style.context([SNIPPETS / "cnn.mplstyle", {"font.family": "DejaVu Sans"}]):
        fig, axes = plt.subplots(2, 3, figsize=(8, 5))
        (lines, bars, cells), (scattered, filled, patches) = axes
        lines.plot([1, 30, 2, 1000], "o-", label="spikes")
        lines.plot([5, 5, 900, 2], "s--", alpha=0.4, drawstyle="steps")
        lines.set_yscale("log")
        lines.grid(which="both")
        lines.legend()
        lines.tick_params("x", rotation=30)
        bars.bar(
            ["a", "b", "c"], [3, -2, 1], color=["C0", "C1", "C2"], edgecolor="black", hatch="/"
        )
        bars.errorbar([0, 1, 2], [3, -2, 1], yerr=0.5, capsize=3, fmt="none")
        cells.imshow([[0, 1], [2, 3]])
        cells.text(0, 0, "$x_i^2$", color="C3", ha="center", fontsize=14)
        cells.tick_params(direction="inout", length=12)
        scattered.scatter([1, 2, 3], [3, 1, 2], s=[20, 80, 300], c=[0, 1, 2], alpha=0.5)
        scattered.annotate("here", (2, 1), (1.2, 2.5), arrowprops={"arrowstyle": "->"})
        filled.fill_between([0, 1, 2], [0, 2, 1], [1, 3, 4], alpha=0.3)
        filled.axhline(2, linestyle=":")
        filled.spines["right"].set_visible(True)
        patches.add_patch(plt.Circle((0.5, 0.5), 0.3, fill=False, linewidth=4))
        patches.add_patch(plt.Polygon([[0, 0], [1, 0], [0.5, 0.9]], joinstyle="miter", fill=None))
        patches.set_axis_off()
        buffer = io.StringIO()
        fig.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(fig)
    return buffer.getvalue()


def picture(page: Page, svg: str) -> Image.Image:
    colors = "".join(f"{value[4:-1]}: {key};" for key, value in COLORS.items())
    style = f":root {{ {colors} }} svg {{ height: 500px; width: 800px }}"
    page.set_content(f"<style>{style}</style>{svg}")
    shot = Image.open(io.BytesIO(page.locator("svg").screenshot()))
    return shot.convert("L").reduce(SCALE).filter(ImageFilter.BoxBlur(1))


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    _, largest = ImageChops.difference(one, other).getextrema()
    return int(largest)


def test_what_is_left_out_is_not_missed(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 600}, device_scale_factor=SCALE)
    svg = drawn()
    as_drawn = svg[svg.index("<svg") :].replace("image-rendering", "data-rendering")
    light = page_svg(svg, "a-figure").replace('class="cells"', "")
    whole = picture(page, as_drawn)
    assert largest_difference(whole, picture(page, light)) < FAINT
    tick = re.sub(r"(M[\d. ]+l0 3\.5)M", r'\1" data-gone="M', light, count=1)
    assert largest_difference(whole, picture(page, tick)) > FAINT  # so few is seen
    assert light.count("<") < svg.count("<") / 2
    page.close()
