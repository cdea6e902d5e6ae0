"""```gradient-flow: measured gradients by activation, start and depth, beside the two curves.

Everything it shows is worked out while the site is built and lies in the page: the measurements of
two snippets, as points of a chart with their texts, and values and slopes of cnnlib's activations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.calculator import json_text
from sitekit.markdown.fence import body, fence, template
from sitekit.markdown.nested import declare_anchor
from sitekit.snippets.results import results

if TYPE_CHECKING:
    from markdown import Markdown

ALEXNET = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
CHART = {"width": 420, "height": 250, "left": 46, "right": 12, "top": 12, "bottom": 28}
CURVE = {"width": 320, "height": 210, "left": 34, "right": 10, "top": 12, "bottom": 24}
REACH, PARTS = 6, 10  # the curves go from −6 to 6 in steps of a tenth
JUMP = 50  # units of the drawing
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
CURVES = {"value": (-1.2, 3.0, (-1, 0, 1, 2, 3)), "slope": (-0.1, 1.15, (0, 0.25, 0.5, 1))}

Box = dict[str, int]


def _place(value: float, low: float, high: float, box: Box, axis: str) -> float:
    """Give a value's place in a box, in the units of its drawing."""
    share = (value - low) / (high - low)
    if axis == "x":
        room = box["width"] - box["left"] - box["right"]
        return round(box["left"] + share * room, 1)
    room = box["height"] - box["top"] - box["bottom"]
    return round(box["height"] - box["bottom"] - share * room, 1)


def _power(exponent: int) -> str:
    return "1" if exponent == 0 else f"10{str(exponent).translate(SUPERSCRIPTS)}"


def _measured(value: float) -> str:
    if value >= 0.01:
        return f"{value:.2g}"
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits} · {_power(int(exponent))}"


def _network(
    label: str, layers: Sequence[str], measured: dict[str, dict[str, list[float]]]
) -> dict[str, Any]:
    """Turn one network's measurements into a chart: an axis, and points with their texts."""
    sizes = [size for rows in measured.values() for row in rows.values() for size in row]
    low, high = floor(log10(min(sizes))), ceil(log10(max(sizes)))
    step = max(1, (high - low) // 6)
    return {
        "label": label,
        "layers": [
            [name, _place(i, -0.5, len(layers) - 0.5, CHART, "x")] for i, name in enumerate(layers)
        ],
        "ticks": [
            [_power(exponent), _place(exponent, low, high, CHART, "y")]
            for exponent in range(high, low - 1, -step)
        ],
        "starts": {
            start: {
                activation: [
                    [
                        [_measured(size), round(_place(log10(size), low, high, CHART, "y"))]
                        for size in row
                    ],
                    _words(layers, row),
                ]
                for activation, row in rows.items()
            }
            for start, rows in measured.items()
        },
    }


def _words(layers: Sequence[str], row: list[float]) -> str:
    """Say how the first layer's gradient compares with the last one's."""
    first, last = (name if name in ALEXNET else f"layer {name}" for name in (layers[0], layers[-1]))
    times = row[-1] / row[0]
    larger, smaller = (times, "smaller") if times >= 1 else (1 / times, "larger")
    if larger < 1.5:
        return f"The gradients of {first} and {last} are of about the same size."
    text = f"{larger:.1f}" if larger < 10 else f"{float(f'{larger:.2g}'):,.0f}"
    if larger >= 1e9:
        digits, _, exponent = f"{larger:.0e}".partition("e+")
        text = f"{digits} · {_power(int(exponent))}"
    return f"The gradient of {first} is {text} times {smaller} than that of {last}."


def _networks() -> list[dict[str, Any]]:
    stacks = results("activations/gradient_by_depth")["measured"]
    plain = [
        _network(f"{depth} plain layers", [str(i + 1) for i in range(int(depth))], measured)
        for depth, measured in stacks.items()
    ]
    alexnet = results("activations/gradient_flow")["measured"]
    return [_network("AlexNet", ALEXNET, alexnet), *plain]


def _curves() -> dict[str, Any]:
    """Draw each activation and its slope, and write down both at every place of the slider."""
    import cnnlib

    xs = [i / PARTS for i in range(-REACH * PARTS, REACH * PARTS + 1)]
    places = [_place(x, -REACH, REACH, CURVE, "x") for x in xs]
    drawn: dict[str, Any] = {}
    for name in ("ReLU", "tanh", "sigmoid"):
        drawn[name] = {}
        for kind, suffix in (("value", ""), ("slope", "_derivative")):
            function = getattr(cnnlib, name.lower() + suffix)
            numbers = [float(function(x)) for x in xs]
            low, high, _ = CURVES[kind]
            ys = [_place(min(number, high), low, high, CURVE, "y") for number in numbers]
            drawn[name][kind] = {
                "path": _path(places, ys, [number <= high for number in numbers]),
                "ys": ys,
                "texts": [_number(number) for number in numbers],
            }
    return {"xs": [[_number(x), place] for x, place in zip(xs, places, strict=True)], **drawn}


def _path(xs: list[float], ys: list[float], shown: list[bool]) -> str:
    """Draw a curve, without the points that its neighbors imply, and without joining a jump."""
    points = [(x, y) for x, y, inside in zip(xs, ys, shown, strict=True) if inside]
    parts = []
    for i, (x, y) in enumerate(points):
        before, after = points[max(i - 1, 0)][1], points[min(i + 1, len(points) - 1)][1]
        if 0 < i < len(points) - 1 and before == y == after:
            continue
        parts.append(f"{'L' if i and abs(y - before) < JUMP else 'M'}{x:g},{y:g}")
    return "".join(parts)


def _number(number: float) -> str:
    text = f"{number:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("0", "-0") else text.replace("-", "−")


def _gradient_flow(source: str, md: Markdown) -> str:
    keys = body(source, ("title",), ("id",))
    identifier = str(keys["id"] or "gradient-flow")
    if not re.fullmatch(r"[a-z][\w-]*", identifier):
        raise SiteError(f"id is {identifier!r}; use letters, digits and hyphens.")
    declare_anchor(identifier, md)
    networks, curves = _networks(), _curves()
    return template(
        "gradient_flow.html",
        md,
        id=identifier,
        title=keys["title"],
        networks=networks,
        starts=list(networks[0]["starts"]),
        activations=list(networks[0]["starts"]["He"]),
        curves=curves,
        first=REACH * PARTS + PARTS // 2,
        chart=CHART,
        curve=CURVE,
        axes={
            kind: [[_number(tick), _place(tick, low, high, CURVE, "y")] for tick in ticks]
            for kind, (low, high, ticks) in CURVES.items()
        },
        x_axis=[[_number(x), _place(x, -REACH, REACH, CURVE, "x")] for x in (-6, -3, 0, 3, 6)],
        data=json_text({"networks": networks, "curves": _for_script(curves)}),
    )


def _for_script(curves: dict[str, Any]) -> dict[str, Any]:
    """Leave out the paths, which are in the picture."""
    return {
        name: [[kind["ys"], kind["texts"]] for kind in thing.values()] if name != "xs" else thing
        for name, thing in curves.items()
    }


format_gradient_flow = fence(_gradient_flow)
