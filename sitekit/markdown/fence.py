"""What all fences share: a YAML body checked against its keys, and Jinja templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown import Markdown
from markupsafe import Markup

from sitekit.errors import SiteError
from sitekit.markdown import nested
from sitekit.markdown.expressions import substitute_text

Formatter = Callable[..., str]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where there is one: much faster


def fence(formatter: Callable[[str, Markdown], str]) -> Formatter:
    """Turn `(source, md) → html` into a SuperFences formatter whose errors stop the build."""

    def formatted(
        source: str, language: str, css_class: str, options: Any, md: Markdown, **_: Any
    ) -> str:
        try:
            html = formatter(source, md)
        except SiteError as error:
            raise SiteError(f"In a ```{language} fence: {error}\n{_head(source)}") from error
        except Exception as error:
            # SuperFences would print the fence as code and build on.
            reason = f"{type(error).__name__}: {error}"
            raise SiteError(f"In a ```{language} fence: {reason}\n{_head(source)}") from error
        _keep_out_of_paragraphs(html, md)
        return html

    formatted.__doc__ = formatter.__doc__
    # Zensical pickles its configuration: `format_x = fence(_x)` must be found under its name.
    formatted.__module__ = formatter.__module__
    formatted.__qualname__ = formatted.__name__ = f"format{formatter.__name__}"
    return formatted


def _keep_out_of_paragraphs(html: str, md: Markdown) -> None:
    # Python-Markdown wraps what it takes for inline in <p>, and a browser ends both at the first
    # block inside: a custom element would lose its content.
    tag = html.lstrip()[1:].split(">", 1)[0].split()[0]
    if not md.is_block_level(tag):
        md.block_level_elements.append(tag)


def _head(source: str) -> str:
    lines = source.strip().splitlines()
    return "\n".join(f"    {line}" for line in lines[:4])


def body(source: str, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
    """Read a fence's YAML mapping and refuse missing and unknown keys."""
    try:
        content = yaml.load(source, LOADER)
    except yaml.YAMLError as error:
        advice = "put quotes around texts, and single ones inside"
        raise SiteError(f"the body is not YAML ({error}); {advice}.") from error
    return mapping(content, required, optional)


def mapping(content: Any, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
    """Check the keys of one mapping; optional ones that are absent become None."""
    if not isinstance(content, dict):
        raise SiteError(f"expected `key: value` lines, got {content!r}.")
    required, optional = list(required), list(optional)
    missing = [key for key in required if content.get(key) in (None, "")]
    unknown = [str(key) for key in content if key not in {*required, *optional}]
    allowed = ", ".join([*required, *optional])
    if missing:
        raise SiteError(f"the key {missing[0]!r} is missing; the keys are: {allowed}.")
    if unknown:
        raise SiteError(f"unknown key {unknown[0]!r}; the keys are: {allowed}.")
    return {**dict.fromkeys(optional), **content}


@cache
def _templates() -> Environment:
    folder = Path(__file__).with_name("templates")
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(file: str, md: Markdown, /, **values: Any) -> str:
    """Fill `templates/<file>`; its filters `blocks`, `inline` and `plain` convert Markdown."""
    return (
        _templates()
        .get_template(file)
        .render(
            **values,
            blocks=lambda text: Markup(nested.render(str(text), md)),
            inline=lambda text: Markup(nested.render_inline(str(text), md)),
            plain=lambda text: substitute_text(str(text)),
        )
    )
