"""Runs in Pyodide: compiles cnnlib and what it needs of the standard library into one archive.

Compiling its own library is most of what Pyodide does when it starts. The archive is stored, not
deflated: the web server's compression does better on the whole.
"""

import importlib
import importlib._bootstrap_external
import importlib.util
import pkgutil
import sys
import zipfile
from pathlib import Path

OUT = Path("/out/python.zip")
LIBRARY = Path(next(path for path in sys.path if path.endswith(".zip")))
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
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


def load_everything() -> None:
    """Import all of cnnlib and what else must be there, so that sys.modules lists it."""
    sys.path.insert(0, "/project")
    import cnnlib

    for module in pkgutil.walk_packages(cnnlib.__path__, "cnnlib."):
        if not module.name.endswith(COMMAND_LINE):
            importlib.import_module(module.name)
    for name in (*FOR_LEARNERS, *ON_FAILURE):
        importlib.import_module(name)


def compiled(source: bytes, path: str, optimize: int) -> bytes:
    """Compile as Python would into __pycache__, without a date to compare with."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
    digest = importlib.util.source_hash(source)
    to_pyc = importlib._bootstrap_external._code_to_hash_pyc  # type: ignore[attr-defined]
    data: bytes = to_pyc(code, digest, False)
    return data


def files() -> dict[str, bytes]:
    """Collect the archive's files by their names in it."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(LIBRARY) as library:
        known = set(library.namelist())
        for name, module in sorted(sys.modules.items()):
            place = (getattr(module, "__file__", None) or "").removeprefix(f"{LIBRARY}/")
            if place in known and place.endswith(".py"):
                # Pyodide reads docstrings of its own modules.
                level = 1 if name.split(".")[0] in ("pyodide", "_pyodide") else 2
                data = compiled(library.read(place), f"{LIBRARY}/{place}", level)
                found[f"{place}c"] = data
    for path in sorted(Path("/project/cnnlib").rglob("*.py")):
        if path.stem == COMMAND_LINE:
            continue
        place = path.relative_to("/project").as_posix()
        # Calculators read signatures and docstrings: nothing may be left out.
        found[f"{place}c"] = compiled(path.read_bytes(), f"{LIBRARY}/{place}", 0)
    return found


load_everything()
with zipfile.ZipFile(OUT, "w", zipfile.ZIP_STORED) as archive:
    for name, data in sorted(files().items()):
        archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), data)
