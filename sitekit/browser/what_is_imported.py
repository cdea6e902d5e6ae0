"""Runs in Pyodide, before anything else: imports what Python starts with, and lists it.

FIRST is what Python has imported once all of cnnlib is there. Nothing is imported here that cnnlib
would not import.
"""

import importlib
import os
import sys

PROJECT = "/project"
COMMAND_LINE = "__main__"
# What Python itself asks for only when something fails.
ON_FAILURE = ("encodings.cp437", "encodings.idna", "linecache", "traceback")


def modules_of_cnnlib() -> list[str]:
    """Return the names of all modules that are not for a command line."""
    names = []
    for folder, _, files in os.walk(f"{PROJECT}/cnnlib"):
        package = folder.removeprefix(f"{PROJECT}/").replace("/", ".")
        stems = [file.removesuffix(".py") for file in files if file.endswith(".py")]
        names += [f"{package}.{stem}" for stem in stems if stem not in ("__init__", COMMAND_LINE)]
    return names


def imported_with(names: list[str]) -> list[str]:
    """Import these modules, and list all that are there then."""
    for name in names:
        importlib.import_module(name)
    return sorted(sys.modules)


FIRST = imported_with([*modules_of_cnnlib(), *ON_FAILURE])
