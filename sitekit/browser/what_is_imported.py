"""Runs in Pyodide, before anything else: imports what the archives are to hold, and lists it.

FIRST is what Python has imported once all of cnnlib is there; SECOND is what learners' code may
import besides. Nothing is imported here that cnnlib would not import.
"""

import importlib
import os
import sys

PROJECT = "/project"
# What learners' code may import, and what Python itself asks for only when something fails.
FOR_LEARNERS = [
    "array",
    "bisect",
    "calendar",
    "cmath",
    "collections",
    "copy",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "math",
    "numbers",
    "operator",
    "pprint",
    "random",
    "statistics",
    "string",
    "textwrap",
    "timeit",
    "typing",
]
COMMAND_LINE = "__main__"
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
SECOND = sorted(set(imported_with(FOR_LEARNERS)) - set(FIRST))
