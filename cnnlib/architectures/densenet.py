"""DenseNet: each layer sees the outputs of all layers before it in its block."""

from cnnlib.layers import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Flatten,
    Identity,
    Linear,
    MaxPool2d,
    ReLU,
)
from cnnlib.networks import Concat, Network, Sequential

GROWTH = 32


def _dense_layer(incoming: int) -> Concat:
    """Build a layer that appends 32 channels to what arrives."""
    narrow = 4 * GROWTH
    new = Sequential(
        norm1=BatchNorm2d(incoming),
        relu1=ReLU(),
        conv1=Conv2d(incoming, narrow, 1, bias=False),
        norm2=BatchNorm2d(narrow),
        relu2=ReLU(),
        conv2=Conv2d(narrow, GROWTH, 3, padding=1, bias=False),
    )
    branches: dict[str, Network] = {"before": Identity(), "": new}
    return Concat(**branches)


def _transition(incoming: int) -> Sequential:
    return Sequential(
        norm=BatchNorm2d(incoming),
        relu=ReLU(),
        conv=Conv2d(incoming, incoming // 2, 1, bias=False),
        pool=AvgPool2d(2, stride=2),
    )


def densenet121() -> Sequential:
    r"""Build DenseNet-121 as in torchvision.

    Input (3, 224, 224). 7,978,856 parameters; receptive field 2071 before pooling.

    Source:
        Huang, Liu, van der Maaten and Weinberger, 2017, Densely Connected Convolutional
        Networks, table 1 (<https://arxiv.org/abs/1608.06993>); torchvision/models/densenet.py.

    Example:
        >>> densenet121().parameters
        7978856
    """
    features: dict[str, Network] = {
        "conv0": Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
        "norm0": BatchNorm2d(64),
        "relu0": ReLU(),
        "pool0": MaxPool2d(3, stride=2, padding=1),
    }
    channels = 64
    for block, count in enumerate((6, 12, 24, 16), start=1):
        layers: dict[str, Network] = {
            f"denselayer{place + 1}": _dense_layer(channels + place * GROWTH)
            for place in range(count)
        }
        features[f"denseblock{block}"] = Sequential(**layers)
        channels += count * GROWTH
        if block < 4:
            features[f"transition{block}"] = _transition(channels)
            channels //= 2
    features["norm5"] = BatchNorm2d(channels)
    return Sequential(
        features=Sequential(**features),
        relu=ReLU(),
        avgpool=AdaptiveAvgPool2d((1, 1)),
        flatten=Flatten(),
        classifier=Linear(channels, 1000),
    )
