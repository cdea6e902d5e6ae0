"""Inception-v3: branches with factorized kernels."""

from cnnlib.architectures.inception_parts import basic_conv
from cnnlib.layers import AdaptiveAvgPool2d, AvgPool2d, Dropout, Flatten, Linear, MaxPool2d
from cnnlib.networks import Concat, Sequential


def _pooled(incoming: int, outgoing: int) -> Sequential:
    return Sequential(
        pool=AvgPool2d(3, stride=1, padding=1), **{"": basic_conv(incoming, outgoing, 1)}
    )


def _a(incoming: int, pool_features: int) -> Concat:
    return Concat(
        branch1x1=basic_conv(incoming, 64, 1),
        branch5x5=Sequential(basic_conv(incoming, 48, 1), basic_conv(48, 64, 5, 1, 2)),
        branch3x3dbl=Sequential(
            basic_conv(incoming, 64, 1), basic_conv(64, 96, 3, 1, 1), basic_conv(96, 96, 3, 1, 1)
        ),
        branch_pool=_pooled(incoming, pool_features),
    )


def _b(incoming: int) -> Concat:
    return Concat(
        branch3x3=basic_conv(incoming, 384, 3, 2),
        branch3x3dbl=Sequential(
            basic_conv(incoming, 64, 1), basic_conv(64, 96, 3, 1, 1), basic_conv(96, 96, 3, 2)
        ),
        branch_pool=MaxPool2d(3, stride=2),
    )


def _c(incoming: int, channels: int) -> Concat:
    return Concat(
        branch1x1=basic_conv(incoming, 192, 1),
        branch7x7=Sequential(
            basic_conv(incoming, channels, 1),
            basic_conv(channels, channels, (1, 7), 1, (0, 3)),
            basic_conv(channels, 192, (7, 1), 1, (3, 0)),
        ),
        branch7x7dbl=Sequential(
            basic_conv(incoming, channels, 1),
            basic_conv(channels, channels, (7, 1), 1, (3, 0)),
            basic_conv(channels, channels, (1, 7), 1, (0, 3)),
            basic_conv(channels, channels, (7, 1), 1, (3, 0)),
            basic_conv(channels, 192, (1, 7), 1, (0, 3)),
        ),
        branch_pool=_pooled(incoming, 192),
    )


def _d(incoming: int) -> Concat:
    return Concat(
        branch3x3=Sequential(basic_conv(incoming, 192, 1), basic_conv(192, 320, 3, 2)),
        branch7x7x3=Sequential(
            basic_conv(incoming, 192, 1),
            basic_conv(192, 192, (1, 7), 1, (0, 3)),
            basic_conv(192, 192, (7, 1), 1, (3, 0)),
            basic_conv(192, 192, 3, 2),
        ),
        branch_pool=MaxPool2d(3, stride=2),
    )


def _fork() -> Concat:
    return Concat(
        a=basic_conv(384, 384, (1, 3), 1, (0, 1)), b=basic_conv(384, 384, (3, 1), 1, (1, 0))
    )


def _e(incoming: int) -> Concat:
    return Concat(
        branch1x1=basic_conv(incoming, 320, 1),
        branch3x3=Sequential(basic_conv(incoming, 384, 1), _fork()),
        branch3x3dbl=Sequential(
            basic_conv(incoming, 448, 1), basic_conv(448, 384, 3, 1, 1), _fork()
        ),
        branch_pool=_pooled(incoming, 192),
    )


def inception_v3() -> Sequential:
    r"""Build Inception-v3 as in torchvision, without its auxiliary head.

    Input (3, 299, 299). 23,834,568 parameters; receptive field 1311 before pooling.

    Source:
        Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, 2016, Rethinking the Inception
        Architecture for Computer Vision (<https://arxiv.org/abs/1512.00567>);
        torchvision/models/inception.py.

    Example:
        >>> inception_v3().parameters
        23834568
    """
    return Sequential(
        Conv2d_1a_3x3=basic_conv(3, 32, 3, 2),
        Conv2d_2a_3x3=basic_conv(32, 32, 3),
        Conv2d_2b_3x3=basic_conv(32, 64, 3, 1, 1),
        maxpool1=MaxPool2d(3, stride=2),
        Conv2d_3b_1x1=basic_conv(64, 80, 1),
        Conv2d_4a_3x3=basic_conv(80, 192, 3),
        maxpool2=MaxPool2d(3, stride=2),
        Mixed_5b=_a(192, 32),
        Mixed_5c=_a(256, 64),
        Mixed_5d=_a(288, 64),
        Mixed_6a=_b(288),
        Mixed_6b=_c(768, 128),
        Mixed_6c=_c(768, 160),
        Mixed_6d=_c(768, 160),
        Mixed_6e=_c(768, 192),
        Mixed_7a=_d(768),
        Mixed_7b=_e(1280),
        Mixed_7c=_e(2048),
        avgpool=AdaptiveAvgPool2d((1, 1)),
        dropout=Dropout(),
        flatten=Flatten(),
        fc=Linear(2048, 1000),
    )
