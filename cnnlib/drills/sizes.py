"""Drills on lengths: outputs, padding, and what no window reads."""

from cnnlib.drills.drafts import Dice, Draft, Result, counted
from cnnlib.output_size import (
    conv_output_size,
    conv_output_size_steps,
    effective_kernel_size,
    same_padding,
    same_padding_steps,
    unread_border,
    unread_border_steps,
)
from cnnlib.pooling import pool_output_size, pool_output_size_steps


def output_size(dice: Dice) -> Draft:
    """Ask for the output size of a convolution."""
    kernel, stride = dice.pick((3, 5, 7)), dice.pick((1, 2, 2, 3, 4))
    padding, size = dice.between(0, kernel // 2), dice.between(20, 64)
    answer = conv_output_size(size, kernel, stride, padding)
    mistakes: list[tuple[Result, str]] = [
        (answer - 1, "You counted the steps. The place where the window starts counts, too."),
        (
            conv_output_size(size, kernel, stride),
            "That is without padding. It stands on both sides and gives the window more room.",
        ),
        (
            conv_output_size(size + padding, kernel, stride),
            "You counted the padding once. It stands on both sides: 2P.",
        ),
        (
            conv_output_size(size, kernel, 1, padding),
            f"That is stride 1. Here the window moves {stride} pixels at a time.",
        ),
        (
            conv_output_size(size + stride - 1, kernel, stride, padding),
            "You rounded up. A last step that does not fit is not taken.",
        ),
        (answer + 1, "One too many: add 1 to the steps, for the start only."),
    ]
    return Draft(
        f"A convolution with a {kernel} × {kernel} kernel, stride {stride} and "
        f"padding {padding} reads an image of {size} × {size} pixels. "
        "How many pixels wide is its output?",
        answer,
        "pixels",
        "⌊(H + 2P − K) / S⌋ + 1: the padding counts twice, and you round down before you add 1.",
        conv_output_size_steps(size, kernel, stride, padding, 1),
        mistakes,
        square=True,
    )


def _pooled(size: int, kernel: int, stride: int, ceil_mode: bool) -> Draft:
    answer = pool_output_size(size, kernel, stride, ceil_mode=ceil_mode)
    rule = (
        "ceil_mode is on: a last, incomplete window gives an output, too."
        if ceil_mode
        else "Only whole windows count, as is PyTorch's default."
    )
    other = (
        "You rounded down. With ceil_mode the last, incomplete window counts."
        if ceil_mode
        else "You rounded up. A last window that does not fit gives no output."
    )
    mistakes: list[tuple[Result, str]] = [
        (pool_output_size(size, kernel, stride, ceil_mode=not ceil_mode), other),
        (answer - 1, "You counted the steps. The first window is a position, too."),
        (
            pool_output_size(size, stride),
            f"You divided by the stride. The window is {kernel} wide, so the last one starts "
            "earlier than that.",
        ),
        (
            pool_output_size(size, kernel),
            f"That is with stride {kernel}. The stride given here is {stride}.",
        ),
        (pool_output_size(size, kernel, 1), "That is stride 1; a pool moves in larger steps."),
        (answer + 1, "One too many: count the steps, and add 1 for the first window only."),
    ]
    return Draft(
        f"Max pooling with a {kernel} × {kernel} window, stride {stride} and no padding reads "
        f"a feature map of {size} × {size}. {rule} How many pixels wide is the output?",
        answer,
        "pixels",
        "(H − K) / S says how many steps there are; round it "
        f"{'up' if ceil_mode else 'down'}, then add 1.",
        pool_output_size_steps(size, kernel, stride, 0, 1, ceil_mode),
        mistakes,
        square=True,
    )


def pool_size(dice: Dice) -> Draft:
    """Draw a pooling layer, with and without ceil_mode."""
    kernel = dice.pick((2, 3, 3, 4))
    stride = dice.pick((2, kernel))
    return _pooled(dice.between(13, 60), kernel, stride, ceil_mode=dice.pick((False, True)))


def same_padding_dilated(dice: Dice) -> Draft:
    """Ask for the padding that keeps the size of a dilated convolution's input."""
    kernel, dilation = dice.pick((3, 5, 7, 9)), dice.between(2, 8)
    before, after = same_padding(kernel, dilation)
    span = effective_kernel_size(kernel, dilation)
    return Draft(
        f"A {kernel} × {kernel} convolution with dilation {dilation} and stride 1 is to keep the "
        "size of its input. How many pixels of padding does each side need?",
        before,
        "pixels",
        f"With its gaps the kernel spans {dilation}·({kernel} − 1) + 1 pixels. "
        "How many of them lie before its middle?",
        same_padding_steps(kernel, dilation)[:2],
        [
            (before + after, "That is both sides together; each gets half of it."),
            (same_padding(kernel)[0], "That is without dilation. The gaps widen the kernel."),
            (span, "That is how many pixels the kernel spans. Padding is what sticks out."),
            (same_padding(kernel * dilation)[0], "The gaps lie between K weights: K − 1 of them."),
            (before + 1, "One too many: the middle of the kernel lies on the pixel itself."),
        ],
    )


def unread(dice: Dice) -> Draft:
    """Ask how many pixels at the far side no window reads."""
    kernel, padding = dice.pick((3, 5, 7)), dice.pick((0, 0, 1))
    stride, size = dice.between(2, min(kernel, 5)), dice.between(16, 60)
    answer = unread_border(size, kernel, stride, padding)
    beyond = unread_border(size + 2 * padding, kernel, stride)  # of the padding, too
    return Draft(
        f"A convolution with a kernel {kernel} wide, stride {stride} and padding {padding} goes "
        f"along a row of {counted(size, 'pixel')}. How many pixels at the far end does no window "
        "read?",
        answer,
        "pixels",
        "What does (H + 2P − K) / S leave as a remainder? Padding at that end is left out first.",
        unread_border_steps(size, kernel, stride, padding, 1),
        [
            (beyond, "Padding at the far end is skipped first; only the rest are pixels."),
            (
                unread_border(size, kernel, stride),
                "That is without padding. It shifts the windows.",
            ),
            (
                unread_border(size, stride, stride),
                "You divided the whole length. The first window takes K pixels at once.",
            ),
            (
                stride - beyond,
                "That many pixels are missing for one more step. How many are left over?",
            ),
            (2 * answer, "Nothing is left over at the near side: the first window starts there."),
            (
                conv_output_size(size, kernel, stride, padding),
                "That is the number of windows. What remains after the last of them?",
            ),
        ],
    )
