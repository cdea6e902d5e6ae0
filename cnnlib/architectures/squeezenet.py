"""SqueezeNet: few channels go into each 3 × 3 convolution."""

from cnnlib.layers import AdaptiveAvgPool2d, Conv2d, Dropout, Flatten, MaxPool2d, ReLU
from cnnlib.networks import Concat, Network, Sequential


def _fire(incoming: int, squeezed: int, expanded: int) -> Sequential:
    small: dict[str, Network] = {"": Conv2d(squeezed, expanded, 1), "activation": ReLU()}
    large: dict[str, Network] = {
        "": Conv2d(squeezed, expanded, 3, padding=1),
        "activation": ReLU(),
    }
    expand = Concat(expand1x1=Sequential(**small), expand3x3=Sequential(**large))
    layers: dict[str, Network] = {
        "squeeze": Conv2d(incoming, squeezed, 1),
        "squeeze_activation": ReLU(),
        "": expand,
    }
    return Sequential(**layers)


def squeezenet1_0() -> Sequential:
    r"""Build SqueezeNet 1.0 as in torchvision.

    Input (3, 224, 224). 1,248,424 parameters.

    Source:
        Iandola et al., 2016, SqueezeNet: AlexNet-level accuracy with 50x fewer parameters
        (<https://arxiv.org/abs/1602.07360>); torchvision/models/squeezenet.py.

    Example:
        >>> squeezenet1_0().parameters
        1248424
    """
    features = Sequential(
        Conv2d(3, 96, 7, stride=2),
        ReLU(),
        MaxPool2d(3, stride=2, ceil_mode=True),
        _fire(96, 16, 64),
        _fire(128, 16, 64),
        _fire(128, 32, 128),
        MaxPool2d(3, stride=2, ceil_mode=True),
        _fire(256, 32, 128),
        _fire(256, 48, 192),
        _fire(384, 48, 192),
        _fire(384, 64, 256),
        MaxPool2d(3, stride=2, ceil_mode=True),
        _fire(512, 64, 256),
    )
    classifier = Sequential(Dropout(), Conv2d(512, 1000, 1), ReLU(), AdaptiveAvgPool2d((1, 1)))
    return Sequential(features=features, classifier=classifier, flatten=Flatten())
