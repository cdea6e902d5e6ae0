"""Drawings stay out of search and come back into their pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitekit.drawings import Drawings

CODE = '<details class="figure__code">'
PIECES = ("<p>Text</p>", "<svg>", '<svg class="x">', "</svg>", CODE, "</details>", "\n", "<!-- -->")


@given(st.lists(st.lists(st.sampled_from(PIECES)).map("".join)))
def test_each_page_gets_its_own_back(pages: list[str]) -> None:
    drawings = Drawings()
    taken = [drawings.take_out(page) for page in pages]
    assert [drawings.put_back(page) for page in taken] == pages


def test_nothing_of_a_drawing_is_left() -> None:
    taken = Drawings().take_out("<p>a</p><svg width='1'>\n<text>0.25</text></svg><p>b</p>")
    assert taken == "<p>a</p><!--drawing 0--><p>b</p>"
    taken = Drawings().take_out(f"{CODE}<pre>\n</pre></details><details>c</details>")
    assert taken == "<!--drawing 0--><details>c</details>"


@pytest.fixture(scope="module")
def found(site: Path) -> str:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    return "\n".join(section["text"] for section in index["docs"])


def test_search_knows_captions_but_neither_figures_nor_their_code(site: Path, found: str) -> None:
    lesson = (site / "lessons" / "convolution" / "index.html").read_text(encoding="utf-8")
    assert ">input, 6 × 6</text>" in lesson
    assert "0input, 6 × 6" not in found  # the last pixel and the title, run together
    assert "snippets/convolution/convolution_by_hand.py" in lesson
    assert "snippets/convolution/convolution_by_hand.py" not in found
    assert "Convolution by hand." in found
    assert "<!--drawing" not in lesson


def test_search_gives_no_answer_away(site: Path, found: str) -> None:
    exercise = (site / "exercises" / "alexnet_ideas" / "index.html").read_text(encoding="utf-8")
    lesson = (site / "lessons" / "convolution" / "index.html").read_text(encoding="utf-8")
    assert "Divide, and be surprised." in exercise
    assert "Answer and working" in exercise
    assert '{"arguments":{' in lesson  # what a form was built with
    for hidden in ("Divide, and be surprised.", "Answer and working", '{"arguments":{'):
        assert hidden not in found
