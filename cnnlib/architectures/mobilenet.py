"""MobileNets: a convolution is split into one per channel and one across channels."""

from cnnlib.layers import (
    AdaptiveAvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    Identity,
    Linear,
    ReLU,
    ReLU6,
    ZeroPad2d,
)
from cnnlib.networks import Network, Sequential, Sum

V1_STAGES = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *((512, 1),) * 5,
    (1024, 2),
    (1024, 1),
)
"""(output channels, stride) of the thirteen separable convolutions."""

V2_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""(expansion, output channels, repetitions, first stride): table 2 of the paper."""


def _tensorflow_same(incoming: int, outgoing: int, stride: int, groups: int) -> Sequential:
    """Build a 3 × 3 convolution that pads an even input as TensorFlow's SAME does."""
    padded: dict[str, Network] = {"pad": ZeroPad2d((0, 1, 0, 1))} if stride == 2 else {}
    conv = Conv2d(incoming, outgoing, 3, stride, 0 if stride == 2 else 1, groups=groups, bias=False)
    return Sequential(**padded, conv=conv, bn=BatchNorm2d(outgoing), relu=ReLU())


def mobilenet_v1() -> Sequential:
    r"""Build MobileNet-v1 with width 1.0, as in TensorFlow.

    Input (3, 224, 224). Strided convolutions pad at the far side only, which TensorFlow's
    SAME padding does for even sizes. 4,231,976 parameters, 568,740,352 MACs; receptive field
    315, stride 32, padding 126 before pooling.

    Source:
        Howard et al., 2017, MobileNets: Efficient Convolutional Neural Networks for Mobile
        Vision Applications, table 1 (<https://arxiv.org/abs/1704.04861>); tensorflow/models,
        research/slim/nets/mobilenet_v1.py.

    Example:
        >>> mobilenet_v1().parameters
        4231976
    """
    blocks: list[Network] = [_tensorflow_same(3, 32, 2, 1)]
    incoming = 32
    for outgoing, stride in V1_STAGES:
        pointwise = Sequential(
            conv=Conv2d(incoming, outgoing, 1, bias=False),
            bn=BatchNorm2d(outgoing),
            relu=ReLU(),
        )
        depthwise = _tensorflow_same(incoming, incoming, stride, incoming)
        blocks.append(Sequential(depthwise=depthwise, pointwise=pointwise))
        incoming = outgoing
    return Sequential(
        features=Sequential(*blocks),
        avgpool=AdaptiveAvgPool2d(1),
        flatten=Flatten(),
        dropout=Dropout(0.001),
        classifier=Linear(1024, 1000),
    )


def _conv_bn_relu6(
    incoming: int, outgoing: int, kernel_size: int = 1, stride: int = 1, groups: int = 1
) -> Sequential:
    padding = kernel_size // 2
    return Sequential(
        Conv2d(incoming, outgoing, kernel_size, stride, padding, groups=groups, bias=False),
        BatchNorm2d(outgoing),
        ReLU6(),
    )


def _inverted_residual(incoming: int, outgoing: int, stride: int, expansion: int) -> Sequential:
    hidden = incoming * expansion
    expand = [_conv_bn_relu6(incoming, hidden)] if expansion != 1 else []
    conv = Sequential(
        *expand,
        _conv_bn_relu6(hidden, hidden, 3, stride, hidden),
        Conv2d(hidden, outgoing, 1, bias=False),
        BatchNorm2d(outgoing),
    )
    if stride == 1 and incoming == outgoing:
        return Sequential(**{"": Sum(conv=conv, identity=Identity())})
    return Sequential(conv=conv)


def mobilenet_v2() -> Sequential:
    r"""Build MobileNet-v2 with width 1.0, as in torchvision.

    Input (3, 224, 224). 3,504,872 parameters.

    Source:
        Sandler, Howard, Zhu, Zhmoginov and Chen, 2018, MobileNetV2: Inverted Residuals and
        Linear Bottlenecks, table 2 (<https://arxiv.org/abs/1801.04381>);
        torchvision/models/mobilenetv2.py.

    Example:
        >>> mobilenet_v2().parameters
        3504872
    """
    features: list[Network] = [_conv_bn_relu6(3, 32, 3, 2)]
    incoming = 32
    for expansion, outgoing, count, stride in V2_STAGES:
        for place in range(count):
            step = stride if place == 0 else 1
            features.append(_inverted_residual(incoming, outgoing, step, expansion))
            incoming = outgoing
    features.append(_conv_bn_relu6(incoming, 1280))
    return Sequential(
        features=Sequential(*features),
        avgpool=AdaptiveAvgPool2d((1, 1)),
        flatten=Flatten(),
        classifier=Sequential(Dropout(0.2), Linear(1280, 1000)),
    )
