"""Where the numbers of a page come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.markdown.citations import LONGEST, SOURCE, entries
from sitekit.markdown.nested import CONFIGS, EXTENSIONS
from sitekit.markdown.origins import ORIGINS


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    ORIGINS.clear()
    yield
    ORIGINS.clear()


def audit(text: str) -> None:
    Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS).convert(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It has {{ conv_parameters(3, 64, 3) }} parameters.", "by cnnlib"),
        ("On 128,175 images [@gulshan2016].", "cited"),
        ("With $K = 3$ it works.", "given"),
        ("A 3 × 3 kernel.", "given"),
        ("It moves with stride 2.", "given"),
        ("From 256 to 64 channels.", "given"),
        ("In 2012 it won.", "exempt by rule"),
        ("See Figure 7.", "exempt by rule"),
        ("It takes 30 minutes.", "exempt by rule"),
    ],
)
def test_each_origin_is_told(text: str, kind: str) -> None:
    audit(text)
    assert ORIGINS.naked == []
    assert set(ORIGINS.counts) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "It has 1,792 parameters.",
        "- an item with 64 maps",
        "| a |\n|---|\n| 3.5 |",
        "The sum is **42**.",
        "$9 \\cdot 3 + 64 = 91$",
        "On 128,176 images [@gulshan2016].",
    ],
)
def test_a_typed_result_is_listed(text: str) -> None:
    audit(text)
    assert len(ORIGINS.naked) == 1


@pytest.mark.parametrize(
    "text",
    [
        "LeNet-5 and ResNet-50",
        "`stride = 17`",
        "[Chapter 23](https://example.org/23)",
        "conv1",
        "1×1",
    ],
)
def test_names_code_and_links_are_no_numbers(text: str) -> None:
    audit(text)
    assert ORIGINS.naked == []


def test_a_computed_result_in_a_formula() -> None:
    audit("$9 \\cdot 3 \\cdot 64 + 64 = {{ conv_parameters(3, 64, 3) }}$")
    assert ORIGINS.naked == []
    assert ORIGINS.counts["by cnnlib"] == 1


@pytest.mark.parametrize(
    "text",
    [
        'It is "without loss in accuracy" [@springenberg2015].',
        "It is “without loss\nin accuracy.” [@springenberg2015]",
        'It says `"nothing"` and "anything".',
    ],
)
def test_a_quotation_is_in_an_excerpt_of_its_source(text: str) -> None:
    audit(text)
    assert ORIGINS.naked == []


@pytest.mark.parametrize(
    "text",
    [
        'It is "without loss of accuracy" [@springenberg2015].',
        'It is "without loss in accuracy" [@gulshan2016].',
        '- In a list: "Usually" it is [@luo2016].',
    ],
)
def test_a_quotation_that_is_none_is_listed(text: str) -> None:
    audit(text)
    assert len(ORIGINS.naked) == 1
    assert "is in no excerpt of" in ORIGINS.naked[0]


def test_the_bibliography_is_sorted_by_key() -> None:
    keys = [line.rstrip(":") for line in SOURCE.read_text().splitlines() if line[:1].isalpha()]
    assert keys == sorted(keys)


def test_each_excerpt_is_short_and_has_its_place() -> None:
    for entry in entries().values():
        for excerpt, place in (entry.quotes or {}).items():
            assert 0 < len(excerpt.split()) <= LONGEST
            assert place
        for place, numbers in (entry.states or {}).items():
            assert place
            assert numbers


def test_each_accusation_names_its_source(site: Path) -> None:
    text = (site / "wrong_on_the_internet" / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    accusations = page.select("article dt")
    assert len(accusations) > 25
    for one in accusations:
        words = one.get_text()
        assert one.select(".citation") or "our own first notes" in words, words
        answer = one.find_next_sibling("dd")
        assert answer is not None
        assert answer.get_text(strip=True), words
