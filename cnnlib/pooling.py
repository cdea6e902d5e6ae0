"""How long the output of a pooling layer is, and which inputs each output reads."""

from cnnlib._arguments import NonNegative, Positive, as_integer, checked
from cnnlib.errors import CnnlibError, shown
from cnnlib.output_size import effective_kernel_size


@checked
def pool_output_size(
    input_size: Positive,
    kernel_size: Positive,
    stride: Positive | None = None,
    padding: NonNegative = 0,
    dilation: Positive = 1,
    ceil_mode: bool = False,
) -> int:
    r"""Give the length of a pooling layer's output along one axis.

    $$o = \left\lfloor \frac{i + 2p - d\,(k - 1) - 1 + c}{s} \right\rfloor + 1,
      \qquad c = \begin{cases} s - 1 & \text{with ceil mode} \\ 0 & \text{else} \end{cases}$$

    With ceil mode one output is taken back if its window would start beyond the input and
    its near padding: if $(o - 1)\,s \ge i + p$, then $o$ becomes $o - 1$.

    Args:
        input_size: $i$, positions along the axis.
        kernel_size: $k$, positions that one window reads.
        stride: $s$, input positions from one window to the next; None means kernel_size.
        padding: $p$, positions added to *each* side, at most half of kernel_size.
        dilation: $d$, positions from one that a window reads to the next.
        ceil_mode: whether a last, incomplete window gives an output too.

    Returns:
        Positions along the same axis of the output, at least 1.

    Raises:
        CnnlibError: if an argument is out of range, padding exceeds half of kernel_size, or
            no window fits into the padded input.

    Source:
        PyTorch, aten/src/ATen/native/Pool.h, ``pooling_output_shape_pad_lr``.

    Example:
        >>> pool_output_size(13, 2), pool_output_size(13, 2, ceil_mode=True)
        (6, 7)
    """
    if padding > kernel_size // 2:
        raise CnnlibError(
            f"padding is {padding}, but pooling allows at most half of kernel_size {kernel_size}; "
            f"use a padding of at most {kernel_size // 2} or a kernel_size of at least "
            f"{2 * padding}.",
            "padding",
            padding,
        )
    size = pool_size(input_size, kernel_size, stride or kernel_size, padding, dilation, ceil_mode)
    if size < 1:
        raise _does_not_fit(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    return size


def _does_not_fit(
    input_size: int,
    kernel_size: int,
    stride: int | None,
    padding: int,
    dilation: int,
    ceil_mode: bool,
) -> CnnlibError:
    padded_size = input_size + 2 * padding
    if ceil_mode and stride is None:  # the stride shrinks with the kernel
        largest = (padded_size - 1) // (dilation - 1) + 1
    else:
        more = stride - 1 if stride and ceil_mode else 0
        largest = (padded_size + more - 1) // dilation + 1
    remedies = [f"a kernel_size of at most {largest}"] if largest >= 2 * padding else []
    remedies += ["a smaller dilation"] if dilation > 1 else []
    spans = f" and with dilation {dilation} spans {effective_kernel_size(kernel_size, dilation)}"
    return CnnlibError(
        f"kernel_size is {kernel_size}{spans if dilation > 1 else ''}, but the padded input is "
        f"only {padded_size} long (input_size {input_size} + 2·{padding} padding); "
        f"use {' or '.join(remedies)}.",
        "kernel_size",
        kernel_size,
    )


def pool_size(
    input_size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool
) -> int:
    """Apply the size formula alone: below 1 where no window fits."""
    size = rounded_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    return size - 1 if starts_beyond(size, input_size, stride, padding, ceil_mode) else size


def rounded_size(
    input_size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool
) -> int:
    """Round down, or with ceil_mode up, before a window that starts beyond is taken back."""
    room = input_size + 2 * padding - effective_kernel_size(kernel_size, dilation)
    return (room + (stride - 1 if ceil_mode else 0)) // stride + 1


def starts_beyond(size: int, input_size: int, stride: int, padding: int, ceil_mode: bool) -> bool:
    """Tell whether the last of ``size`` windows starts beyond the input and its near padding."""
    return ceil_mode and (size - 1) * stride >= input_size + padding


def pool_output_size_steps(
    input_size: int,
    kernel_size: int,
    stride: int | None,
    padding: int,
    dilation: int,
    ceil_mode: bool,
) -> list[str]:
    """Write the formula with the numbers in the letters' places, down to the result."""
    result = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    step = stride or kernel_size
    extra = step - 1 if ceil_mode else 0
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1 + extra
    before = room // step + 1
    symbols = f"{input_size} + 2·{padding} − {dilation}·({kernel_size} − 1) − 1"
    lines = [
        f"⌊({symbols}{f' + {extra}' if ceil_mode else ''}) / {step}⌋ + 1",
        f"= ⌊{room} / {step}⌋ + 1",
    ]
    if starts_beyond(before, input_size, step, padding, ceil_mode):
        lines += [
            f"= {before:,}",
            f"({before} − 1)·{step} = {(before - 1) * step} ≥ {input_size} + {padding}: the last "
            "window would start beyond the input, so it is dropped",
        ]
    return [*lines, f"= {result:,}"]


def adaptive_windows(input_size: int, output_size: int) -> list[range]:
    """List the inputs that each output of an adaptive pooling reads: ⌊j·i/o⌋ to ⌈(j+1)·i/o⌉."""
    return [
        range(j * input_size // output_size, -(-(j + 1) * input_size // output_size))
        for j in range(output_size)
    ]


def check_divisor(divisor_override: object) -> None:
    """Refuse a divisor that is neither None nor an integer other than 0."""
    if divisor_override is not None and not as_integer(divisor_override):
        raise CnnlibError(
            f"divisor_override is {shown(divisor_override)}; use None or an integer other than 0.",
            "divisor_override",
            divisor_override,
        )
