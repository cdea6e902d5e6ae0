"""Padding that need not be the same on all sides."""

from dataclasses import dataclass

from cnnlib._arguments import as_integer
from cnnlib.errors import CnnlibError, shown
from cnnlib.layers.base import Layer, Shape, feature_map
from cnnlib.receptive_field import ReceptiveField


@dataclass(frozen=True)
class ZeroPad2d(Layer):
    """Zeros around each feature map, as ``torch.nn.ZeroPad2d``: (left, right, top, bottom)."""

    padding: int | tuple[int, int, int, int]

    def __post_init__(self) -> None:
        """Accept one number for all sides, or four."""
        given = self.padding
        items = tuple(given) if isinstance(given, tuple | list) else (given,)
        sides = [n for n in map(as_integer, items) if n is not None and n >= 0]
        if len(sides) != len(items) or len(items) not in (1, 4):
            raise CnnlibError(
                f"padding is {shown(given)}; use an integer of at least 0, or four of them: "
                "(left, right, top, bottom).",
                "padding",
                given,
            )
        object.__setattr__(self, "padding", sides[0] if len(sides) == 1 else tuple(sides))

    def _sides(self) -> tuple[int, int, int, int]:
        return self.padding if isinstance(self.padding, tuple) else (self.padding,) * 4

    def output_shape(self, input_shape: Shape) -> Shape:
        """Add the padding to height and width."""
        channels, height, width = feature_map(self, input_shape)
        left, right, top, bottom = self._sides()
        return channels, height + top + bottom, width + left + right

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give one pixel, shifted by the padding before it."""
        left, _, top, _ = self._sides()
        return ReceptiveField(1, 1, (top, left))
