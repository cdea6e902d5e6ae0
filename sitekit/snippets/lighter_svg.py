"""Draws the same with less: matplotlib's SVG says most things twice and wraps each in groups.

A lesson holds a dozen drawings, and its reader's browser makes an object of every element before
the first line can be read.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections import defaultdict
from itertools import groupby

SVG = "{http://www.w3.org/2000/svg}"
GROUP, DEFINITIONS, PATH, USE = (f"{SVG}{name}" for name in ("g", "defs", "path", "use"))
HREF = "{http://www.w3.org/1999/xlink}href"
PAGE_FONT = "'Inter'"  # which the page's style asks for, too

# What SVG assumes where nothing is said.
DEFAULTS = {
    "font-weight": "400",
    "stroke-dashoffset": "0",
    "stroke-linecap": "butt",
    "stroke-width": "1",
    "text-anchor": "start",
}
# What a group can say for all that is in it.
INHERITED = (
    "fill",
    "fill-opacity",
    "font-size",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
)
LINE = re.compile(r"M-?[\d.]+ -?[\d.]+L-?[\d.]+ -?[\d.]+")
TICK = re.compile(r"M0 0L-?[\d.]+ -?[\d.]+")


def lighten(root: etree.Element) -> None:
    """Change a drawing in place, so that it looks the same and needs fewer elements and words."""
    definitions = {element.get("id", ""): element for element in root.iter()}
    for use in root.iter(USE):
        _leave_to_definition(use, _definition(use, definitions))
    for element in root.iter():
        _shorten(element)
    _dissolve_groups(root)
    _join_ticks(root, definitions)
    _remove_invisible(root)
    _remove_unused(root)
    _clip_together(root)
    _say_once(root, {})


def shortened(path: str) -> str:
    """Return path data with places of a hundredth of a point, and no letter or space too many."""
    words = re.findall(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?", path)
    kept: list[str] = []
    last = ""
    for word in words:
        if not word.isalpha():
            kept.append(_short(word))
        elif word != last or word not in "LC":
            kept.append(word)
            last = word
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(kept))


def _short(number: str) -> str:
    text = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _leave_to_definition(use: etree.Element, definition: etree.Element) -> None:
    """Drop what the used path decides for itself."""
    for key in definition.attrib.keys() & use.attrib.keys():
        del use.attrib[key]


def _shorten(element: etree.Element) -> None:
    """Round places, and leave out what is assumed anyway."""
    if LINE.fullmatch(element.get("d", "")):
        element.attrib.pop("stroke-linejoin", None)  # it has no corner
    for key in ("x", "y"):
        if key in element.attrib:
            element.set(key, _short(element.attrib[key]))
    if re.match(r"rotate\(-?0(\.0+)? ", element.get("transform", "")):
        del element.attrib["transform"]
    for key, value in DEFAULTS.items():
        if element.get(key) == value:
            del element.attrib[key]
    if element.get("font-family", "").startswith(PAGE_FONT):
        del element.attrib["font-family"]
    if "font-size" in element.attrib:
        element.set("font-size", element.attrib["font-size"].removesuffix("px"))


def _remove_invisible(parent: etree.Element) -> None:
    """Remove paths without a line and a filling; those that are defined get theirs elsewhere."""
    if parent.tag == DEFINITIONS:
        return
    for child in list(parent):
        _remove_invisible(child)
        empty = child.tag in {GROUP, DEFINITIONS} and not len(child)
        unseen = child.get("fill") == "none" and "stroke" not in child.attrib
        if empty or (child.tag == PATH and unseen):
            parent.remove(child)


def _dissolve_groups(parent: etree.Element) -> None:
    """Put what is in a group that says nothing in its place."""
    children: list[etree.Element] = []
    for child in list(parent):
        _dissolve_groups(child)
        children.extend(child if child.tag == GROUP and not child.attrib else [child])
    parent[:] = children


def _join_ticks(parent: etree.Element, definitions: dict[str, etree.Element]) -> None:
    """Draw all marks of one kind on an axis with the first; only their labels lie between."""
    alike: dict[tuple[tuple[str, str], ...], list[etree.Element]] = defaultdict(list)
    for child in parent:
        _join_ticks(child, definitions)
        if child.tag == USE and TICK.fullmatch(_definition(child, definitions).get("d", "")):
            look = {key: child.attrib[key] for key in child.attrib.keys() - {"x", "y"}}
            alike[tuple(sorted(look.items()))].append(child)
    for uses in alike.values():
        _draw_at_once(uses, _definition(uses[0], definitions))
        for use in uses[1:]:
            parent.remove(use)


def _definition(use: etree.Element, definitions: dict[str, etree.Element]) -> etree.Element:
    return definitions[use.attrib[HREF].removeprefix("#")]


def _draw_at_once(uses: list[etree.Element], tick: etree.Element) -> None:
    """Make the first of the ticks a path of all."""
    end = tick.attrib["d"].partition("L")[2]
    path = "".join(f"M{use.get('x', '0')} {use.get('y', '0')}l{end}" for use in uses)
    first = uses[0]
    looks = {**first.attrib, **tick.attrib}
    first.tag = PATH
    first.attrib.clear()
    for key, value in looks.items():
        if key not in {"x", "y", "id", "fill", HREF}:
            first.set(key, value)
    first.set("d", path)


def _remove_unused(root: etree.Element) -> None:
    """Remove definitions that nothing refers to any more."""
    said = " ".join(value for element in root.iter() for value in element.attrib.values())
    used = set(re.findall(r"#([\w-]+)", said))
    for parent in list(root.iter()):
        for definitions in parent.findall(DEFINITIONS):
            definitions[:] = [one for one in definitions if one.get("id") in used]
            if not len(definitions):
                parent.remove(definitions)


def _clip_together(parent: etree.Element) -> None:
    """Put neighbors that are clipped alike into one group, which is clipped once."""
    children: list[etree.Element] = []
    for clip, run in groupby(parent, key=lambda child: child.get("clip-path")):
        alike = list(run)
        if not clip or len(alike) == 1:
            children += alike
            continue
        together = etree.Element(GROUP, {"clip-path": clip})
        for child in alike:
            del child.attrib["clip-path"]
            together.extend(child if child.tag == GROUP and not child.attrib else [child])
        children.append(together)
    parent[:] = children
    for child in children:
        _clip_together(child)


def _say_once(element: etree.Element, said: dict[str, str]) -> None:
    """Let a group say what all in it say, and nothing say what is said around it."""
    for key in INHERITED:
        if element.tag == GROUP and key not in element.attrib:
            first, *others = {child.get(key) for child in element}
            if first and not others:
                element.set(key, first)
        if element.get(key) == said.get(key, ""):
            del element.attrib[key]
    said = said | {key: element.attrib[key] for key in INHERITED if key in element.attrib}
    for child in element:
        _say_once(child, said)
