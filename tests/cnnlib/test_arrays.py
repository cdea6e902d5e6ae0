import math
import random

import pytest
import torch
from torch.nn import functional

from cnnlib import CnnlibError, avg_pool2d, conv2d, max_pool2d

CASES = 400


def image(chance: random.Random, height: int, width: int) -> list[list[int]]:
    return [[chance.randint(-9, 9) for _ in range(width)] for _ in range(height)]


def pair(chance: random.Random, low: int, high: int) -> tuple[int, int]:
    return chance.randint(low, high), chance.randint(low, high)


def tensor(rows: list[list[float]]) -> torch.Tensor:
    return torch.tensor([[rows]], dtype=torch.double)


def outcome(action):
    try:
        return action()
    except (CnnlibError, RuntimeError):
        return None


def same(ours, theirs) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return torch.allclose(tensor(ours), theirs, rtol=1e-12, equal_nan=True)


def test_conv2d_against_torch(comparison):
    wrong = 0
    for seed in range(CASES):
        chance = random.Random(seed)
        x, kernel = image(chance, *pair(chance, 1, 8)), image(chance, *pair(chance, 1, 4))
        setting = pair(chance, 1, 3), pair(chance, 0, 3), pair(chance, 1, 3)
        ours = outcome(lambda: conv2d(x, kernel, *setting))  # noqa: B023
        theirs = outcome(
            lambda: functional.conv2d(tensor(x), tensor(kernel), None, *setting)  # noqa: B023
        )
        wrong += not same(ours, theirs)
    comparison("conv2d on lists", "torch.nn.functional.conv2d", CASES, wrong)


def test_max_pool2d_against_torch(comparison):
    wrong = 0
    for seed in range(CASES):
        chance = random.Random(seed)
        x, kernel = image(chance, *pair(chance, 1, 9)), pair(chance, 1, 4)
        stride = chance.choice([None, pair(chance, 1, 3)])
        setting = pair(chance, 0, 2), pair(chance, 1, 2), chance.choice([True, False])
        ours = outcome(lambda: max_pool2d(x, kernel, stride, *setting))  # noqa: B023
        theirs = outcome(
            lambda: functional.max_pool2d(tensor(x), kernel, stride, *setting)  # noqa: B023
        )
        wrong += not same(ours, theirs)
    comparison("max_pool2d on lists", "torch.nn.functional.max_pool2d", CASES, wrong)


def test_avg_pool2d_against_torch(comparison):
    wrong = 0
    for seed in range(CASES):
        chance = random.Random(seed)
        x, kernel = image(chance, *pair(chance, 1, 9)), pair(chance, 1, 4)
        stride = chance.choice([None, pair(chance, 1, 4)])
        flags = chance.choice([True, False]), chance.choice([True, False])
        setting = pair(chance, 0, 2), *flags, chance.choice([None, 3, -2])
        ours = outcome(lambda: avg_pool2d(x, kernel, stride, *setting))  # noqa: B023
        theirs = outcome(
            lambda: functional.avg_pool2d(tensor(x), kernel, stride, *setting)  # noqa: B023
        )
        wrong += not same(ours, theirs)
    comparison("avg_pool2d on lists", "torch.nn.functional.avg_pool2d", CASES, wrong)


def test_documented_examples():
    patch = [[1, 3, 2, 1], [4, 6, 5, 0], [7, 2, 8, 3], [1, 0, 4, 9]]
    assert max_pool2d(patch, 2) == [[6, 5], [7, 9]]
    assert avg_pool2d(patch, 2) == [[3.5, 2.0], [2.5, 6.0]]
    ones = [[1] * 4] * 4
    assert conv2d(ones, [[1] * 3] * 3, padding=1) == [
        [4, 6, 6, 4],
        [6, 9, 9, 6],
        [6, 9, 9, 6],
        [4, 6, 6, 4],
    ]
    flipped = [[4, 3], [2, 1]]
    assert conv2d([[0, 1, 2], [3, 4, 5], [6, 7, 8]], flipped) == [[13, 23], [43, 53]]


def test_not_a_number_is_passed_on():
    result = max_pool2d([[1.0, math.nan], [3.0, 2.0]], 2)
    assert math.isnan(result[0][0])


@pytest.mark.parametrize("bad", [[], [[]], [[1, 2], [3]], [1, 2], "ab", ["ab"], [["a"]], None])
def test_bad_images(bad):
    message = "x is .*; use a list of rows, equally long lists of numbers.$"
    for call in (
        lambda: conv2d(bad, [[1]]),
        lambda: max_pool2d(bad, 1),
        lambda: avg_pool2d(bad, 1),
    ):
        with pytest.raises(CnnlibError, match=message) as caught:
            call()
        assert (caught.value.argument, caught.value.value) == ("x", bad)
    with pytest.raises(CnnlibError, match=r"^kernel is .*; use a list of rows"):
        conv2d([[1]], bad)


def test_bad_settings():
    with pytest.raises(CnnlibError) as caught:
        conv2d([[1, 2]], [[1], [2]])
    assert str(caught.value) == (
        "along the height, kernel_size is 2, but the padded input is only 1 long (input_size 1 + "
        "2·0 padding); use a kernel_size of at most 1 or more padding."
    )
    with pytest.raises(CnnlibError, match=r"^divisor_override is 0; use None or an integer other"):
        avg_pool2d([[1]], 1, divisor_override=0)


def test_the_refusal_says_what_was_given():
    with pytest.raises(CnnlibError) as caught:
        conv2d("abc", [[1]])
    assert str(caught.value) == ("x is 'abc'; use a list of rows, equally long lists of numbers.")


def test_defaults_are_those_of_pytorch():
    x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert max_pool2d(x, 2) == [[5]]  # ceil_mode is off
    assert avg_pool2d(x, 2) == [[3]]
    assert avg_pool2d(x, 2, padding=1) == [[1 / 4, 5 / 4], [11 / 4, 7]]  # zeros are counted


def test_padding_differs_between_the_axes():
    assert conv2d([[1, 2]], [[1]], padding=(1, 2)) == [[0] * 6, [0, 0, 1, 2, 0, 0], [0] * 6]
