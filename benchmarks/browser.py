"""The site and its peers in one browser: when an answer stands in the page, and what that costs.

Every repetition visits each tool in turn, so that a busy machine slows all alike. A cold visit has
a fresh profile; a warm one is the same profile, after the browser was closed and opened again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from benchmarks.machine import chromium
from benchmarks.paths import CACHE
from benchmarks.peers import jupyterlite, markdown_exec, pyscript, question
from benchmarks.record import Record
from benchmarks.server import MOBILE, UNLIMITED, Network, Server
from benchmarks.site import build_site

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8").strip().rstrip(";")
PATIENCE = 180.0  # seconds for one visit; the slowest measured takes about thirty
START = 2.0  # seconds after its start in which a browser loads what it shows around pages
SETTLE = 2.0  # seconds before a browser is closed, so that it can write its caches
READING = 2.0  # seconds before a reader goes on to the next page
IDLE = 3.0  # seconds without intent, in which nothing of Python may be fetched
RUNTIME = ("/pyodide-", "/python.zip")  # what belongs to Python, in our addresses
ROUND_TRIPS = 1000

LESSON = "lessons/convolution/"  # our page of most words and instruments
NEXT_PAGE = "lessons/pooling_and_receptive_fields/"
NEXT_CALCULATOR, NEXT_ARGUMENTS = "pool_output_size", {"input_size": 101, "kernel_size": 2}
NOTHING_TO_DO = "() => true"


def change(calculator: str, arguments: dict[str, object]) -> str:
    """Return the script that fills the fields of a form of ours, once the element is alive."""
    return f"""() => {{
        const element = document.querySelector('cnn-calculator[name="{calculator}"]');
        if (!element?.form || element.querySelector(":disabled")) return false;
        const given = {json.dumps(arguments)};
        for (const [name, value] of Object.entries(given)) {{
            const field = element.form.elements[name];
            if (typeof value === "boolean") field.checked = value;
            else field.value = value;
        }}
        const last = element.form.elements[Object.keys(given).at(-1)];
        last.focus();
        last.dispatchEvent(new Event("input", {{ bubbles: true }}));
        return true;
    }}"""


@dataclass(frozen=True)
class Tool:
    """One way to an answer in a page."""

    name: str
    build: Callable[[], Path]
    page: str
    selector: str  # where the answer appears
    act: str = NOTHING_TO_DO  # what a reader does, as soon as the page lets her
    first: str = ""  # the answer that stands there before anything is done, if any

    def script(self) -> str:
        expected = {"selector": self.selector, "first": self.first, "live": question.ANSWER}
        return f"({WATCH})({json.dumps(expected)}, {self.act})"


def ours(name: str, page: str, stands_there: dict[str, object]) -> Tool:
    """Describe a page of our own, with the arguments that its form has at first."""
    return Tool(
        name,
        build_site,
        page,
        f'cnn-calculator[name="{question.CALCULATOR}"] .answer__text',
        change(question.CALCULATOR, question.ARGUMENTS),
        question.answer(question.CALCULATOR, question.ARGUMENTS | stands_there),
    )


FRONT = ours("front page", "", {"stride": 2})
IN_LESSON = {"height": 64, "width": 64, "kernel_size": 3, "stride": 1, "padding": 1}
TOOLS = (
    FRONT,
    ours("lesson", LESSON, IN_LESSON),
    Tool(
        "markdown-exec",
        markdown_exec.build,
        "",
        ".pyodide-output",
        """() => {
            const run = document.querySelector('[id$="--run"]');
            if (!run?.onclick) return false;
            run.click();
            return true;
        }""",
    ),
    Tool("PyScript", pyscript.build, "", "#answer"),
    Tool(
        "JupyterLite",
        jupyterlite.build,
        f"notebooks/index.html?path={jupyterlite.NOTEBOOK}",
        ".jp-OutputArea-output",
        """() => {
            // It shows "idle" at first, too, before it has a kernel.
            const kernel = document.querySelector(".jp-Notebook-ExecutionIndicator");
            const status = kernel?.dataset.status;
            self.benchmark.started ||= status && status !== "idle";
            const ready = self.benchmark.started && status === "idle";
            const run = document.querySelector('[data-command^="notebook:run-cell-and-sel"]');
            if (!ready || !run) return false;
            run.dispatchEvent(new MouseEvent("mousedown", { bubbles: true })); // as it listens
            return true;
        }""",
    ),
)


@contextlib.contextmanager
def opened(playwright: Playwright, profile: str) -> Iterator[tuple[BrowserContext, Page]]:
    """Open a browser on a profile, let it start to its end, and close it afterwards."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium(),
        args=list(ARGUMENTS),
        viewport={"width": 1280, "height": 900},
    )
    try:
        time.sleep(START)
        yield context, context.pages[0]
    finally:
        context.close()


def wait_for(page: Page, expression: str) -> Any:
    """Ask the page until the answer is true; a page's policy forbids Playwright's own way."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := page.evaluate(expression):
            return found
        time.sleep(0.1)
    raise TimeoutError(f"{page.url}: {expression} was not true within {PATIENCE:.0f} s")


def visit(playwright: Playwright, tool: Tool, server: Server, profile: str) -> dict[str, Any]:
    """Go to a tool's page, get the live answer, and tell what that took."""
    with opened(playwright, profile) as (context, page):
        context.add_init_script(tool.script())
        begun = len(server.sent)
        page.goto(server.url + tool.page, wait_until="commit")
        live = wait_for(page, "self.benchmark?.live")
        time.sleep(SETTLE)
        seen, sent = page.evaluate("self.benchmark"), server.sent[begun:]
    tasks = [task["duration"] for task in seen["longTasks"] if task["start"] < live]
    return {
        "painted_ms": seen["painted"],
        # In the document is not yet on the screen.
        "first_ms": max(seen["first"], seen["painted"]) if tool.first else live,
        "live_ms": live,
        "long_tasks_ms": sum(tasks),
        "longest_task_ms": max(tasks, default=0),
        "bytes": sum(answer.size for answer in sent),
        "requests": len(sent),
    }


def whole_visit(playwright: Playwright, server: Server) -> dict[str, Any]:
    """Stay on our site for a while: nothing, a first answer, many more, a stop, another page."""
    with tempfile.TemporaryDirectory() as profile, opened(playwright, profile) as (context, page):
        context.add_init_script(f"({WATCH})({json.dumps(NEVER)}, () => true)")
        begun = len(server.sent)
        page.goto(server.url + FRONT.page, wait_until="load")
        time.sleep(IDLE)
        early = [s.size for s in server.sent[begun:] if any(part in s.path for part in RUNTIME)]
        expected = {"selector": FRONT.selector, "live": question.ANSWER}
        page.evaluate(
            f"self.asked = performance.now();self.expectAnswer({json.dumps(expected)}, {FRONT.act})"
        )
        wait_for(page, "self.benchmark.live")
        first = page.evaluate("self.benchmark.live - self.asked")
        trips = page.evaluate(
            ROUND_TRIP,
            {"count": ROUND_TRIPS, "name": question.CALCULATOR, "values": question.ARGUMENTS},
        )
        restart = page.evaluate(RESTART)
        time.sleep(READING)
        following = next_page(page)
    return {
        "runtime_bytes_before_intent": sum(early),
        "first_answer_ms": first,
        "round_trip_p50_ms": median(trips),
        "round_trip_p99_ms": quantiles(trips, n=100)[98],
        "round_trip_mean_ms": mean(trips),
        "restart_ms": restart,
        "next_page_ms": following,
    }


NEVER = {"selector": "never", "first": "", "live": "never"}
ROUND_TRIP = """async ({ count, name, values }) => {
    const times = [];
    for (let n = 0; n < count; n++) {
        const asked = performance.now();
        await cnnlibRuntime.call(name, { ...values, height: 64 + n });
        times.push(performance.now() - asked);
    }
    return times;
}"""
RESTART = """async () => {
    cnnlibRuntime.stop();
    const stopped = performance.now();
    cnnlibRuntime.start();
    while (cnnlibRuntime.state === "starting") {
        await new Promise((done) => cnnlibRuntime.addEventListener("state", done, { once: true }));
    }
    if (cnnlibRuntime.state !== "ready") throw new Error(cnnlibRuntime.message);
    return performance.now() - stopped;
}"""


def next_page(page: Page) -> float:
    """Click through to the next lesson and change a calculator there; return the milliseconds."""
    expected = {
        "selector": f'cnn-calculator[name="{NEXT_CALCULATOR}"] .answer__text',
        "live": question.answer(NEXT_CALCULATOR, NEXT_ARGUMENTS),
    }
    act = change(NEXT_CALCULATOR, NEXT_ARGUMENTS)
    page.evaluate(
        f"""() => {{
            delete self.benchmark.live;
            self.asked = performance.now();
            document.querySelector('a[href$="{NEXT_PAGE}"]').click();
            self.expectAnswer({json.dumps(expected)}, {act});
        }}"""
    )
    wait_for(page, "self.benchmark.live")
    return float(page.evaluate("self.benchmark.live - self.asked"))


def say(*words: object) -> None:
    print(" ", *words, flush=True)


def set_up(record: Record) -> dict[Tool, Path]:
    """Build every tool's pages; one that can't be set up here is named with the reason."""
    folders = {}
    shutil.rmtree(CACHE / "sites", ignore_errors=True)
    for tool in TOOLS:
        say(f"setting up {tool.name}")
        try:
            folders[tool] = tool.build()
        except Exception as error:
            if tool.build is build_site:
                raise
            say(f"{tool.name} can't be set up: {error}")
            record.add("absent", {"tool": tool.name, "reason": str(error).strip().splitlines()[-1]})
    return folders


def measure(record: Record, repetitions: int) -> None:
    """Run what the record lacks."""
    folders = set_up(record)
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:
        for network in (UNLIMITED, MOBILE):
            servers = {
                tool: stack.enter_context(Server(folder, network))
                for tool, folder in folders.items()
            }
            for server in servers.values():
                server.warm_up()
            for repetition in range(1, repetitions + 1):
                for tool, server in servers.items():
                    cold_and_warm(playwright, record, tool, server, network, repetition)
                if network is UNLIMITED:
                    stay(playwright, record, servers[FRONT], repetition)


def cold_and_warm(
    playwright: Playwright,
    record: Record,
    tool: Tool,
    server: Server,
    network: Network,
    repetition: int,
) -> None:
    """Visit once with a fresh profile, and once more on an unlimited line."""
    key = {"tool": tool.name, "network": network.name, "repetition": repetition}
    if record.has("visits", key):
        return
    rows = []
    with tempfile.TemporaryDirectory() as profile:
        for kind in ("cold", "warm") if network is UNLIMITED else ("cold",):
            load = os.getloadavg()[0]
            row = visit(playwright, tool, server, profile)
            say(f"[{repetition}] {network.name}: {tool.name}, {kind}: {row['live_ms']:.0f} ms")
            rows.append({**key, "visit": kind, **row, "load": load})
    record.add("visits", *rows)


def stay(playwright: Playwright, record: Record, server: Server, repetition: int) -> None:
    """Stay on our site once."""
    if record.has("stays", {"repetition": repetition}):
        return
    row = whole_visit(playwright, server)
    say(f"[{repetition}] ours, next page: {row['next_page_ms']:.0f} ms")
    record.add("stays", {"repetition": repetition, **row})
