"""The arithmetic of convolutional networks: sizes, parameters, MACs and receptive fields."""

from importlib import import_module
from typing import TYPE_CHECKING

from cnnlib.activations import (
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh,
    tanh_derivative,
)
from cnnlib.arrays import avg_pool2d, conv2d, max_pool2d
from cnnlib.effective_receptive_field import EffectiveReceptiveField, effective_receptive_field
from cnnlib.errors import CnnlibError
from cnnlib.macs import conv_macs, linear_macs
from cnnlib.output_size import (
    conv_output_size,
    conv_transpose_output_size,
    effective_kernel_size,
    same_padding,
    unread_border,
)
from cnnlib.parameters import batch_norm_parameters, conv_parameters, linear_parameters
from cnnlib.parse_torch import parse_torch
from cnnlib.pooling import pool_output_size
from cnnlib.receptive_field import ReceptiveField, receptive_field

# Each layer is a dataclass, and making them all takes longer than all the rest. The calculators of
# most pages need none; so these are imported when one of their names is asked for.
_LATER = ("layers", "networks", "summary", "architectures")

if TYPE_CHECKING:
    from cnnlib import architectures
    from cnnlib.layers import (
        ELU,
        GELU,
        AdaptiveAvgPool2d,
        AdaptiveMaxPool2d,
        AvgPool2d,
        BatchNorm2d,
        Conv2d,
        ConvTranspose2d,
        Dropout,
        Dropout2d,
        Flatten,
        Hardsigmoid,
        Hardswish,
        Identity,
        LeakyReLU,
        Linear,
        LocalResponseNorm,
        LogSoftmax,
        MaxPool2d,
        Mish,
        PReLU,
        ReLU,
        ReLU6,
        Sigmoid,
        SiLU,
        Softmax,
        Softplus,
        Tanh,
        ZeroPad2d,
    )
    from cnnlib.networks import Concat, Sequential, Sum
    from cnnlib.summary import Row, Summary, summarize
else:

    def __getattr__(name: str) -> object:
        """Import what is asked for, and keep it."""
        if name in _LATER:
            return import_module(f"{__name__}.{name}")
        for home in _LATER if name in __all__ else ():
            module = import_module(f"{__name__}.{home}")
            if hasattr(module, name):
                return globals().setdefault(name, getattr(module, name))
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__version__ = "0.1.0"

__all__ = [
    "ELU",
    "GELU",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool2d",
    "AvgPool2d",
    "BatchNorm2d",
    "CnnlibError",
    "Concat",
    "Conv2d",
    "ConvTranspose2d",
    "Dropout",
    "Dropout2d",
    "EffectiveReceptiveField",
    "Flatten",
    "Hardsigmoid",
    "Hardswish",
    "Identity",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "LogSoftmax",
    "MaxPool2d",
    "Mish",
    "PReLU",
    "ReLU",
    "ReLU6",
    "ReceptiveField",
    "Row",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Sum",
    "Summary",
    "Tanh",
    "ZeroPad2d",
    "architectures",
    "avg_pool2d",
    "batch_norm_parameters",
    "conv2d",
    "conv_macs",
    "conv_output_size",
    "conv_parameters",
    "conv_transpose_output_size",
    "effective_kernel_size",
    "effective_receptive_field",
    "linear_macs",
    "linear_parameters",
    "max_pool2d",
    "parse_torch",
    "pool_output_size",
    "receptive_field",
    "relu",
    "relu_derivative",
    "same_padding",
    "sigmoid",
    "sigmoid_derivative",
    "summarize",
    "tanh",
    "tanh_derivative",
    "unread_border",
]
