"""PyTorch source text as a network, read and never executed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnlib.networks import Sequential


def parse_torch(source: str) -> "Sequential":
    r"""Read PyTorch source text as a network, without executing anything.

    Read are ``nn.Sequential(...)`` and classes with ``__init__`` and ``forward``, with
    everything around them that a paste brings along: imports, constants, loops with known
    bounds, helper classes and functions, prompts and Markdown fences. Of several networks the
    last that the source makes and uses in no other is taken; where it makes none, the last
    class that no other class uses.
    ``forward`` is followed as after ``eval()``; modules that it does not call have no rows.

    Args:
        source: text of at most 200,000 characters.

    Returns:
        the network in the order it runs, its branches as Sum and Concat; ``summarize`` names
        its rows as PyTorch names modules and torchvision's feature extraction names calls:
        "features.0", "layer1.0.conv1", "relu", "relu_1", "add".

    Raises:
        CnnlibError: if a part that the network needs can't be read, with ``line``, ``column``
            and the reason; so does ``summarize`` for a layer that does not fit.

    Source:
        PyTorch, ``torch.nn`` and ``torch.nn.functional``; torchvision,
        ``models/feature_extraction.py`` for the names of calls.

    Example:
        >>> from cnnlib import summarize
        >>> network = parse_torch('''
        ... import torch.nn as nn
        ... model = nn.Sequential(
        ...     nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        ...     nn.Flatten(), nn.Linear(6 * 14 * 14, 10),
        ... )
        ... ''')
        >>> [(row.name, row.output_shape) for row in summarize(network, (1, 28, 28)).rows][-2:]
        [('3', (1176,)), ('4', (10,))]
    """
    from cnnlib.torch_source.reading import read_torch  # only those who parse wait for its import

    return read_torch(source).network
