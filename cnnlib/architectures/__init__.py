"""Published networks, each with its variant and source."""

from cnnlib.architectures.alexnet import (
    alexnet_2012,
    alexnet_d2l,
    alexnet_slim,
    alexnet_torchvision,
    alexnet_ungrouped,
)
from cnnlib.architectures.densenet import densenet121
from cnnlib.architectures.googlenet import googlenet
from cnnlib.architectures.inception import inception_v3
from cnnlib.architectures.inputs import input_shape
from cnnlib.architectures.lenet import lenet5_1998, lenet5_modern
from cnnlib.architectures.mini_alexnet import mini_alexnet
from cnnlib.architectures.mobilenet import mobilenet_v1, mobilenet_v2
from cnnlib.architectures.published import Variant, published_variants
from cnnlib.architectures.resnet import resnet18, resnet34, resnet50, resnet50_v1
from cnnlib.architectures.squeezenet import squeezenet1_0
from cnnlib.architectures.vgg import vgg11, vgg16, vgg19

__all__ = [
    "Variant",
    "alexnet_2012",
    "alexnet_d2l",
    "alexnet_slim",
    "alexnet_torchvision",
    "alexnet_ungrouped",
    "densenet121",
    "googlenet",
    "inception_v3",
    "input_shape",
    "lenet5_1998",
    "lenet5_modern",
    "mini_alexnet",
    "mobilenet_v1",
    "mobilenet_v2",
    "published_variants",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet50_v1",
    "squeezenet1_0",
    "vgg11",
    "vgg16",
    "vgg19",
]

BUILDERS = {
    name: globals()[name]
    for name in __all__
    if name not in ("Variant", "input_shape", "published_variants")
}
"""The networks of this package by name."""
