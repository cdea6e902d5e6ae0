"""What GoogLeNet and Inception-v3 are made of."""

from cnnlib._arguments import Pair
from cnnlib.layers import BatchNorm2d, Conv2d, ReLU
from cnnlib.networks import Sequential


def basic_conv(
    in_channels: int,
    out_channels: int,
    kernel_size: int | Pair,
    stride: int = 1,
    padding: int | Pair = 0,
) -> Sequential:
    """Build torchvision's BasicConv2d: convolution without bias, batch normalization, ReLU."""
    return Sequential(
        conv=Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=False),
        bn=BatchNorm2d(out_channels),
        relu=ReLU(),
    )
