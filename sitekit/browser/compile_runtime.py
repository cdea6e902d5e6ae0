"""Runs in Pyodide: compiles cnnlib and what it needs of the standard library into two archives.

Compiling its own library is most of what Pyodide does when it starts. The first archive is what it
starts from; the second adds what learners' code may import. They are stored, not deflated: the
web server's compression does better on the whole.
"""

import importlib
import importlib._bootstrap_external
import importlib.util
import pkgutil
import sys
import zipfile
from pathlib import Path

PROJECT, OUT = Path("/project"), Path("/out")
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
# Who imports these does so for what a browser can't do, and copes without.
NOT_HERE = ("_ssl", "bz2", "compression", "lzma", "ssl")
COMMAND_LINE = "__main__"
ON_FAILURE = ("encodings.cp437", "encodings.idna", "linecache", "traceback")


def load_cnnlib() -> None:
    """Import all of cnnlib and what else must be there, so that sys.modules lists it."""
    sys.path.insert(0, str(PROJECT))
    import cnnlib

    for module in pkgutil.walk_packages(cnnlib.__path__, "cnnlib."):
        if not module.name.endswith(COMMAND_LINE):
            importlib.import_module(module.name)
    for name in ON_FAILURE:
        importlib.import_module(name)


def load_for_learners() -> None:
    """Import what learners' code may import."""
    for name in FOR_LEARNERS:
        importlib.import_module(name)


def compiled(source: bytes, path: str, optimize: int) -> bytes:
    """Compile as Python would into __pycache__, without a date to compare with."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
    digest = importlib.util.source_hash(source)
    to_pyc = importlib._bootstrap_external._code_to_hash_pyc  # type: ignore[attr-defined]
    data: bytes = to_pyc(code, digest, False)
    return data


def compiled_modules() -> dict[str, bytes]:
    """Compile what has been imported so far, by its file's name in an archive."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(LIBRARY) as library:
        known = set(library.namelist())
        for name, module in sorted(sys.modules.items()):
            file = getattr(module, "__file__", None) or ""
            frozen = getattr(module.__spec__, "origin", None) == "frozen"  # part of Python itself
            if frozen or name.split(".")[0] in NOT_HERE:
                continue
            place = file.removeprefix(f"{LIBRARY}/").removeprefix(f"{PROJECT}/")
            if file.startswith(f"{PROJECT}/cnnlib/"):
                # Calculators read signatures and docstrings: nothing may be left out.
                source, level = Path(file).read_bytes(), 0
            elif place in known and place.endswith(".py"):
                # Pyodide reads docstrings of its own modules.
                level = 1 if name.split(".")[0] in ("pyodide", "_pyodide") else 2
                source = library.read(place)
            else:
                continue
            found[f"{place}c"] = compiled(source, f"{LIBRARY}/{place}", level)
    return found


def first_module() -> dict[str, bytes]:
    """Compile what Python imports before all others."""
    source = (PROJECT / "sitekit" / "browser" / "sitecustomize.py").read_bytes()
    return {"sitecustomize.pyc": compiled(source, f"{LIBRARY}/sitecustomize.py", 2)}


def write(name: str, files: dict[str, bytes]) -> None:
    """Write an archive that is the same each time."""
    with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_STORED) as archive:
        for file, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(file, FIXED_DATE), data)


load_cnnlib()
first = compiled_modules()
write("python.zip", first | first_module())
load_for_learners()
second = {name: data for name, data in compiled_modules().items() if name not in first}
# A package is found in one archive only.
assert not {name.split("/")[0] for name in second if "/" in name} & {n.split("/")[0] for n in first}
write("for_learners.zip", second)
