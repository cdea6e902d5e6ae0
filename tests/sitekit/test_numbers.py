"""Where the numbers of a page come from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from markdown import Markdown

from sitekit.markdown.nested import CONFIGS, EXTENSIONS
from sitekit.markdown.numbers import ORIGINS


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
        ("It has {{ conv_parameters(3, 64, 3) }} parameters.", "computed"),
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
    assert ORIGINS.counts["computed"] == 1
