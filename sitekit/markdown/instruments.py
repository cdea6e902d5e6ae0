"""The interactives: forms whose answer is a picture or a table that can be played with.

Each is a calculator of cnnlib (its fields, its answers), a template `<tag>_answer.html` for the
picture that the page is built with, and a custom element that keeps the picture up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitekit.markdown.calculator import form
from sitekit.markdown.fence import Formatter, body, fence
from sitekit.markdown.nested import address

if TYPE_CHECKING:
    from markdown import Markdown


def _instrument(
    tag: str, calculator: str, above: int | None = 0, tucked: tuple[str, ...] = ()
) -> Formatter:
    def formatted(source: str, md: Markdown) -> str:
        keys = body(source, ("arguments",), ("id", "title", "presets"))
        answer_file = f"{tag.replace('-', '_')}_answer.html"
        photo = address("/assets/generated/photographs/cat.png", md)
        return form(calculator, keys, md, tag, answer_file, above, photo=photo, tucked=tucked)

    formatted.__module__, formatted.__name__ = __name__, f"_{tag.replace('-', '_')}"
    return fence(formatted)


format_branch_lab = _instrument("branch-lab", "branch_lab", above=4)
format_convolution_stepper = _instrument(
    "convolution-stepper", "convolution_steps", tucked=("image", "kernels")
)
format_design_sheet = _instrument("design-sheet", "design_sheet", above=1)
format_pooling_stepper = _instrument("pooling-stepper", "pooling_steps", tucked=("image",))
format_network_table = _instrument("network-table", "network_table", above=4)
format_receptive_field_explorer = _instrument(
    "receptive-field-explorer", "receptive_field_explorer", above=1
)
