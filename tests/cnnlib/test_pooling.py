import math

import pytest
import torch
from grids import Setting, disagreements, grid, result

from cnnlib import CnnlibError, pool_output_size
from cnnlib.pooling import adaptive_windows, pool_output_size_steps


def torch_max_pool(ceil_mode: bool):
    def sizes(chosen: list[Setting]) -> torch.Size:
        inputs, *others = zip(*chosen, strict=True)
        return torch.max_pool3d(torch.empty(0, 1, *inputs), *others, ceil_mode).shape[2:]

    return sizes


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_pool_output_size_against_torch(comparison, ceil_mode):
    chosen = grid(range(1, 31), range(1, 9), range(1, 9), range(5), range(1, 4))

    def formula(*setting: int) -> int:
        return pool_output_size(*setting, ceil_mode)

    wrong = disagreements(chosen, formula, torch_max_pool(ceil_mode), (1, 1, 1, 0, 1))
    comparison(
        f"pool_output_size, ceil_mode={ceil_mode}",
        "torch.max_pool3d, refusals included",
        len(chosen),
        wrong,
    )


def windows_kept(i: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """The definition: full windows, and with ceil_mode one more that starts before the end."""
    span = d * (k - 1) + 1
    full = [u for u in range(-p, i + p) if (u + p) % s == 0 and u + span <= i + p]
    if not ceil_mode:
        return len(full)
    following = full[-1] + s if full else -p
    begun = i + 2 * p - (following + p) + s - 1 >= span and following < i
    return len(full) + begun


def test_pool_output_size_against_its_definition(comparison):
    chosen = grid(range(1, 13), range(1, 7), range(1, 7), range(4), range(1, 3), [False, True])
    chosen = [setting for setting in chosen if setting[3] <= setting[1] // 2]
    wrong = sum((result(pool_output_size, s) or 0) != windows_kept(*s) for s in chosen)
    comparison("pool_output_size, small", "counting windows one by one", len(chosen), wrong)


def test_stride_is_the_kernel_size_unless_given():
    for kernel in range(1, 8):
        assert pool_output_size(20, kernel) == pool_output_size(20, kernel, kernel)


def test_textbook_ceil_is_wrong_where_a_window_starts_in_the_far_padding():
    """The error E11 of the field, see https://github.com/pytorch/pytorch/issues/148123."""
    assert math.ceil((3 + 2 * 1 - 2) / 2) + 1 == 3
    assert pool_output_size(3, 2, 2, padding=1, ceil_mode=True) == 2


@pytest.mark.parametrize(
    ("setting", "argument", "message"),
    [
        (
            (8, 3, 1, 2),
            "padding",
            "padding is 2, but pooling allows at most half of kernel_size 3; use a padding of at "
            "most 1 or a kernel_size of at least 4.",
        ),
        (
            (9, 5, 1, 3),
            "padding",
            "padding is 3, but pooling allows at most half of kernel_size 5; use a padding of at "
            "most 2 or a kernel_size of at least 6.",
        ),
        (
            (3, 5),
            "kernel_size",
            "kernel_size is 5, but the padded input is only 3 long (input_size 3 + 2·0 padding); "
            "use a kernel_size of at most 3.",
        ),
        (
            (3, 6, 2, 0, 1, True),
            "kernel_size",
            "kernel_size is 6, but the padded input is only 3 long (input_size 3 + 2·0 padding); "
            "use a kernel_size of at most 4.",
        ),
        (
            (3, 3, 1, 0, 4),
            "kernel_size",
            "kernel_size is 3 and with dilation 4 spans 9, but the padded input is only 3 long "
            "(input_size 3 + 2·0 padding); use a kernel_size of at most 1 or a smaller dilation.",
        ),
        (
            (3, 3, 1, 0, 2),
            "kernel_size",
            "kernel_size is 3 and with dilation 2 spans 5, but the padded input is only 3 long "
            "(input_size 3 + 2·0 padding); use a kernel_size of at most 2 or a smaller dilation.",
        ),
        (
            (1, 4, None, 2, 7, True),
            "kernel_size",
            "kernel_size is 4 and with dilation 7 spans 22, but the padded input is only 5 long "
            "(input_size 1 + 2·2 padding); use a smaller dilation.",
        ),
        (
            (5, 4, None, 0, 3, True),
            "kernel_size",
            "kernel_size is 4 and with dilation 3 spans 10, but the padded input is only 5 long "
            "(input_size 5 + 2·0 padding); use a kernel_size of at most 3 or a smaller dilation.",
        ),
        (
            (8, 3, 0),
            "stride",
            "stride is 0; use an integer of at least 1.",
        ),
        (
            (8, 3, 1, 0, 1, 1),
            "ceil_mode",
            "ceil_mode is 1; use True or False.",
        ),
    ],
)
def test_error_text(setting, argument, message):
    with pytest.raises(CnnlibError) as caught:
        pool_output_size(*setting)
    assert (str(caught.value), caught.value.argument) == (message, argument)


def test_advice_about_the_kernel_size_helps():
    for i, k, s, p, d, ceil in grid(
        range(1, 8), range(1, 9), [None, 1, 2, 5], range(3), range(1, 5), [False, True]
    ):
        try:
            pool_output_size(i, k, s, p, d, ceil)
        except CnnlibError as error:
            if "of at most" in error.reason and error.argument == "kernel_size":
                largest = int(error.reason.split("at most ")[1].split()[0].strip(".,"))
                assert largest < k
                pool_output_size(i, largest, s, p, d, ceil)
                assert result(pool_output_size, (i, largest + 1, s, p, d, ceil)) is None


def test_adaptive_windows_against_torch(comparison):
    chosen = grid(range(1, 25), range(1, 25))
    wrong = 0
    for size, output in chosen:
        x = torch.arange(1.0, size + 1).reshape(1, 1, size)
        theirs = torch.nn.functional.adaptive_avg_pool1d(x, output)[0, 0]
        ours = [sum(x[0, 0, w.start : w.stop]) / len(w) for w in adaptive_windows(size, output)]
        wrong += not torch.allclose(torch.stack(ours), theirs)
    comparison("adaptive pooling's windows", "torch adaptive_avg_pool1d", len(chosen), wrong)


def test_the_suggested_kernel_may_be_twice_the_padding():
    assert pool_output_size(1, 2, stride=1, padding=1, dilation=2) == 1
    with pytest.raises(CnnlibError, match="use a kernel_size of at most 2 or a smaller dilation"):
        pool_output_size(1, 3, stride=1, padding=1, dilation=2)


def test_the_steps_show_the_window_that_is_dropped():
    assert pool_output_size_steps(6, 2, 5, 1, 1, True) == [
        "⌊(6 + 2·1 − 1·(2 − 1) − 1 + 4) / 5⌋ + 1",
        "= ⌊10 / 5⌋ + 1",
        "= 3",
        "(3 − 1)·5 = 10 ≥ 6 + 1: the last window would start beyond the input, so it is dropped",
        "= 2",
    ]


def test_the_steps_of_a_size_that_is_rounded_down():
    steps = pool_output_size_steps(7, 3, None, 0, 1, False)
    assert steps == ["⌊(7 + 2·0 − 1·(3 − 1) − 1) / 3⌋ + 1", "= ⌊4 / 3⌋ + 1", "= 2"]
