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


def tried(arguments: tuple[str, ...]) -> dict[str, str]:
    """Run an engine's tests of faults; return for each in words what went wrong, "" for nothing."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ("--numprocesses", "2", f"--junitxml={report}")
        command = [sys.executable, "-m", "pytest", *arguments, *options]
        screen = ["xvfb-run", "-a"] if "tests/webkit" in arguments else []
        subprocess.run([*screen, *command], cwd=ROOT, capture_output=True, check=False)
        cases = list(etree.parse(report).iter("testcase"))
    return {in_words(case.get("name", "")): complaint(case) for case in cases}


def complaint(case: etree.Element) -> str:
    """Return how a test went wrong, as pytest wrote it down."""
    return "".join(part.get("message", part.tag) + "\n" + (part.text or "") for part in case)


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
        failed = {fault: wrong for fault, wrong in faults.items() if wrong}
        say(f"{engine}: {len(faults) - len(failed)} of {len(faults)} faults survived")
        for fault, wrong in failed.items():
            say(f"not survived: {fault}\n{wrong}")
        rows = [
            {"engine": engine, "fault": fault, "survived": not wrong}
            for fault, wrong in faults.items()
        ]
        record.add("faults", *rows)
