"""Runs in Pyodide: compiles cnnlib and the standard library into two archives.

Compiling its own library is most of what Pyodide does when it starts. The first archive is what it
starts from: cnnlib, and what that needs. The second has the rest of the library, for the sealed
box. They are stored, not deflated: the web server's compression does better on the whole.
"""

import importlib._bootstrap_external
import importlib.util
import sys
import zipfile
from pathlib import Path

from sitekit.browser.what_is_imported import FIRST, PROJECT

OUT = Path("/out")
LIBRARY = Path(next(path for path in sys.path if path.endswith(".zip")))
WHOLE_LIBRARY = Path("/pyodide/python_stdlib.zip")
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def compiled(source: bytes, path: str, optimize: int) -> bytes:
    """Compile as Python would into __pycache__, without a date to compare with."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
    digest = importlib.util.source_hash(source)
    to_pyc = importlib._bootstrap_external._code_to_hash_pyc  # type: ignore[attr-defined]
    data: bytes = to_pyc(code, digest, False)
    return data


def compiled_modules(names: list[str]) -> dict[str, bytes]:
    """Compile what has been imported, by its file's name in an archive."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(LIBRARY) as library:
        known = set(library.namelist())
        for module in map(sys.modules.__getitem__, names):
            file = getattr(module, "__file__", None) or ""
            if getattr(module.__spec__, "origin", None) == "frozen":  # part of Python itself
                continue
            place = file.removeprefix(f"{LIBRARY}/").removeprefix(f"{PROJECT}/")
            if file.startswith(f"{PROJECT}/cnnlib/"):
                # Calculators read signatures and docstrings: nothing may be left out.
                source, level = Path(file).read_bytes(), 0
            elif place in known and place.endswith(".py"):
                source, level = library.read(place), 2
            else:
                continue
            found[f"{place}c"] = compiled(source, f"{LIBRARY}/{place}", level)
    return found


def rest_of_library(first: dict[str, bytes]) -> dict[str, bytes]:
    """Compile all that is not in the first archive, or is there in a lighter form."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(WHOLE_LIBRARY) as whole, zipfile.ZipFile(LIBRARY) as lighter:
        for place in whole.namelist():
            source = whole.read(place)
            if f"{place}c" in first and source == lighter.read(place):
                continue
            if place.endswith(".py"):
                found[f"{place}c"] = compiled(source, f"{LIBRARY}/{place}", 2)
            elif not place.endswith("/"):
                found[place] = source
    return found


def write(name: str, files: dict[str, bytes]) -> None:
    """Write an archive that is the same each time."""
    with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_STORED) as archive:
        for file, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(file, FIXED_DATE), data)


archive = compiled_modules(FIRST)
write("python.zip", archive)
write("library.zip", rest_of_library(archive))
