"""One name, several networks: the variants behind numbers that seem to disagree."""

from collections.abc import Callable
from dataclasses import dataclass

from cnnlib.architectures import alexnet, resnet
from cnnlib.architectures.inputs import input_shape
from cnnlib.layers.base import Shape
from cnnlib.networks import Sequential


@dataclass(frozen=True)
class Variant:
    """A published network: what builds it and where it comes from.

    Attributes:
        name: whose network it is, for people.
        network: the function of this package that builds it.
        source: where it was published.
        note: what sets it apart from the others of its name.
    """

    name: str
    network: Callable[[], Sequential]
    source: str
    note: str

    @property
    def input_shape(self) -> Shape:
        """What goes in."""
        return input_shape(self.network.__name__)


def published_variants() -> dict[str, tuple[Variant, ...]]:
    """Give, for AlexNet and ResNet-50, the variants whose numbers are published.

    Example:
        >>> [variant.network().parameters for variant in published_variants()["ResNet-50"]]
        [25557032, 25557032]
    """
    return {
        "AlexNet": (
            Variant(
                "AlexNet, 2012",
                alexnet.alexnet_2012,
                "Krizhevsky, Sutskever and Hinton, 2012",
                "two GPUs: conv2, conv4 and conv5 have two groups; the paper's 224 pixels, which "
                "its program rounds up, give the maps of 227 here",
            ),
            Variant(
                "AlexNet on one GPU",
                alexnet.alexnet_ungrouped,
                "the same, without groups, in many lectures",
                "all connections, so conv2, conv4 and conv5 have twice the weights",
            ),
            Variant(
                "torchvision",
                alexnet.alexnet_torchvision,
                "torchvision/models/alexnet.py, after Krizhevsky, 2014",
                "64 filters in conv1 instead of 96, no response normalization, padding 2 in conv1",
            ),
            Variant(
                "TensorFlow-Slim",
                alexnet.alexnet_slim,
                "tensorflow/models, slim/nets/alexnet.py, alexnet_v2",
                "no padding in conv1, so 54 pixels instead of 55; fc6 is a 5 × 5 convolution",
            ),
            Variant(
                "Dive into Deep Learning",
                alexnet.alexnet_d2l,
                "Zhang, Lipton, Li and Smola, section 8.1",
                "gray images and ten classes; padding 1 in conv1 leaves 6,400 features",
            ),
        ),
        "ResNet-50": (
            Variant(
                "ResNet-50, as published",
                resnet.resnet50_v1,
                "He, Zhang, Ren and Sun, 2016, and their Caffe model",
                "stride in the first 1 × 1 convolution of a stage: the 3 × 3 convolution runs on "
                "the smaller map, which costs less and sees more, 483 pixels",
            ),
            Variant(
                "torchvision (v1.5)",
                resnet.resnet50,
                "torchvision/models/resnet.py",
                "stride in the 3 × 3 convolution: more MACs, and 427 pixels",
            ),
        ),
    }
