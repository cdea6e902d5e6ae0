"""What each architecture was made to read."""

from cnnlib.layers.base import Shape

_OTHERS: dict[str, Shape] = {
    "lenet5_1998": (1, 32, 32),
    "lenet5_modern": (1, 32, 32),
    "mini_alexnet": (3, 32, 32),
    "alexnet_2012": (3, 227, 227),
    "alexnet_ungrouped": (3, 227, 227),
    "alexnet_d2l": (1, 224, 224),
    "inception_v3": (3, 299, 299),
}


def input_shape(name: str) -> Shape:
    """Give the (channels, height, width) that the architecture of this name was made for.

    Example:
        >>> input_shape("lenet5_1998"), input_shape("vgg16")
        ((1, 32, 32), (3, 224, 224))
    """
    return _OTHERS.get(name, (3, 224, 224))
