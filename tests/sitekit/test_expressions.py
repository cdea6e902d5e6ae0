"""`{{ … }}` in text, in formulas and in plain strings."""

from __future__ import annotations

import pytest
from markdown import Markdown

from sitekit.errors import SiteError
from sitekit.markdown.expressions import substitute_tex, substitute_text, text_of
from sitekit.markdown.nested import CONFIGS, EXTENSIONS


def convert(text: str) -> str:
    return Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS).convert(text)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1792, None, "1,792"),
        (-5, None, "−5"),
        (1792, "plain", "1792"),
        (0.962, "percent", "96 %"),
        (3.14159, ".2f", "3.14"),
        (0.5, None, "0.5"),
        ([3, 5, 7], None, "3, 5, 7"),
        (range(3), None, "0, 1, 2"),
        (True, None, "True"),
        ("same", None, "same"),
    ],
)
def test_numbers_are_written_as_the_site_writes_them(
    value: object, form: str | None, text: str
) -> None:
    assert text_of(value, form) == text


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(SiteError, match="a page can't print it"):
        text_of({"a": 1})


def test_in_text_the_call_stays_beside_the_value() -> None:
    html = convert("It has {{ conv_parameters(3, 64, 3) }} parameters.")
    assert (
        '<data class="computed" data-call="conv_parameters(3, 64, 3)" '
        'data-origin="computed by cnnlib" value="1792">1,792</data>' in html
    )


def test_in_code_nothing_is_replaced() -> None:
    assert "<code>{{ 1 + 1 }}</code>" in convert("Write `{{ 1 + 1 }}`.")


def test_in_a_formula() -> None:
    assert substitute_tex("n = {{ conv_parameters(3, 64, 3) }}") == "n = 1{,}792"
    assert substitute_tex("{{ [1, 2] }} {{ 0.5 | percent }}") == r"1,\ 2 50\,\%"


def test_a_formula_lists_its_numbers_with_their_origins() -> None:
    html = convert("$9 \\cdot 3 = {{ 9 * 3 }}$ and $x = 3$")
    said = "arithmetic on the numbers in this call"
    assert html.count("data-computed") == 1
    assert f'data-computed="[[&quot;27&quot;, &quot;9 * 3&quot;, &quot;{said}&quot;]]"' in html


def test_in_a_plain_string() -> None:
    assert substitute_text("of {{ 6 * 6 }} pixels") == "of 36 pixels"


def test_an_expression_that_fails_says_which() -> None:
    with pytest.raises(
        SiteError, match=r"\{\{ conv_output_size\(2, 5\) \}\} fails: kernel_size is 5"
    ):
        substitute_text("{{ conv_output_size(2, 5) }}")


def test_nothing_but_the_listed_names_is_known() -> None:
    with pytest.raises(SiteError, match="open"):
        substitute_text("{{ open('/etc/passwd') }}")
