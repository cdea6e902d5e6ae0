"""Makes matplotlib's SVG fit for inlining: one file for light and dark, no inline styles."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as etree

from PIL import Image

from sitekit.snippets.lighter_svg import lighten, shortened

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

# Colors a snippet draws in → the page's variables, which have a light and a dark value.
COLORS = {
    "#1f2328": "var(--fig-fg)",
    "#6e7781": "var(--fig-muted)",
    "#0072b2": "var(--fig-1)",
    "#d55e00": "var(--fig-2)",
    "#009e73": "var(--fig-3)",
    "#cc79a7": "var(--fig-4)",
    "#e69f00": "var(--fig-5)",
    "#56b4e9": "var(--fig-6)",
}
FONT = re.compile(
    r"(?P<style>(?:italic|oblique|normal)\s+)?(?P<weight>(?:\d+|bold|normal)\s+)?"
    r"(?P<size>[\d.]+)px\s+(?P<family>.+)"
)


def attributes_of(style: str) -> dict[str, str]:
    """Turn a style attribute into presentation attributes, which a strict CSP allows."""
    attributes = {}
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip()
        if name == "font":
            font = FONT.fullmatch(value)
            if font is None:
                raise ValueError(f"unknown font in the SVG: {value}")
            attributes["font-size"] = font["size"]
            if font["style"] and font["style"].strip() != "normal":
                attributes["font-style"] = font["style"].strip()
            if font["weight"]:
                attributes["font-weight"] = font["weight"].strip()
        elif name:
            attributes[name] = value
    return attributes


def shrink_image(element: etree.Element) -> None:
    """Turn an embedded PNG into WebP: lossless where each cell counts, else visually so.

    A feature map of a photograph shrinks to a tenth; the page carries it inline. Small arrays keep
    their hard-edged cells when scaled, photographs are smoothed.
    """
    encoded = element.attrib[f"{{{XLINK}}}href"].partition("base64,")[2]
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
    cells = picture.width * picture.height <= 64 * 64
    buffer = io.BytesIO()
    picture.save(buffer, "webp", lossless=cells, quality=80, method=4)
    data = base64.b64encode(buffer.getvalue()).decode()
    element.set(f"{{{XLINK}}}href", f"data:image/webp;base64,{data}")
    element.attrib.pop("image-rendering", None)
    if cells:
        element.set("class", "cells")


def page_svg(svg: str, name: str) -> str:
    """Return the figure as the page will hold it.

    Styles become attributes, the snippet's colors become CSS variables, fixed sizes go (the page
    sets the width), and of the ids only those that are referred to stay, prefixed by `name`.
    """
    etree.register_namespace("", SVG)
    etree.register_namespace("xlink", XLINK)
    root = etree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}style"}:
                parent.remove(child)
    prefix = re.sub(r"\W+", "-", name)
    used = dict.fromkeys(re.findall(r"(?:url\(#|href=\"#)([\w-]+)", svg))
    names = {identifier: f"{prefix}-{number}" for number, identifier in enumerate(used, 1)}
    for element in root.iter():
        for key, value in attributes_of(element.attrib.pop("style", "")).items():
            element.set(key, value)
        identifier = element.attrib.pop("id", None)
        if identifier in names:
            element.set("id", names[identifier])
        for key, value in element.attrib.items():
            value = re.sub(r"url\(#([\w-]+)\)", lambda found: f"url(#{names[found[1]]})", value)
            if key == f"{{{XLINK}}}href" and value.startswith("#"):
                value = f"#{names[value[1:]]}"
            elif key == "d":
                value = shortened(value)
            element.set(key, COLORS.get(value, value))
        if element.tag == f"{{{SVG}}}image":
            shrink_image(element)
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("stroke-linejoin", "round")  # as the style sheet says that has gone
    lighten(root)
    text = etree.tostring(root, encoding="unicode", short_empty_elements=True)
    return re.sub(r">\s+<", "><", text)
