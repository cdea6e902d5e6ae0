"""Layers with PyTorch's names, argument order and defaults, as frozen dataclasses.

They hold settings, not weights. cnnlib refuses what PyTorch refuses, and a few things that
PyTorch tolerates though they compute nothing or take the batch for an axis: sizes and channel
counts of 0, negative ``ZeroPad2d`` padding (which crops), ``Flatten(start_dim=0)``, and
``ZeroPad2d`` or ``AdaptiveAvgPool2d(1)`` after a ``Flatten``.
"""

from cnnlib.layers.activation import (
    ELU,
    GELU,
    Hardsigmoid,
    Hardswish,
    Identity,
    LeakyReLU,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from cnnlib.layers.base import Layer
from cnnlib.layers.convolution import Conv2d, ConvTranspose2d
from cnnlib.layers.linear import Flatten, Linear
from cnnlib.layers.normalization import BatchNorm2d, Dropout, Dropout2d, LocalResponseNorm
from cnnlib.layers.padding import ZeroPad2d
from cnnlib.layers.pooling import AdaptiveAvgPool2d, AdaptiveMaxPool2d, AvgPool2d, MaxPool2d

__all__ = [
    "ELU",
    "GELU",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool2d",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "ConvTranspose2d",
    "Dropout",
    "Dropout2d",
    "Flatten",
    "Hardsigmoid",
    "Hardswish",
    "Identity",
    "Layer",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "LogSoftmax",
    "MaxPool2d",
    "Mish",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "ZeroPad2d",
]
