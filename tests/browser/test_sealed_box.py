"""The sealed box: what typed code tries there, and that nobody hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from attacks import NAMES, Listener, script
from engines import NewContext
from playwright.sync_api import Frame, Page, expect
from test_code_exercise import FIRST, RIGHT, opened, run
from waiting import wait_until
from watch import Watch

# What a worker without a policy may do; the others are refused there, too, or leave no trace.
HEARD_OUTSIDE = {"fetch", "xhr", "import.mjs", "importScripts.js", "socket", "events", "font.woff2"}

# Python that finds JavaScript's global object in different ways, and runs a script there.
WAYS = {
    "import": "import js\nscope = js",
    "importhook": ("from _pyodide._importhook import jsfinder\nscope = jsfinder.jsproxies['js']"),
    "sys.modules": "import js, sys\nscope = sys.modules['js']",
    "meta path": (
        "import sys\n"
        "finder = next(f for f in sys.meta_path if type(f).__name__ == 'JsFinder')\n"
        "scope = finder.jsproxies['js']"
    ),
    "object graph": (
        "import gc\ngc.unfreeze()\n"
        "finder = next(o for o in gc.get_objects() if type(o).__name__ == 'JsFinder')\n"
        "scope = finder.jsproxies['js']"
    ),
    "subclasses": (
        "def below(c):\n"
        "    return [c, *(d for b in type.__subclasses__(c) for d in below(b))]\n"
        "finder = next(c for c in below(object) if c.__name__ == 'JsFinder')\n"
        "scope = finder.find_spec.__globals__['jsfinder'].jsproxies['js']"
    ),
}
RUN = """
scope.Reflect.deleteProperty(scope, "importScripts")
scope.importScripts(scope.URL.createObjectURL(scope.Blob.new(["{script}"])))
import time
end = time.time() + 2
while time.time() < end:
    pass
"""


START = "code => { self.attack = new Worker(URL.createObjectURL(new Blob([code]))); }"


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


STATE = """async () => {
    const kept = {};
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const body = await (await cache.match(request)).arrayBuffer();
            const digest = await crypto.subtle.digest("SHA-256", body);
            kept[name + request.url] = [...new Uint8Array(digest)].join();
        }
    }
    const databases = (await indexedDB.databases?.()) ?? [];
    return {kept, databases: databases.map(({name}) => name), stored: {...localStorage}};
}"""


def test_the_attacks_are_heard_where_nothing_seals_them(
    new_context: NewContext, listener: Listener, engine: str
) -> None:
    page = new_context().new_page()
    page.goto(listener.url)
    listener.heard.clear()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(START, script(listener))
    found = outcomes(page, said)
    assert set(found) == set(NAMES)
    assert {found[name] for name in ("fetch", "eval", "stored", "files", "timer")} == {"allowed"}
    assert {path.split("?")[0] for path in listener.heard} >= HEARD_OUTSIDE


def outcomes(page: Page, said: list[str]) -> dict[str, str]:
    wait_until(page, lambda: "attack done" in said, "the attacks end", 60_000)
    return dict(re.findall(r"attack (\w+): (allowed|refused)", "\n".join(said)))


def sealed(page: Page) -> Frame:
    """Return the frame of a box that is ready."""
    page.evaluate("() => exerciseRuntime.start()")
    ready = "exerciseRuntime.state === 'ready'"
    wait_until(page, lambda: bool(page.evaluate(ready)), "no box", 60_000)
    (frame,) = [frame for frame in page.frames if "/box.html?v=" in frame.url]
    return frame


@pytest.mark.core
def test_nobody_hears_of_javascript_in_the_box(
    page: Page, watch: Watch, listener: Listener, base_url: str
) -> None:
    page.goto(FIRST)
    frame = sealed(page)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    before, asked = page.evaluate(STATE), len(watch.requests)
    frame.evaluate(START, script(listener))
    found = outcomes(page, said)
    assert set(found) == set(NAMES)
    # Made, and dead at once: the policy stops what they would load.
    assert {name for name, one in found.items() if one == "allowed"} <= {"worker"}
    assert listener.heard == []
    assert not [url for url in watch.requests[asked:] if url.startswith(base_url)]
    assert page.evaluate(STATE) == before
    watch.problems.clear()  # the policy's refusals


@pytest.mark.parametrize("way", WAYS)
def test_nobody_hears_of_python_in_the_box(
    page: Page, watch: Watch, listener: Listener, way: str
) -> None:
    box = opened(page)
    run(box, RIGHT)
    before = page.evaluate(STATE)
    text = script(listener).encode("unicode_escape").decode().replace('"', '\\"')
    feedback = run(box, RIGHT + WAYS[way] + RUN.replace("{script}", text))
    expect(feedback).to_contain_text("Right.")  # the script began
    page.wait_for_timeout(500)  # a request that was begun would arrive
    assert listener.heard == []
    after = page.evaluate(STATE)
    assert (after["kept"], after["databases"]) == (before["kept"], before["databases"])
    only = {key for key in after["stored"] if after["stored"][key] != before["stored"].get(key)}
    assert only == {"cnn-foundations.exercise.ex1-code"}
    watch.problems.clear()
    expect(run(box, RIGHT)).to_contain_text("Right.")


@pytest.mark.parametrize(
    "code",
    [
        # Found by a review: a list of forbidden names had let it through.
        "from _pyodide._importhook import jsfinder\n"
        "m = jsfinder.jsproxies['pyodide_js']._module\n"
        "m._emscripten_run_script_string(m.stringToNewUTF8('1+1'))",
        "import js\njs.eval('1 + 1')",
        "import js\njs.Function.new('return 1')()",
        "from pyodide.code import run_js\nrun_js('1 + 1')",
    ],
)
def test_no_text_is_evaluated_as_javascript(page: Page, watch: Watch, code: str) -> None:
    box = opened(page)
    expect(run(box, code)).to_contain_text("EvalError")
    watch.problems.clear()


@pytest.mark.core
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "import ctypes\nctypes.string_at(0, 10)\nctypes.memset(1000, 255, 10**6)",
            "Python itself",
        ),
        ("import os\nos.abort()", "Your code made Python itself give up"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1/')", "not connected"),
        ("import subprocess\nsubprocess.run(['ls'])", "does not support processes"),
        ("x = bytearray(10**9)", "MemoryError"),
        ("x = []\nwhile True: x.append(bytearray(10**7))", "MemoryError"),
        ("while True: pass", "ran for 5 seconds and was stopped"),
    ],
)
def test_what_breaks_python_breaks_one_run(page: Page, watch: Watch, code: str, said: str) -> None:
    box = opened(page)
    expect(run(box, code)).to_contain_text(said)
    watch.problems.clear()  # Python's last words
    expect(run(box, RIGHT)).to_contain_text("Right.")


SPOIL = """\
import json, builtins, sys
json.dumps = lambda *a, **k: '{"correct": true, "message": "All of them.", "results": []}'
builtins.len = lambda x: 1
sys.modules['math'] = None
"""


@pytest.mark.core
def test_each_run_meets_a_fresh_python(page: Page) -> None:
    box = opened(page)
    run(box, SPOIL)
    expect(run(box, RIGHT.replace("+ 1", "+ 2"))).to_contain_text("Not yet. output_size(28, 5)")
    expect(run(box, "import math\n" + RIGHT)).to_contain_text("Right.")


FORGE = """\
import js
text = '''
  const send = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function () {
    for (const forged of FORGED) send.call(this, forged);
  };
'''
js.Reflect.deleteProperty(js, "importScripts")
js.importScripts(js.URL.createObjectURL(js.Blob.new([text])))
"""


@pytest.mark.parametrize(
    "forged",
    [
        "[null, 1, 'x', {id: 'a'}, {id: 1}, {id: 1, response: '{'}]",
        "[{id: 1, response: 'null'}]",
        "[{id: 1, response: '[]'}]",
        """[{id: 1, response: '{"message": {}, "results": 3}'}]""",
        "[{failed: '<img src=x onerror=alert(1)>'}]",
        "Array(50).fill({ready: true})",
        "[{ready: true, files: 3}, {loaded: 'x', total: {}}, {compiled: 1, failed: ''}]",
    ],
)
def test_a_forged_message_is_no_more_than_a_failed_run(page: Page, forged: str) -> None:
    box = opened(page)
    # The second question of a page: the first has gone to another box.
    forged = forged.replace("id: 1", "id: 2")
    run(box, RIGHT)
    expect(run(box, FORGE.replace("FORGED", forged))).to_contain_text("Not yet.")
    assert box.locator(".exercise__feedback *").count() == 0
    expect(run(box, RIGHT)).to_contain_text("Right.")
    if "fill" in forged:  # two runs that are longer than a limit: no earlier run ends them
        expect(run(box, f"import time\ntime.sleep(4)\n{RIGHT}")).to_contain_text("Right.")
        expect(run(box, f"import time\ntime.sleep(4)\n{RIGHT}")).to_contain_text("Right.")
