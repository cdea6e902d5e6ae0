// Boots Pyodide in Node and lets it compile Python files for its own version: node … ROOT OUT
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const [root, out] = process.argv.slice(2);
const python = await loadPyodide({
  indexURL: join(root, "node_modules", "pyodide"),
  env: { HOME: "/home", PYTHONNODEBUGRANGES: "1" }, // columns make files larger, and nobody sees them
});
python.mountNodeFS("/project", root);
python.mountNodeFS("/out", out);
python.runPython(readFileSync(join(import.meta.dirname, "compile_runtime.py"), "utf-8"));
