"""How long the output of a convolution is, one axis at a time."""

from cnnlib._arguments import NonNegative, Positive, checked
from cnnlib.errors import CnnlibError


@checked
def effective_kernel_size(kernel_size: Positive, dilation: Positive = 1) -> int:
    r"""Give the length that a dilated kernel spans, its gaps included.

    $$\hat{k} = d\,(k - 1) + 1$$

    Args:
        kernel_size: $k$, weights along the axis.
        dilation: $d$, positions from one weight to the next; 1 leaves no gaps.

    Returns:
        Positions from the kernel's first weight to its last, both included.

    Raises:
        CnnlibError: if an argument is not an integer of at least 1.

    Source:
        Dumoulin and Visin, 2016, A guide to convolution arithmetic, section 5.1
        (<https://arxiv.org/abs/1603.07285>).

    Example:
        >>> effective_kernel_size(3, dilation=2)
        5
    """
    return dilation * (kernel_size - 1) + 1


def effective_kernel_size_steps(kernel_size: int, dilation: int) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    return [
        f"{dilation}·({kernel_size} − 1) + 1",
        f"= {effective_kernel_size(kernel_size, dilation):,}",
    ]


@checked
def conv_output_size(
    input_size: Positive,
    kernel_size: Positive,
    stride: Positive = 1,
    padding: NonNegative = 0,
    dilation: Positive = 1,
) -> int:
    r"""Give the length of a convolution's output along one axis.

    $$o = \left\lfloor \frac{i + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1$$

    The kernel's first position is one output; the floor counts how many more steps of $s$ fit.

    Args:
        input_size: $i$, positions along the axis.
        kernel_size: $k$, weights along the axis.
        stride: $s$, input positions from one output to the next.
        padding: $p$, positions added to *each* side of the input.
        dilation: $d$, positions from one weight to the next; 1 leaves no gaps.

    Returns:
        Positions along the same axis of the output, at least 1.

    Raises:
        CnnlibError: if an argument is out of range, or the kernel does not fit into the
            padded input.

    Source:
        Dumoulin and Visin, 2016, A guide to convolution arithmetic, relationship 15
        (<https://arxiv.org/abs/1603.07285>); PyTorch, ``torch.nn.Conv2d``.

    Example:
        >>> conv_output_size(224, 7, stride=2, padding=3)
        112
    """
    padded_size = input_size + 2 * padding
    span = effective_kernel_size(kernel_size, dilation)
    if span > padded_size:
        raise _does_not_fit(input_size, kernel_size, padding, dilation)
    return (padded_size - span) // stride + 1


def _does_not_fit(input_size: int, kernel_size: int, padding: int, dilation: int) -> CnnlibError:
    padded_size = input_size + 2 * padding
    largest = (padded_size - 1) // dilation + 1
    span = effective_kernel_size(kernel_size, dilation)
    given = f"kernel_size is {kernel_size}"
    remedy = "or more padding"
    if dilation > 1:
        given += f" and with dilation {dilation} spans {span}"
        remedy = "a smaller dilation or more padding"
    return CnnlibError(
        f"{given}, but the padded input is only {padded_size} long "
        f"(input_size {input_size} + 2·{padding} padding); "
        f"use a kernel_size of at most {largest}{',' if dilation > 1 else ''} {remedy}.",
        "kernel_size",
        kernel_size,
    )


def conv_output_size_steps(
    input_size: int, kernel_size: int, stride: int, padding: int, dilation: int
) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    result = conv_output_size(input_size, kernel_size, stride, padding, dilation)
    room = input_size + 2 * padding - effective_kernel_size(kernel_size, dilation)
    # Without dilation the span is the kernel itself; nobody writes 1·(k − 1) + 1.
    span = f"{kernel_size}" if dilation == 1 else f"{dilation}·({kernel_size} − 1) − 1"
    return [
        f"⌊({input_size} + 2·{padding} − {span}) / {stride}⌋ + 1",
        f"= ⌊{room} / {stride}⌋ + 1",
        f"= {result:,}",
    ]


@checked
def conv_transpose_output_size(
    input_size: Positive,
    kernel_size: Positive,
    stride: Positive = 1,
    padding: NonNegative = 0,
    output_padding: NonNegative = 0,
    dilation: Positive = 1,
) -> int:
    r"""Give the length of a transposed convolution's output along one axis.

    $$o = (i - 1)\,s - 2p + d\,(k - 1) + a + 1$$

    Every input is spread over a window of the output, $s$ apart; padding trims both ends.

    Args:
        input_size: $i$, positions along the axis.
        kernel_size: $k$, weights along the axis.
        stride: $s$, *output* positions from one input's window to the next.
        padding: $p$, positions cut off *each* side of the output.
        output_padding: $a$, positions added to the far side only; it tells apart the sizes
            that a strided convolution maps to the same one.
        dilation: $d$, positions from one weight to the next; 1 leaves no gaps.

    Returns:
        Positions along the same axis of the output, at least 1.

    Raises:
        CnnlibError: if an argument is out of range, output_padding reaches both stride and
            dilation, or nothing is left of the output.

    Source:
        Dumoulin and Visin, 2016, A guide to convolution arithmetic, relationship 14
        (<https://arxiv.org/abs/1603.07285>); PyTorch, ``torch.nn.ConvTranspose2d``.

    Example:
        >>> conv_transpose_output_size(16, 2, stride=2)
        32
    """
    limit = max(stride, dilation)
    if output_padding >= limit:
        raise CnnlibError(
            f"output_padding is {output_padding}, but must be smaller than stride {stride} "
            f"or dilation {dilation}; use at most {limit - 1}.",
            "output_padding",
            output_padding,
        )
    spread = (input_size - 1) * stride + dilation * (kernel_size - 1) + output_padding + 1
    if spread <= 2 * padding:
        raise CnnlibError(
            f"padding is {padding} and cuts 2·{padding} off an output that is only {spread} long; "
            f"use a padding of at most {(spread - 1) // 2}.",
            "padding",
            padding,
        )
    return spread - 2 * padding


def conv_transpose_output_size_steps(
    input_size: int,
    kernel_size: int,
    stride: int,
    padding: int,
    output_padding: int,
    dilation: int,
) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    result = conv_transpose_output_size(
        input_size, kernel_size, stride, padding, output_padding, dilation
    )
    steps = (input_size - 1) * stride
    span = dilation * (kernel_size - 1)
    return [
        f"({input_size} − 1)·{stride} − 2·{padding} + {dilation}·({kernel_size} − 1)"
        f" + {output_padding} + 1",
        f"= {steps} − {2 * padding} + {span} + {output_padding} + 1",
        f"= {result:,}",
    ]


@checked
def same_padding(kernel_size: Positive, dilation: Positive = 1) -> tuple[int, int]:
    r"""Give the padding that keeps a stride-1 convolution's output as long as its input.

    $$p_{\text{before}} = \left\lfloor \frac{d\,(k - 1)}{2} \right\rfloor, \qquad
      p_{\text{after}} = d\,(k - 1) - p_{\text{before}}$$

    A kernel that spans an even length needs one more position after the input than before it.

    Args:
        kernel_size: $k$, weights along the axis.
        dilation: $d$, positions from one weight to the next; 1 leaves no gaps.

    Returns:
        (before, after), positions to add at the near and at the far side.

    Raises:
        CnnlibError: if an argument is not an integer of at least 1.

    Source:
        PyTorch, ``padding="same"`` of ``torch.nn.Conv2d`` (torch/nn/modules/conv.py);
        Dumoulin and Visin, 2016, relationship 3, for odd kernels.

    Example:
        >>> same_padding(3), same_padding(4)
        ((1, 1), (1, 2))
    """
    total = dilation * (kernel_size - 1)
    return total // 2, total - total // 2


def same_padding_steps(kernel_size: int, dilation: int) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    before, after = same_padding(kernel_size, dilation)
    return [
        f"in all: {dilation}·({kernel_size} − 1) = {before + after}",
        f"before: ⌊{before + after} / 2⌋ = {before}",
        f"after: {before + after} − {before} = {after}",
        f"= {before:,} and {after:,}",
    ]


@checked
def unread_border(
    input_size: Positive,
    kernel_size: Positive,
    stride: Positive = 1,
    padding: NonNegative = 0,
    dilation: Positive = 1,
) -> int:
    r"""Count the input positions at the far side that lie beyond the last window.

    $$u = \min\bigl(i,\ \max(0,\ ((i + 2p - \hat{k})\ \operatorname{mod}\ s) - p)\bigr),
      \qquad \hat{k} = d\,(k - 1) + 1$$

    The floor in the output size is what leaves them unread.

    Args:
        input_size: $i$, positions along the axis.
        kernel_size: $k$, weights along the axis.
        stride: $s$, input positions from one output to the next.
        padding: $p$, positions added to *each* side of the input.
        dilation: $d$, positions from one weight to the next; 1 leaves no gaps.

    Returns:
        Input positions (padding does not count) that no window reaches at the far side.

    Raises:
        CnnlibError: as ``conv_output_size`` does.

    Source:
        Dumoulin and Visin, 2016, A guide to convolution arithmetic, section 2.4: the floor
        ignores the rest of the division (<https://arxiv.org/abs/1603.07285>).

    Example:
        >>> unread_border(224, 11, stride=4)
        1
    """
    conv_output_size(input_size, kernel_size, stride, padding, dilation)
    span = effective_kernel_size(kernel_size, dilation)
    beyond = (input_size + 2 * padding - span) % stride
    return min(input_size, max(0, beyond - padding))


def unread_border_steps(
    input_size: int, kernel_size: int, stride: int, padding: int, dilation: int
) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    result = unread_border(input_size, kernel_size, stride, padding, dilation)
    span = effective_kernel_size(kernel_size, dilation)
    room = input_size + 2 * padding - span
    dilated = [f"span: {dilation}·({kernel_size} − 1) + 1 = {span}"] if dilation > 1 else []
    return [
        *dilated,
        f"beyond the last window: ({input_size} + 2·{padding} − {span}) mod {stride}"
        f" = {room % stride}",
        f"less the padding there: min({input_size}, max(0, {room % stride} − {padding}))",
        f"= {result:,}",
    ]
