"""GoogLeNet: four branches side by side, nine times."""

from cnnlib.architectures.inception_parts import basic_conv
from cnnlib.layers import AdaptiveAvgPool2d, Dropout, Flatten, Linear, MaxPool2d
from cnnlib.networks import Concat, Sequential


def _inception(
    incoming: int, one: int, reduce3: int, three: int, reduce5: int, five: int, pool: int
) -> Concat:
    return Concat(
        branch1=basic_conv(incoming, one, 1),
        branch2=Sequential(basic_conv(incoming, reduce3, 1), basic_conv(reduce3, three, 3, 1, 1)),
        branch3=Sequential(basic_conv(incoming, reduce5, 1), basic_conv(reduce5, five, 3, 1, 1)),
        branch4=Sequential(
            MaxPool2d(3, stride=1, padding=1, ceil_mode=True), basic_conv(incoming, pool, 1)
        ),
    )


def googlenet() -> Sequential:
    r"""Build GoogLeNet as in torchvision, without its two auxiliary heads.

    Input (3, 224, 224). torchvision normalizes batches, and its "5 × 5" branch is 3 × 3 (kept
    there for its weights), so its numbers are not the paper's. 6,624,904 parameters.

    Source:
        Szegedy et al., 2015, Going Deeper with Convolutions, table 1
        (<https://arxiv.org/abs/1409.4842>); torchvision/models/googlenet.py and
        <https://github.com/pytorch/vision/issues/906>.

    Example:
        >>> googlenet().parameters
        6624904
    """
    return Sequential(
        conv1=basic_conv(3, 64, 7, 2, 3),
        maxpool1=MaxPool2d(3, stride=2, ceil_mode=True),
        conv2=basic_conv(64, 64, 1),
        conv3=basic_conv(64, 192, 3, 1, 1),
        maxpool2=MaxPool2d(3, stride=2, ceil_mode=True),
        inception3a=_inception(192, 64, 96, 128, 16, 32, 32),
        inception3b=_inception(256, 128, 128, 192, 32, 96, 64),
        maxpool3=MaxPool2d(3, stride=2, ceil_mode=True),
        inception4a=_inception(480, 192, 96, 208, 16, 48, 64),
        inception4b=_inception(512, 160, 112, 224, 24, 64, 64),
        inception4c=_inception(512, 128, 128, 256, 24, 64, 64),
        inception4d=_inception(512, 112, 144, 288, 32, 64, 64),
        inception4e=_inception(528, 256, 160, 320, 32, 128, 128),
        maxpool4=MaxPool2d(2, stride=2, ceil_mode=True),
        inception5a=_inception(832, 256, 160, 320, 32, 128, 128),
        inception5b=_inception(832, 384, 192, 384, 48, 128, 128),
        avgpool=AdaptiveAvgPool2d((1, 1)),
        flatten=Flatten(),
        dropout=Dropout(0.2),
        fc=Linear(1024, 1000),
    )
