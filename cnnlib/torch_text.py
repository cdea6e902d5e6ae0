"""Layers written as PyTorch source."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

from cnnlib.layers.base import Layer


def layer_text(layer: Layer) -> str:
    """Write one layer as PyTorch would have it, without the arguments that are defaults.

    Example:
        >>> from cnnlib import Conv2d
        >>> layer_text(Conv2d(3, 16, 3, stride=2))
        'nn.Conv2d(3, 16, 3, stride=2)'
    """
    required, named = [], []
    for field in fields(layer):  # type: ignore[arg-type]
        value: Any = getattr(layer, field.name)
        if field.default is MISSING:
            required.append(repr(value))
        elif value != field.default:
            named.append(f"{field.name}={value!r}")
    return f"nn.{layer.kind}({', '.join(required + named)})"


def sequential_text(layers: Iterable[Layer]) -> str:
    """Write layers as an nn.Sequential, one per line."""
    lines = "".join(f"    {layer_text(layer)},\n" for layer in layers)
    return f"from torch import nn\n\nmodel = nn.Sequential(\n{lines})\n"
