"""Measures everything and writes the results that the page "Measured" shows.

    python -m benchmarks                    all parts, one after the other
    python -m benchmarks --only browser     one of them
    python -m benchmarks --repetitions 3    fewer than the five that the page wants

A run that was cut off goes on where it stopped; --fresh starts it anew.
"""

from __future__ import annotations

import argparse
import importlib
import time

from benchmarks import machine
from benchmarks.peers import install
from benchmarks.record import Record

# The parts, each a module of this folder, and what is worth naming with its version.
PARTS = {
    "browser": (
        "playwright",
        "pyodide",
        "markdown-exec",
        "@pyscript/core",
        "jupyterlite-core",
        "jupyterlite-pyodide-kernel",
    ),
    "pages": ("playwright", "lighthouse"),
    "build": (
        "mkdocs",
        "mkdocs-gallery",
        "sphinx-gallery",
        "mkdocs-jupyter",
        "torch",
        "matplotlib",
    ),
    "cnnlib_speed": ("torch", "torchinfo", "fvcore"),
    "faults": ("playwright", "selenium"),
    "fuzzing": ("atheris",),
    "mutation": ("torch", "pytest", "hypothesis"),
}
WITH_PEERS = {"browser", "pages", "build"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the site.")
    parser.add_argument("--only", choices=PARTS, help="one part instead of all")
    parser.add_argument("--repetitions", type=int, default=5, help="runs per median (5)")
    parser.add_argument("--fresh", action="store_true", help="forget an unfinished run")
    options = parser.parse_args()
    parts = [options.only] if options.only else list(PARTS)
    if WITH_PEERS & set(parts):
        install.python_packages()
        install.npm_packages()
    for part in parts:
        started = time.monotonic()
        print(f"== {part}", flush=True)
        record = Record(part, machine.describe(PARTS[part]), options.fresh)
        importlib.import_module(f"benchmarks.{part}").measure(record, options.repetitions)
        minutes = (time.monotonic() - started) / 60
        print(f"  {record.finish()} after {minutes:.1f} min", flush=True)


if __name__ == "__main__":
    main()
