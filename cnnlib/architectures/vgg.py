"""VGG: 3 × 3 convolutions only, in five stages."""

from cnnlib.layers import AdaptiveAvgPool2d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU
from cnnlib.networks import Network, Sequential

CHANNELS = (64, 128, 256, 512, 512)


def _vgg(convolutions: tuple[int, ...]) -> Sequential:
    features: list[Network] = []
    incoming = 3
    for channels, count in zip(CHANNELS, convolutions, strict=True):
        for _ in range(count):
            features += [Conv2d(incoming, channels, 3, padding=1), ReLU()]
            incoming = channels
        features.append(MaxPool2d(2, stride=2))
    classifier = Sequential(
        Linear(512 * 7 * 7, 4096),
        ReLU(),
        Dropout(),
        Linear(4096, 4096),
        ReLU(),
        Dropout(),
        Linear(4096, 1000),
    )
    return Sequential(
        features=Sequential(*features),
        avgpool=AdaptiveAvgPool2d((7, 7)),
        flatten=Flatten(),
        classifier=classifier,
    )


def vgg11() -> Sequential:
    r"""Build VGG-11, configuration A, as in torchvision (no batch normalization).

    Input (3, 224, 224). 132,863,336 parameters.

    Source:
        Simonyan and Zisserman, 2015, Very Deep Convolutional Networks for Large-Scale Image
        Recognition, table 1 (<https://arxiv.org/abs/1409.1556>); torchvision/models/vgg.py.

    Example:
        >>> vgg11().parameters
        132863336
    """
    return _vgg((1, 1, 2, 2, 2))


def vgg16() -> Sequential:
    r"""Build VGG-16, configuration D, as in torchvision (no batch normalization).

    Input (3, 224, 224). 138,357,544 parameters.

    Source:
        Simonyan and Zisserman, 2015, Very Deep Convolutional Networks for Large-Scale Image
        Recognition, table 1 (<https://arxiv.org/abs/1409.1556>); torchvision/models/vgg.py.

    Example:
        >>> vgg16().parameters
        138357544
    """
    return _vgg((2, 2, 3, 3, 3))


def vgg19() -> Sequential:
    r"""Build VGG-19, configuration E, as in torchvision (no batch normalization).

    Input (3, 224, 224). 143,667,240 parameters.

    Source:
        Simonyan and Zisserman, 2015, Very Deep Convolutional Networks for Large-Scale Image
        Recognition, table 1 (<https://arxiv.org/abs/1409.1556>); torchvision/models/vgg.py.

    Example:
        >>> vgg19().parameters
        143667240
    """
    return _vgg((2, 2, 4, 4, 4))
