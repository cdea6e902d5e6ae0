"""Activation functions of one number, and their slopes."""

from math import cosh, exp
from math import tanh as _tanh


def sigmoid(x: float) -> float:
    r"""Squash a number into the range from 0 to 1.

    $$\sigma(x) = \frac{1}{1 + e^{-x}}$$

    Args:
        x: any number.

    Returns:
        The value, computed without overflow for any x.

    Raises:
        TypeError: if x is not a number.

    Source:
        Rumelhart, Hinton and Williams, 1986, equation 2; PyTorch, ``torch.sigmoid``.

    Example:
        >>> sigmoid(0)
        0.5
    """
    if x >= 0:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + exp(x))


def sigmoid_derivative(x: float) -> float:
    r"""Give the slope of the sigmoid, at most ¼.

    $$\sigma'(x) = \sigma(x)\,\sigma(-x)$$

    Args:
        x: any number.

    Returns:
        The slope; tiny where the sigmoid is saturated.

    Raises:
        TypeError: if x is not a number.

    Source:
        Rumelhart, Hinton and Williams, 1986; the derivative of ``sigmoid``.

    Example:
        >>> sigmoid_derivative(0)
        0.25
    """
    return sigmoid(x) * sigmoid(-x)


def tanh(x: float) -> float:
    r"""Squash a number into the range from −1 to 1.

    $$\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}$$

    Args:
        x: any number.

    Returns:
        The value; 0 stays 0.

    Raises:
        TypeError: if x is not a number.

    Source:
        LeCun, Bottou, Bengio and Haffner, 1998, appendix A, there scaled; PyTorch,
        ``torch.tanh``.

    Example:
        >>> tanh(0)
        0.0
    """
    return _tanh(x)


def tanh_derivative(x: float) -> float:
    r"""Give the slope of tanh, at most 1.

    $$\tanh'(x) = \frac{1}{\cosh^2 x} = 1 - \tanh^2 x$$

    Args:
        x: any number.

    Returns:
        The slope; tiny where tanh is saturated.

    Raises:
        TypeError: if x is not a number.

    Source:
        The derivative of ``tanh``; the form with cosh keeps its digits far from 0.

    Example:
        >>> tanh_derivative(0)
        1.0
    """
    return 1 / cosh(x) ** 2 if abs(x) < 350 else 0.0


def relu(x: float) -> float:
    r"""Keep what is positive and make the rest 0.

    $$\operatorname{relu}(x) = \max(0, x)$$

    Args:
        x: any number.

    Returns:
        x or 0; not-a-number stays not-a-number, as in PyTorch.

    Raises:
        TypeError: if x is not a number.

    Source:
        Nair and Hinton, 2010, Rectified linear units improve restricted Boltzmann machines;
        PyTorch, ``torch.relu``.

    Example:
        >>> relu(-2.5), relu(3)
        (0, 3)
    """
    return 0 if x <= 0 else x


def relu_derivative(x: float) -> float:
    r"""Give the slope of ReLU, 0 or 1.

    $$\operatorname{relu}'(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}$$

    At 0 there is no slope; 0 is the choice that PyTorch makes.

    Args:
        x: any number.

    Returns:
        1 where x is positive, else 0.

    Raises:
        TypeError: if x is not a number.

    Source:
        PyTorch, ``torch.relu``, whose gradient at 0 is 0.

    Example:
        >>> relu_derivative(0), relu_derivative(0.1)
        (0, 1)
    """
    return 1 if x > 0 else 0
