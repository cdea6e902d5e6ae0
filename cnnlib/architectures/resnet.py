"""ResNet: blocks whose input is added to their output."""

from collections.abc import Callable

from cnnlib.layers import (
    AdaptiveAvgPool2d,
    BatchNorm2d,
    Conv2d,
    Flatten,
    Identity,
    Linear,
    MaxPool2d,
    ReLU,
)
from cnnlib.networks import Network, Sequential, Sum

Block = Callable[[int, int, int], Sequential]


def _residual(
    convolutions: dict[str, Network], incoming: int, outgoing: int, stride: int
) -> Sequential:
    shortcut: Network = Identity()
    if stride != 1 or incoming != outgoing:
        shortcut = Sequential(
            Conv2d(incoming, outgoing, 1, stride=stride, bias=False), BatchNorm2d(outgoing)
        )
    paths: dict[str, Network] = {"": Sequential(**convolutions), "downsample": shortcut}
    branches = Sum(**paths)
    block: dict[str, Network] = {"": branches, "relu": ReLU()}
    return Sequential(**block)


def _basic(incoming: int, channels: int, stride: int) -> Sequential:
    convolutions: dict[str, Network] = {
        "conv1": Conv2d(incoming, channels, 3, stride=stride, padding=1, bias=False),
        "bn1": BatchNorm2d(channels),
        "relu1": ReLU(),
        "conv2": Conv2d(channels, channels, 3, padding=1, bias=False),
        "bn2": BatchNorm2d(channels),
    }
    return _residual(convolutions, incoming, channels, stride)


def _bottleneck(incoming: int, channels: int, strides: tuple[int, int]) -> Sequential:
    convolutions: dict[str, Network] = {
        "conv1": Conv2d(incoming, channels, 1, stride=strides[0], bias=False),
        "bn1": BatchNorm2d(channels),
        "relu1": ReLU(),
        "conv2": Conv2d(channels, channels, 3, stride=strides[1], padding=1, bias=False),
        "bn2": BatchNorm2d(channels),
        "relu2": ReLU(),
        "conv3": Conv2d(channels, 4 * channels, 1, bias=False),
        "bn3": BatchNorm2d(4 * channels),
    }
    return _residual(convolutions, incoming, 4 * channels, strides[0] * strides[1])


def _stride_in_3x3(incoming: int, channels: int, stride: int) -> Sequential:
    return _bottleneck(incoming, channels, (1, stride))


def _stride_in_1x1(incoming: int, channels: int, stride: int) -> Sequential:
    return _bottleneck(incoming, channels, (stride, 1))


def _resnet(
    block: Block, expansion: int, blocks: tuple[int, ...], maxpool: MaxPool2d
) -> Sequential:
    stages: dict[str, Network] = {}
    incoming = 64
    for stage, count in enumerate(blocks):
        channels = 64 * 2**stage
        members: list[Network] = []
        for place in range(count):
            members.append(block(incoming, channels, 2 if stage > 0 == place else 1))
            incoming = expansion * channels
        stages[f"layer{stage + 1}"] = Sequential(*members)
    return Sequential(
        conv1=Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
        bn1=BatchNorm2d(64),
        relu=ReLU(),
        maxpool=maxpool,
        **stages,
        avgpool=AdaptiveAvgPool2d((1, 1)),
        flatten=Flatten(),
        fc=Linear(incoming, 1000),
    )


def resnet18() -> Sequential:
    r"""Build ResNet-18 as in torchvision.

    Input (3, 224, 224). 11,689,512 parameters; receptive field 435 before pooling.

    Source:
        He, Zhang, Ren and Sun, 2016, Deep Residual Learning for Image Recognition, table 1
        (<https://arxiv.org/abs/1512.03385>); torchvision/models/resnet.py.

    Example:
        >>> resnet18().parameters
        11689512
    """
    return _resnet(_basic, 1, (2, 2, 2, 2), MaxPool2d(3, stride=2, padding=1))


def resnet34() -> Sequential:
    r"""Build ResNet-34 as in torchvision.

    Input (3, 224, 224). 21,797,672 parameters.

    Source:
        He, Zhang, Ren and Sun, 2016, Deep Residual Learning for Image Recognition, table 1
        (<https://arxiv.org/abs/1512.03385>); torchvision/models/resnet.py.

    Example:
        >>> resnet34().parameters
        21797672
    """
    return _resnet(_basic, 1, (3, 4, 6, 3), MaxPool2d(3, stride=2, padding=1))


def resnet50() -> Sequential:
    r"""Build ResNet-50 as in torchvision: stride in the 3 × 3 convolution ("v1.5").

    Input (3, 224, 224). 25,557,032 parameters, 4,089,184,256 MACs; receptive field 427 before
    pooling.

    Source:
        torchvision/models/resnet.py, after He, Zhang, Ren and Sun, 2016
        (<https://arxiv.org/abs/1512.03385>); its comment on ResNet v1.5.

    Example:
        >>> resnet50().parameters
        25557032
    """
    return _resnet(_stride_in_3x3, 4, (3, 4, 6, 3), MaxPool2d(3, stride=2, padding=1))


def resnet50_v1() -> Sequential:
    r"""Build ResNet-50 as published: stride in the first 1 × 1 convolution of a stage.

    Input (3, 224, 224). 25,557,032 parameters as torchvision's, but 3,857,973,248 MACs and a
    receptive field of 483 before pooling; the first pooling has no padding and rounds up.

    Source:
        He, Zhang, Ren and Sun, 2016, Deep Residual Learning for Image Recognition, section 4.1
        (<https://arxiv.org/abs/1512.03385>), and the authors' Caffe model.

    Example:
        >>> resnet50_v1().parameters
        25557032
    """
    return _resnet(_stride_in_1x1, 4, (3, 4, 6, 3), MaxPool2d(3, stride=2, ceil_mode=True))
