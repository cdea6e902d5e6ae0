"""Which faults the pages survive in which browser engine, counted by running their tests."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as etree
from pathlib import Path

from benchmarks.browser import say
from benchmarks.machine import printed
from benchmarks.paths import ROOT
from benchmarks.record import Record

ENGINES = {
    "Chromium": ("tests/browser", "-m", "fault"),
    "Firefox": ("tests/browser", "--engine", "firefox", "-m", "fault and core"),
    "WebKitGTK": ("tests/webkit", "-m", "fault"),
}


def tried(arguments: tuple[str, ...]) -> dict[str, bool]:
    """Run an engine's tests of faults; return for each in words whether it was survived."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ("--numprocesses", "2", f"--junitxml={report}")
        command = [sys.executable, "-m", "pytest", *arguments, *options]
        screen = ["xvfb-run", "-a"] if "tests/webkit" in arguments else []
        subprocess.run([*screen, *command], cwd=ROOT, capture_output=True, check=False)
        cases = list(etree.parse(report).iter("testcase"))
    return {in_words(case.get("name", "")): not len(case) for case in cases}


def in_words(name: str) -> str:
    """Turn a test's name into what it claims."""
    claim, _, setting = name.removeprefix("test_").removesuffix("]").partition("[")
    return claim.replace("_", " ") + (f": {setting}" if setting else "")


def measure(record: Record, repetitions: int) -> None:
    """Run what the record lacks; one run says all, however many repetitions are asked for."""
    versions = record.content["about"]["versions"]
    versions["Firefox"] = printed("firefox-esr", "--version").split()[-1]
    (webkit,) = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
    versions["WebKitGTK"] = printed("xvfb-run", "-a", str(webkit), "--version").split()[-1]
    for engine, arguments in ENGINES.items():
        if record.has("faults", {"engine": engine}):
            continue
        faults = tried(arguments)
        failed = [fault for fault, survived in faults.items() if not survived]
        count = f"{len(faults) - len(failed)} of {len(faults)}"
        say("\n    not survived: ".join([f"{engine}: {count} faults survived", *failed]))
        rows = [
            {"engine": engine, "fault": fault, "survived": survived}
            for fault, survived in faults.items()
        ]
        record.add("faults", *rows)
