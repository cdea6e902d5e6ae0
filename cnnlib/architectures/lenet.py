"""LeNet-5, as published in 1998 and as it is usually rebuilt."""

from cnnlib.architectures.lenet_layers import (
    EuclideanRBF,
    PartiallyConnectedConv2d,
    ScaledTanh,
    TrainableSubsampling,
)
from cnnlib.layers import AvgPool2d, Conv2d, Flatten, Linear, Tanh
from cnnlib.networks import Sequential

C3_TABLE = (
    *((i, (i + 1) % 6, (i + 2) % 6) for i in range(6)),
    *((i, (i + 1) % 6, (i + 2) % 6, (i + 3) % 6) for i in range(6)),
    (0, 1, 3, 4),
    (1, 2, 4, 5),
    (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)
"""Which of S2's six maps each of C3's sixteen maps sees: table I of the paper."""


def lenet5_1998() -> Sequential:
    r"""Build LeNet-5 as published: partial connections in C3, trainable subsampling, RBF output.

    Input (1, 32, 32). Exactly 60,000 trainable parameters and 340,908 connections.

    Source:
        LeCun, Bottou, Bengio and Haffner, 1998, Gradient-Based Learning Applied to Document
        Recognition, Proceedings of the IEEE 86(11), section II.B and table I.

    Example:
        >>> lenet5_1998().parameters
        60000
    """
    return Sequential(
        C1=Conv2d(1, 6, 5),
        squash1=ScaledTanh(),
        S2=TrainableSubsampling(6, 2),
        squash2=ScaledTanh(),
        C3=PartiallyConnectedConv2d(6, C3_TABLE, 5),
        squash3=ScaledTanh(),
        S4=TrainableSubsampling(16, 2),
        squash4=ScaledTanh(),
        C5=Conv2d(16, 120, 5),
        squash5=ScaledTanh(),
        flatten=Flatten(),
        F6=Linear(120, 84),
        squash6=ScaledTanh(),
        output=EuclideanRBF(84, 10),
    )


def lenet5_modern() -> Sequential:
    r"""Build LeNet-5 as it is usually rebuilt: all connections, plain pooling, linear output.

    Input (1, 32, 32), or 28 × 28 pixels with 2 of padding. 61,706 parameters.

    Source:
        Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 7.6, with tanh
        (<https://d2l.ai/chapter_convolutional-neural-networks/lenet.html>).

    Example:
        >>> lenet5_modern().parameters
        61706
    """
    return Sequential(
        Conv2d(1, 6, 5),
        Tanh(),
        AvgPool2d(2),
        Conv2d(6, 16, 5),
        Tanh(),
        AvgPool2d(2),
        Flatten(),
        Linear(16 * 5 * 5, 120),
        Tanh(),
        Linear(120, 84),
        Tanh(),
        Linear(84, 10),
    )
