"""Stands for `pyodide._package_loader`: no package is loaded, but two paths are asked for."""

from site import getsitepackages


class Directory:
    """A path, as far as JavaScript asks for it; a mere text would be one of JavaScript's there."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __str__(self) -> str:
        return self._path


SITE_PACKAGES = Directory(getsitepackages()[0])
DSO_DIR = Directory("/usr/lib")


def init_loaded_packages() -> None:
    """Do nothing; Pyodide asks here which packages are there."""
