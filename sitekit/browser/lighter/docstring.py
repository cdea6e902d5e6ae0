"""Stands for `_pyodide.docstring`, which Pyodide asks about each method of its own types.

Nobody reads here what they say, and to look it up makes a start much longer.
"""

from collections.abc import Callable


def dedent_docstring(docstring: str | None) -> str:
    """Return no text."""
    return ""


def get_cmeth_docstring(func: Callable[..., object]) -> str:
    """Return the name, with an empty signature and no text, in the form that Python reads."""
    return f"{func.__name__}()\n--\n\n"
