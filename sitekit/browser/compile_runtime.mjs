// Boots Pyodide in Node from a library and lets it compile what it has imported, for its own version:
// node … ROOT LIBRARY OUT
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const [root, library, out] = process.argv.slice(2);
const pyodide = realpathSync(join(root, "node_modules", "pyodide")); // a mounted link leads nowhere
const python = await loadPyodide({
  indexURL: pyodide,
  stdLibURL: library,
  env: { HOME: "/home", PYTHONNODEBUGRANGES: "1" }, // columns make files larger, and nobody sees them
});
python.mountNodeFS("/project", root);
python.mountNodeFS("/pyodide", pyodide);
python.mountNodeFS("/out", out);
python.runPython('import sys; sys.path.insert(0, "/project")');
python.pyimport("sitekit.browser.what_is_imported");
python.pyimport("sitekit.browser.compile_runtime");
