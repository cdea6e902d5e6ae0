// Grades each code that the scan just lets through in one Pyodide, then a right one.
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
    else if (name.endsWith(".py")) pyodide.FS.writeFile(`${to}/${name}`, readFileSync(path));
  }
}
copy(join(root, "cnnlib"), "/site/cnnlib");
const hostile = readFileSync(join(root, "tests", "cnnlib", "hostile_code.py"));
pyodide.FS.writeFile("/site/hostile_code.py", hostile);

const answer = pyodide.runPython(`
import json, sys
sys.path.insert(0, "/site")
from cnnlib.exercises import check
from hostile_code import ALLOWED, HOSTILE

checks = [{"call": "double(3)", "expected": 6}]
for code in [*HOSTILE.values(), *ALLOWED.values()]:
    assert not check(code, checks)["correct"]
right = check("def double(x): return 2 * x", checks)["correct"]
json.dumps({"texts": len(HOSTILE) + len(ALLOWED), "right": right})
`);
console.log(JSON.stringify({ ...JSON.parse(answer), alive: pyodide.runPython("1 + 1") === 2 }));
