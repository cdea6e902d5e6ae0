// Runs the Python on standard input in Pyodide, with the project at /project, and prints its value:
// node run_in_pyodide.mjs [ARCHIVE], which Python then starts from, as in a reader's browser.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const root = join(import.meta.dirname, "..", "..");
const python = await loadPyodide({
  indexURL: join(root, "node_modules", "pyodide"),
  stdLibURL: process.argv[2],
});
python.mountNodeFS("/project", root);
python.runPython("import sys; sys.path[:0] = ['/project', '/project/tests/cnnlib']");
const value = python.runPython(readFileSync(0, "utf-8"));
// What comes before may have killed the interpreter without a word.
console.log(JSON.stringify({ value: JSON.parse(value), alive: python.runPython("1 + 1") === 2 }));
