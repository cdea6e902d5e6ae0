"""Under WebAssembly Python's own parser dies beyond recovery; parse_torch must not."""

from hostile_sources import all_hostile
from in_pyodide import in_pyodide, needs_pyodide

CODE = """
import gc, json, pathlib, time
from cnnlib import CnnlibError, parse_torch
from hostile_sources import all_hostile

def seconds(source):
    start = time.perf_counter()
    try:
        parse_torch(source)
    except CnnlibError:
        pass
    taken = time.perf_counter() - start
    gc.collect()  # what a text leaves behind must not kill later on
    return taken

hostile = {name: seconds(text) for name, text in all_hostile()}
sources = pathlib.Path("/project/tests/cnnlib/torch_sources").glob("*.txt")
ordinary = {path.stem: seconds(path.read_text()) for path in sources}
slowest = max(hostile, key=hostile.get)
json.dumps({"texts": len(hostile), "slowest": slowest, "seconds": hostile[slowest],
            "ordinary": len(ordinary), "ordinary_seconds": max(ordinary.values())})
"""


@needs_pyodide
def test_no_text_kills_the_interpreter():
    answer = in_pyodide(CODE)
    assert answer["texts"] == len(all_hostile())
    assert answer["ordinary"] >= 50
    assert answer["seconds"] < 10, answer
    assert answer["ordinary_seconds"] < 3, answer
