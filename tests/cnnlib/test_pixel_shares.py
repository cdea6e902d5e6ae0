import pytest

from cnnlib import Concat, Conv2d, Identity, MaxPool2d, Sequential, Sum
from cnnlib._walk import State, walk
from cnnlib.pixel_shares import OWN_SHARE
from cnnlib.receptive_field import ONE_PIXEL


def shares_of(*layers, shape=(2, 12, 12)):
    start = State(shape, ONE_PIXEL, OWN_SHARE)
    return walk(Sequential(*layers), start, lambda *_: None).shares


@pytest.mark.parametrize(
    ("layers", "first", "values"),
    [
        ([], 0, [1]),
        ([Conv2d(2, 2, 3, padding=1)], -1, [1 / 3] * 3),
        ([Conv2d(2, 2, 2, dilation=2)], 0, [1 / 2, 0, 1 / 2]),
        ([MaxPool2d(2), Conv2d(2, 2, 2)], 0, [1 / 4] * 4),
        ([MaxPool2d(2), Conv2d(2, 2, 1, padding=1)], -2, [1 / 2] * 2),
        ([Sum(Identity(), Conv2d(2, 2, 3, padding=1))], -1, [1 / 6, 1 / 2 + 1 / 6, 1 / 6]),
        ([Sum(Conv2d(2, 2, 3, padding=1), Identity())], -1, [1 / 6, 1 / 2 + 1 / 6, 1 / 6]),
        # Two channels of the input beside six of the convolution: a quarter and three quarters.
        ([Concat(Identity(), Conv2d(2, 6, 3, padding=1))], -1, [1 / 4, 1 / 2, 1 / 4]),
    ],
)
def test_shares(layers, first, values):
    for axis in shares_of(*layers):
        assert axis.first == first
        assert axis.values == pytest.approx(values)


def test_the_axes_differ():
    height, width = shares_of(Conv2d(2, 2, (1, 3), dilation=(1, 2), padding=(0, 2)))
    assert (height.first, height.values) == (0, (1.0,))
    assert (width.first, width.values) == (-2, pytest.approx((1 / 3, 0, 1 / 3, 0, 1 / 3)))


def test_no_shares_where_nobody_asked_or_where_there_is_no_field():
    assert walk(Conv2d(2, 2, 3), State((2, 9, 9), ONE_PIXEL), lambda *_: None).shares is None
    assert shares_of(Sum(Identity(), Conv2d(2, 2, 2, padding=1)), shape=(2, 1, 1)) is None
