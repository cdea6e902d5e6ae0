"""Stands for `asyncio`, which Pyodide imports when it starts: nothing in our workers waits."""


def __getattr__(name: str) -> object:
    """Say why a name is missing."""
    raise AttributeError(f"asyncio.{name} is left out of the Python of this page")
