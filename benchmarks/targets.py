"""What the results are held against: the one place where medians and ratios are worked out.

Reads only benchmarks/results/*.json and needs nothing but the standard library, because the
site's build imports it for the page "Measured".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.paths import RESULTS

Content = dict[str, Any]

# Of the peer's time, bytes or busy time in the same run; (what, field, network, visit, limits).
BROWSER_LIMITS = (
    ("right default answer visible", "first_ms", "this machine", "cold", {"markdown-exec": 0.10}),
    (
        "first live answer, fresh browser",
        "live_ms",
        "this machine",
        "cold",
        {"markdown-exec": 0.45, "PyScript": 0.50, "JupyterLite": 0.15},
    ),
    ("first live answer, second visit", "live_ms", "this machine", "warm", {"markdown-exec": 0.55}),
    (
        "first live answer at 10 Mbit/s and 40 ms",
        "live_ms",
        "10 Mbit/s, 40 ms",
        "cold",
        {"markdown-exec": 0.70},
    ),
    ("bytes over the wire", "bytes", "this machine", "cold", {"markdown-exec": 0.80}),
    (
        "main thread busy in long tasks",
        "long_tasks_ms",
        "this machine",
        "cold",
        {"markdown-exec": 0.05},
    ),
)
LONGEST_TASK = 100.0  # ms
NEXT_PAGE = 0.20  # of the first live answer
ROUND_TRIP = 1.0  # ms
RESTART = 0.60  # of the first live answer
WEIGHTS = {"br": 200.0, "gzip": 300.0}  # KiB, first visit of a lesson without Python
SCORES = {
    ("performance", "desktop"): 100,
    ("performance", "mobile"): 95,
    ("accessibility", "both"): 100,
    ("best-practices", "both"): 100,
    ("seo", "both"): 100,
}
BUILD_COLD = 0.6  # of the fastest tool that executes the same snippets
BUILD_CHANGED = 0.9
FLOOR_ALLOWANCE = 0.3  # seconds over plain MkDocs, with nothing changed
FAULTS = {"Chromium": 25, "Firefox": 25, "WebKitGTK": 18}  # survived, at least
EXECUTIONS = 10_000_000  # of fuzzing, in all
NOTICED = 95.0  # percent of the mutants of a formula module
OWN_PAGES = ("front page", "lesson")


@dataclass(frozen=True)
class Row:
    """One comparison: a value of ours, what it is held against, and the target."""

    what: str
    ours: float
    unit: str
    other: str = ""  # whose value it is compared with
    theirs: float | None = None
    limit: float | None = None  # of the ratio where there is one, else of our value
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs."""
        return None if not self.theirs else self.ours / self.theirs

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is no target."""
        if self.limit is None:
            return None
        value = self.ours if self.theirs is None else self.ratio
        if value is None:  # nothing to divide by: only nothing reaches that
            return self.ours == 0
        return value >= self.limit if self.at_least else value <= self.limit


def load(part: str, otherwise: Content | None = None) -> Content:
    """Read one part's results, or return `otherwise` where it has never been measured."""
    file = RESULTS / f"{part}.json"
    if not file.is_file() and otherwise is not None:
        return otherwise
    content: Content = json.loads(file.read_text(encoding="utf-8"))
    return content


def middle(rows: Iterable[Content], field: str, **chosen: object) -> float | None:
    """Return the median of one field over the rows that have these values, if there are any."""
    values = [row[field] for row in rows if chosen.items() <= row.items()]
    return median(values) if values else None


def _needed(rows: Iterable[Content], field: str, **chosen: object) -> float:
    value = middle(rows, field, **chosen)
    if value is None:
        raise ValueError(f"no {field} was measured for {chosen}; `python -m benchmarks` does it")
    return value


def browser(content: Content) -> list[Row]:
    """Hold our front page, and our longest lesson, against the peers."""
    visits, stays, rows = content["visits"], content["stays"], []
    peers = [tool for tool in dict.fromkeys(v["tool"] for v in visits) if tool not in OWN_PAGES]
    for what, field, network, kind, limits in BROWSER_LIMITS:
        where = {"network": network, "visit": kind}
        for peer in peers:  # all of them, so that none is chosen for being slow
            theirs = middle(visits, field, tool=peer, **where)
            if theirs is None:
                continue  # it could not be set up; the page names it with the reason
            limit = limits.get(peer)
            unit = "MB" if field == "bytes" else "ms"
            scale = 1e-6 if field == "bytes" else 1.0
            for page in OWN_PAGES:
                ours = _needed(visits, field, tool=page, **where)
                name = f"{what}, {page}"
                rows.append(Row(name, ours * scale, unit, peer, theirs * scale, limit))
    cold = {"network": "this machine", "visit": "cold"}
    for page in OWN_PAGES:
        longest = _needed(visits, "longest_task_ms", tool=page, **cold)
        rows.append(Row(f"longest task, {page}", longest, "ms", limit=LONGEST_TASK))
    early = max(stay["runtime_bytes_before_intent"] for stay in stays)
    rows.append(Row("bytes of Python before intent", early, "bytes", limit=0))
    first = _needed(visits, "live_ms", tool=OWN_PAGES[0], **cold)
    following = _needed(stays, "next_page_ms")
    name = "live answer on the next page"
    rows.append(Row(name, following, "ms", "the first page", first, NEXT_PAGE))
    restart = _needed(stays, "restart_ms")
    rows.append(Row("stopped, then ready again", restart, "ms", "the first page", first, RESTART))
    trip = _needed(stays, "round_trip_p50_ms")
    rows.append(Row("one call of the worker and back, median", trip, "ms", limit=ROUND_TRIP))
    return rows


def weights(content: Content) -> list[Row]:
    """Hold the first visit of each kind of page against the limits of a lesson."""
    names = {"br": "brotli", "gzip": "gzip"}
    rows = [
        Row(
            f"first visit, {row['page']}, {names[row['encoding']]}",
            row["bytes"] / 1024,
            "KiB",
            limit=WEIGHTS[row["encoding"]] if row["page"] == "lesson" else None,
        )
        for row in content["weights"]
    ]
    rows += [
        Row(
            f"{row['page']} read to its end, {names[row['encoding']]}",
            row["read_bytes"] / 1024,
            "KiB",
        )
        for row in content["weights"]
        if row["page"] == "lesson"
    ]
    shifts: dict[str, float] = {}
    for row in content["weights"]:
        shifts[row["page"]] = max(row["shift"], shifts.get(row["page"], 0.0))
    rows += [
        Row(f"layout shift, {page}", round(shift, 3), "", limit=0) for page, shift in shifts.items()
    ]
    return rows


def lighthouse(content: Content) -> list[Row]:
    """Hold the page with Lighthouse's lowest median score against the targets."""
    rows = []
    runs = content["lighthouse"]
    pages = dict.fromkeys(run["page"] for run in runs)
    for (category, device), limit in SCORES.items():
        for one in ("desktop", "mobile") if device == "both" else (device,):
            medians = {page: _needed(runs, category, page=page, device=one) for page in pages}
            worst = min(medians, key=lambda page: medians[page])
            name = f"Lighthouse, {category.replace('-', ' ')}, {one}, lowest: {worst}"
            rows.append(Row(name, medians[worst], "", limit=limit, at_least=True))
    return rows


def build(content: Content) -> list[Row]:
    """Hold our runner against the best of the tools that execute the same snippets."""
    runs = content["snippets"]
    tools = dict.fromkeys(run["tool"] for run in runs)
    peers = [tool for tool in tools if tool not in ("ours", "plain MkDocs")]

    def seconds(tool: str, scenario: str) -> float:
        return _needed(runs, "seconds", tool=tool, scenario=scenario)

    rows = []
    limits = {"cold": BUILD_COLD, "one snippet changed": BUILD_CHANGED}
    for scenario in ("cold", "unchanged", "one snippet changed", "one cnnlib function changed"):
        times = {tool: seconds(tool, scenario) for tool in peers}
        for tool, theirs in times.items():
            limit = limits.get(scenario) if theirs == min(times.values()) else None
            rows.append(Row(scenario, seconds("ours", scenario), "s", tool, theirs, limit))
    floor = seconds("plain MkDocs", "unchanged")
    over = seconds("ours", "unchanged") - floor
    name = f"unchanged, over plain MkDocs{' (below zero: noise)' if over < 0 else ''}"
    rows.append(Row(name, over, "s", limit=FLOOR_ALLOWANCE))
    for scenario in ("cold", "unchanged"):
        for count in dict.fromkeys(run["snippets"] for run in content["growth"]):
            spent = _needed(content["growth"], scenario, snippets=count)
            rows.append(Row(f"{count} small snippets, {scenario}", spent, "s"))
    for scenario in dict.fromkeys(run["scenario"] for run in content["site"]):
        spent = _needed(content["site"], "seconds", scenario=scenario)
        rows.append(Row(f"the whole site, {scenario}", spent, "s"))
    return rows


def cnnlib(content: Content) -> list[Row]:
    """Show how long a network's table takes beside the tools that run the network."""
    return [
        Row(f"table of {network}", times["cnnlib"] * 1e3, "ms", tool, times[tool] * 1e3, None)
        for network, times in content["seconds"].items()
        for tool in ("torchinfo", "fvcore")
    ]


def faults(content: Content) -> list[Row]:
    """Count, engine by engine, the faults that the tests made and the pages survived."""
    survived = Counter(row["engine"] for row in content["faults"] if row["survived"])
    return [
        Row(f"faults survived, {engine}", survived[engine], "", limit=limit, at_least=True)
        for engine, limit in FAULTS.items()
        if engine in survived
    ]


def fuzzing(content: Content) -> list[Row]:
    """Add up the executions of all runs."""
    times: Counter[str] = Counter()
    for run in content["runs"]:
        times[run["target"]] += run["executions"]
    rows = [Row(f"executions, {target}", count, "") for target, count in times.items()]
    rows.append(Row("executions, in all", times.total(), "", limit=EXECUTIONS, at_least=True))
    return rows


def mutation(content: Content) -> list[Row]:
    """Tell how many of each module's mutants its tests noticed."""
    return [
        Row(
            f"mutants noticed, {row['module']}, {row['noticed']} of {row['made']}",
            100 * row["noticed"] / row["made"],
            "%",
            limit=NOTICED,
            at_least=True,
        )
        for row in content["modules"]
    ]


TABLES: dict[str, tuple[Callable[[Content], list[Row]], ...]] = {
    "browser": (browser,),
    "pages": (weights, lighthouse),
    "build": (build,),
    "cnnlib_speed": (cnnlib,),
    "faults": (faults,),
    "fuzzing": (fuzzing,),
    "mutation": (mutation,),
}
