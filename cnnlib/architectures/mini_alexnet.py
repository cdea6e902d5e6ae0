"""A small AlexNet for 32 × 32 images, which the course trains."""

from cnnlib.layers import Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU
from cnnlib.networks import Sequential


def mini_alexnet(
    channels: tuple[int, int, int] = (64, 128, 256), hidden: int = 512, classes: int = 10
) -> Sequential:
    r"""Build the course's network for CIFAR-10: three convolutions, two fully connected layers.

    Input (3, 32, 32). 2,473,610 parameters; with channels (32, 64, 128) and hidden 256 it has
    620,362.

    Args:
        channels: output channels of the three convolutions.
        hidden: features between the two fully connected layers.
        classes: outputs.

    Source:
        This course, lesson 3, after Krizhevsky, Sutskever and Hinton, 2012.

    Example:
        >>> mini_alexnet().parameters, mini_alexnet((32, 64, 128), hidden=256).parameters
        (2473610, 620362)
    """
    first, second, third = channels
    return Sequential(
        features=Sequential(
            Conv2d(3, first, 3, padding=1),
            ReLU(),
            MaxPool2d(2),
            Conv2d(first, second, 3, padding=1),
            ReLU(),
            MaxPool2d(2),
            Conv2d(second, third, 3, padding=1),
            ReLU(),
            MaxPool2d(2),
        ),
        classifier=Sequential(
            Flatten(),
            Dropout(),
            Linear(third * 4 * 4, hidden),
            ReLU(),
            Dropout(),
            Linear(hidden, classes),
        ),
    )
