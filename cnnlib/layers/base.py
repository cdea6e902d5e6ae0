"""What every layer can tell about itself."""

from cnnlib.errors import CnnlibError
from cnnlib.receptive_field import ONE_PIXEL, ReceptiveField

Shape = tuple[int, ...]
"""(channels, height, width), or (features,) after a Flatten; the batch is left out."""


class Layer:
    """A layer that works on each value by itself; others override what differs."""

    @property
    def kind(self) -> str:
        """PyTorch's name for this kind of layer."""
        return type(self).__name__

    @property
    def parameters(self) -> int:
        """Numbers that training adjusts."""
        return 0

    def output_shape(self, input_shape: Shape) -> Shape:
        """Give the shape that comes out where input_shape goes in."""
        return input_shape

    def macs(self, input_shape: Shape) -> int:
        """Count the multiply-accumulates for one image of input_shape."""
        return 0

    def window(self, input_shape: Shape | None) -> ReceptiveField | str:
        """Give this layer's own receptive field, or say why it has none."""
        return ONE_PIXEL


def feature_map(layer: Layer, shape: Shape, pytorch: str | None = None) -> tuple[int, int, int]:
    """Unpack (channels, height, width), or explain that the layer needs it."""
    if len(shape) != 3:
        raise CnnlibError(
            f"{layer.kind} needs (channels, height, width), but the shape {shape} arrives; "
            "put it before Flatten.",
            "input_shape",
            shape,
            pytorch,
        )
    return shape[0], shape[1], shape[2]


def check_channels(name: str, given: int, channels: int, pytorch: str | None = None) -> None:
    """Explain a number of channels that is not the one that arrives."""
    if given != channels:
        raise CnnlibError(
            f"{name} is {given}, but {channels} channels arrive; {name} should be {channels}.",
            name,
            given,
            pytorch,
        )
