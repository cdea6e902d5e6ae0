// Runs each hostile text through parse_torch in one Pyodide, then asks it for 1 + 1.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const root = join(import.meta.dirname, "..", "..");
const pyodide = await loadPyodide({ indexURL: join(root, "node_modules", "pyodide") });

function copy(from, to) {
  pyodide.FS.mkdirTree(to);
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (statSync(path).isDirectory()) copy(path, `${to}/${name}`);
    else if (/\.(py|txt)$/.test(name)) pyodide.FS.writeFile(`${to}/${name}`, readFileSync(path));
  }
}
copy(join(root, "cnnlib"), "/site/cnnlib");
copy(join(root, "tests", "cnnlib", "torch_sources"), "/site/torch_sources");
pyodide.FS.writeFile(
  "/site/hostile_sources.py",
  readFileSync(join(root, "tests", "cnnlib", "hostile_sources.py")),
);

const answer = pyodide.runPython(`
import gc, json, pathlib, sys, time
sys.path.insert(0, "/site")
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
ordinary = {path.stem: seconds(path.read_text())
            for path in pathlib.Path("/site/torch_sources").glob("*.txt")}
slowest = max(hostile, key=hostile.get)
json.dumps({"texts": len(hostile), "slowest": slowest, "seconds": hostile[slowest],
            "ordinary": len(ordinary), "ordinary_seconds": max(ordinary.values())})
`);
console.log(JSON.stringify({ ...JSON.parse(answer), alive: pyodide.runPython("1 + 1") === 2 }));
