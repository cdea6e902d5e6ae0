"""Photographs inside figures become files that are loaded when they come near."""

from __future__ import annotations

import base64
import re

import pytest

from sitekit.snippets import store
from sitekit.snippets.pictures import FOLDER, IMAGE, INLINE, apart, write_pictures


def image(data: str, more: str = "") -> str:
    return (
        f'<image xlink:href="data:image/webp;base64,{data}"{more} width="96" height="64" '
        'transform="matrix(0.5 0 0 0.5 20.3 20.9)" />'
    )


def test_a_large_picture_is_referred_to_and_a_small_one_stays() -> None:
    small, large = "QUJD", base64.b64encode(b"x" * INLINE).decode()
    seen_through = image(large, ' opacity="0.45"')
    svg = f"<svg>{image(small)}{seen_through}</svg>"
    page = apart(svg, lambda place: f"../../{place}")
    assert page.count("<image") == 1
    assert small in page
    assert large not in page
    assert re.fullmatch(
        r"<svg><image .*<foreignObject opacity=\"0.45\" width=\"96\" height=\"64\" "
        r"transform=\"matrix\(0.5 0 0 0.5 20.3 20.9\)\"><img src=\"\.\./\.\./assets/generated/"
        r"pictures/\w{12}\.webp\" alt=\"\" loading=\"lazy\" width=\"96\" height=\"64\">"
        r"</foreignObject></svg>",
        page,
    )


@pytest.mark.usefixtures("site")  # building it has run the snippets
def test_every_picture_of_a_figure_is_found_and_written() -> None:
    drawings = [path.read_text(encoding="utf-8") for path in store.STORE.glob("*/*/*.svg")]
    assert sum(svg.count("<image") for svg in drawings) == sum(
        len(IMAGE.findall(svg)) for svg in drawings
    )
    write_pictures()
    assert write_pictures() == 0
    names: list[str] = []
    for svg in drawings:
        apart(svg, lambda file: names.append(file.rpartition("/")[2]) or file)
    assert set(names) == {path.name for path in FOLDER.glob("*.webp")}


@pytest.mark.usefixtures("site")
def test_a_picture_of_no_figure_is_removed() -> None:
    write_pictures()
    stray = FOLDER / "0123456789ab.webp"
    stray.write_bytes(b"old")
    assert write_pictures() == 1
    assert not stray.exists()
