// Python in the sealed box. Whatever runs here, Python or JavaScript, has this worker, the port that
// came with it and nothing else: no network, no storage of the site, no eval. That is
// the policy of the frame that started the worker, not anything written below.
const HERE = "https://box.invalid/"; // where Pyodide believes its files to be; nobody is asked there
const PAGE = 65_536; // bytes of WebAssembly's memory

addEventListener("message", ({ data, ports: [port] }) => {
  const tell = (message) => port.postMessage(message);
  start(data, tell)
    .then((answer) => {
      port.onmessage = ({ data: { id, request } }) => {
        try {
          tell({ id, response: answer(request) });
        } catch (error) {
          tell({ failed: String(error?.message ?? error) }); // Python itself is gone
        }
      };
      tell({ ready: true, files: [] });
    })
    .catch((error) => tell({ failed: String(error?.message ?? error) }));
}, { once: true });

// Pyodide drops some failures of its start on the floor, among them a missing standard library.
addEventListener("unhandledrejection", (event) => event.preventDefault());

async function start({ files, lockInfo, door, memory }, tell) {
  const { loader, module, wasm, archive, library } = files;
  const stored = {
    "pyodide.asm.wasm": () => new Response(wasm.slice(0, wasm.size, "application/wasm")),
    "python.zip": () => new Response(archive),
  };
  self.fetch = async (asked) => {
    const name = String(asked?.url ?? asked).replace(HERE, "");
    if (!(name in stored)) throw new TypeError(`the sealed box has no network, and no ${name}`);
    return stored[name]();
  };
  self.importScripts = undefined; // by it Pyodide would know that this is no module
  const imported = (blob) => import(URL.createObjectURL(blob.slice(0, blob.size, "text/javascript")));
  const [{ loadPyodide }, { default: create }] = await Promise.all([loader, module].map(imported));
  tell({ step: "loader" });
  const python = await loadPyodide({
    indexURL: HERE,
    stdLibURL: `${HERE}python.zip`,
    lockFileContents: { info: lockInfo, packages: {} },
    packageBaseUrl: HERE,
    enableRunUntilComplete: false, // needs stack switching, which Safari lacks
    createPyodideModule: (settings) => create(limited(settings, memory)),
  });
  python.FS.writeFile("/lib/library.zip", new Uint8Array(await library.arrayBuffer()));
  python.runPython(WHOLE_LIBRARY);
  tell({ step: "python" });
  const answer = python.pyimport(door.module)[door.name];
  python.pyimport("sitecustomize").started();
  return answer;
}

/** Pyodide's settings, with a memory that ends at a limit: from there on Python has a MemoryError. */
function limited(settings, memory) {
  const instantiate = settings.instantiateWasm;
  settings.instantiateWasm = (imports, receive) => {
    const { emscripten_resize_heap: grow } = imports.env;
    imports.env.emscripten_resize_heap = (size) => (size >>> 0 > memory * PAGE ? 0 : grow(size));
    return instantiate(imports, receive);
  };
  return settings;
}

// What Python has started from is a part of the library, and some of it lighter than Python's own.
const WHOLE_LIBRARY = `
import sys
lighter = next(place for place in sys.path if place.endswith(".zip"))
sys.path.insert(sys.path.index(lighter), "/lib/library.zip")
for name, module in list(sys.modules.items()):
    if name.split(".")[0] == "asyncio":
        del sys.modules[name]
    elif hasattr(module, "__path__") and list(module.__path__)[0].startswith(lighter):
        module.__path__.append(list(module.__path__)[0].replace(lighter, "/lib/library.zip", 1))
`;
