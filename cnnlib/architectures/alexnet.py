"""AlexNet, and the four other networks that go by its name."""

from cnnlib.layers import (
    AdaptiveAvgPool2d,
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    ReLU,
)
from cnnlib.networks import Sequential


def _response_norm() -> LocalResponseNorm:
    return LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0)


def _krizhevsky(groups: int) -> Sequential:
    return Sequential(
        conv1=Conv2d(3, 96, 11, stride=4),
        relu1=ReLU(),
        norm1=_response_norm(),
        pool1=MaxPool2d(3, stride=2),
        conv2=Conv2d(96, 256, 5, padding=2, groups=groups),
        relu2=ReLU(),
        norm2=_response_norm(),
        pool2=MaxPool2d(3, stride=2),
        conv3=Conv2d(256, 384, 3, padding=1),
        relu3=ReLU(),
        conv4=Conv2d(384, 384, 3, padding=1, groups=groups),
        relu4=ReLU(),
        conv5=Conv2d(384, 256, 3, padding=1, groups=groups),
        relu5=ReLU(),
        pool5=MaxPool2d(3, stride=2),
        flatten=Flatten(),
        fc6=Linear(256 * 6 * 6, 4096),
        relu6=ReLU(),
        drop6=Dropout(),
        fc7=Linear(4096, 4096),
        relu7=ReLU(),
        drop7=Dropout(),
        fc8=Linear(4096, 1000),
    )


def alexnet_2012() -> Sequential:
    r"""Build AlexNet as published: two GPUs, so conv2, conv4 and conv5 have two groups.

    Input (3, 227, 227): the paper's 224 give the same 55 × 55 maps in its own program, which
    rounds up.
    60,965,224 parameters, 724,406,816 MACs.

    Source:
        Krizhevsky, Sutskever and Hinton, 2012, ImageNet Classification with Deep
        Convolutional Neural Networks, NeurIPS, sections 3.2 to 3.5.

    Example:
        >>> alexnet_2012().parameters
        60965224
    """
    return _krizhevsky(groups=2)


def alexnet_ungrouped() -> Sequential:
    r"""Build AlexNet of 2012 for one GPU: the same, with all connections.

    Input (3, 227, 227). 62,378,344 parameters.

    Source:
        Krizhevsky, Sutskever and Hinton, 2012, without the two groups, as in many lectures
        and reimplementations.

    Example:
        >>> alexnet_ungrouped().parameters
        62378344
    """
    return _krizhevsky(groups=1)


def alexnet_torchvision() -> Sequential:
    r"""Build torchvision's AlexNet: 64 first filters, no groups, no response normalization.

    Input (3, 224, 224). 61,100,840 parameters.

    Source:
        torchvision/models/alexnet.py, after Krizhevsky, 2014, One weird trick for
        parallelizing convolutional neural networks (<https://arxiv.org/abs/1404.5997>).

    Example:
        >>> alexnet_torchvision().parameters
        61100840
    """
    features = Sequential(
        Conv2d(3, 64, 11, stride=4, padding=2),
        ReLU(),
        MaxPool2d(3, stride=2),
        Conv2d(64, 192, 5, padding=2),
        ReLU(),
        MaxPool2d(3, stride=2),
        Conv2d(192, 384, 3, padding=1),
        ReLU(),
        Conv2d(384, 256, 3, padding=1),
        ReLU(),
        Conv2d(256, 256, 3, padding=1),
        ReLU(),
        MaxPool2d(3, stride=2),
    )
    classifier = Sequential(
        Dropout(),
        Linear(256 * 6 * 6, 4096),
        ReLU(),
        Dropout(),
        Linear(4096, 4096),
        ReLU(),
        Linear(4096, 1000),
    )
    return Sequential(
        features=features,
        avgpool=AdaptiveAvgPool2d((6, 6)),
        flatten=Flatten(),
        classifier=classifier,
    )


def alexnet_slim() -> Sequential:
    r"""Build TensorFlow-Slim's alexnet_v2, the AlexNet of Distill's receptive-field table.

    Input (3, 224, 224). The fully connected layers are convolutions, fc6 with a 5 × 5 kernel.
    50,303,912 parameters; receptive field 195, stride 32, padding 64 at pool5.

    Source:
        tensorflow/models, research/slim/nets/alexnet.py, ``alexnet_v2``; the sizes of the
        convolutions are its author's reading of cuda-convnet2.

    Example:
        >>> alexnet_slim().parameters
        50303912
    """
    return Sequential(
        conv1=Conv2d(3, 64, 11, stride=4),
        relu1=ReLU(),
        pool1=MaxPool2d(3, stride=2),
        conv2=Conv2d(64, 192, 5, padding=2),
        relu2=ReLU(),
        pool2=MaxPool2d(3, stride=2),
        conv3=Conv2d(192, 384, 3, padding=1),
        relu3=ReLU(),
        conv4=Conv2d(384, 384, 3, padding=1),
        relu4=ReLU(),
        conv5=Conv2d(384, 256, 3, padding=1),
        relu5=ReLU(),
        pool5=MaxPool2d(3, stride=2),
        fc6=Conv2d(256, 4096, 5),
        relu6=ReLU(),
        dropout6=Dropout(),
        fc7=Conv2d(4096, 4096, 1),
        relu7=ReLU(),
        dropout7=Dropout(),
        fc8=Conv2d(4096, 1000, 1),
    )


def alexnet_d2l() -> Sequential:
    r"""Build the AlexNet of Dive into Deep Learning: one input channel, ten classes.

    Input (1, 224, 224): padding 1 in the first layer gives 54 × 54 maps, and 6,400 features
    reach the first fully connected layer. 46,764,746 parameters.

    Source:
        Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 8.1
        (<https://d2l.ai/chapter_convolutional-modern/alexnet.html>).

    Example:
        >>> alexnet_d2l().parameters
        46764746
    """
    return Sequential(
        Conv2d(1, 96, 11, stride=4, padding=1),
        ReLU(),
        MaxPool2d(3, stride=2),
        Conv2d(96, 256, 5, padding=2),
        ReLU(),
        MaxPool2d(3, stride=2),
        Conv2d(256, 384, 3, padding=1),
        ReLU(),
        Conv2d(384, 384, 3, padding=1),
        ReLU(),
        Conv2d(384, 256, 3, padding=1),
        ReLU(),
        MaxPool2d(3, stride=2),
        Flatten(),
        Linear(256 * 5 * 5, 4096),
        ReLU(),
        Dropout(),
        Linear(4096, 4096),
        ReLU(),
        Dropout(),
        Linear(4096, 10),
    )
