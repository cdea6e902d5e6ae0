// The only place where Python runs. It loads Pyodide and cnnlib's wheel and then knows one function,
// the door that the page names: JSON text in, JSON text out. Calculators and exercises have a worker
// each; only the exercises' one executes what a reader wrote, with nothing of JavaScript in reach.

let answer = null;
const waiting = [];

self.onmessage = ({ data }) => {
  if (data.start) {
    start(data.start).catch((error) => postMessage({ failed: String(error?.message ?? error) }));
  } else if (answer) {
    reply(data);
  } else {
    waiting.push(data);
  }
};

// Pyodide drops some failures of its start on the floor, among them a missing standard library.
self.onunhandledrejection = (event) => {
  event.preventDefault();
  postMessage({ failed: String(event.reason?.message ?? event.reason) });
};

function reply({ id, request }) {
  try {
    postMessage({ id, response: answer(request) });
  } catch (error) {
    // A door never raises: the interpreter itself is gone, and only a new worker helps.
    postMessage({ failed: String(error?.message ?? error) });
  }
}

async function start({ pyodideURL, wheelURL, lockInfo, door, executes }) {
  reportBytes();
  const wasmFailed = failureOfWebAssembly();
  const wheel = fetchBytes(wheelURL); // begins now, used when Python is up
  wheel.catch(() => {}); // its failure is reported where it is awaited
  const { loadPyodide } = await import(`${pyodideURL}pyodide.mjs`);
  postMessage({ step: "loader" });
  const python = await Promise.race([
    loadPyodide({
      indexURL: pyodideURL,
      // No package is ever loaded, so the index of packages need not be either.
      lockFileContents: { info: lockInfo, packages: {} },
      packageBaseUrl: pyodideURL,
      ...(executes && { jsglobals: Object.create(null) }), // what `import js` finds
      enableRunUntilComplete: false, // needs stack switching, which Safari lacks
    }),
    wasmFailed,
  ]);
  postMessage({ step: "python" });
  python.unpackArchive(await wheel, "wheel");
  answer = python.pyimport(door.module)[door.name];
  if (executes) keepJavaScriptFrom(python);
  closeTheDoor();
  postMessage({ ready: true });
  waiting.splice(0).forEach(reply);
}

async function fetchBytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

// loadPyodide never settles when the wasm does not load; the wrapped calls tell.
function failureOfWebAssembly() {
  return new Promise((_, reject) => {
    if (typeof WebAssembly === "undefined") reject(new Error("this browser has no WebAssembly"));
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
      const original = globalThis.WebAssembly?.[name];
      if (!original) continue;
      WebAssembly[name] = (...values) =>
        original.apply(WebAssembly, values).catch((error) => {
          reject(error);
          throw error;
        });
    }
  });
}

// Counts what arrives, so that the page can show progress and notice a stall.
function reportBytes() {
  const original = self.fetch;
  let loaded = 0;
  let total = 0;
  self.fetch = async (...values) => {
    const response = await original(...values);
    if (!response.ok || !response.body) return response;
    total += Number(response.headers.get("Content-Length")) || 0;
    const counter = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        postMessage({ loaded, total });
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counter), response);
  };
}

// From here on nothing that runs in this worker can reach the network or the reader's storage.
function closeTheDoor() {
  const doors = [
    "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker",
    "indexedDB", "caches", "BroadcastChannel", "WebTransport",
  ];
  for (const name of doors) {
    Object.defineProperty(self, name, { value: undefined, configurable: false, writable: false });
  }
}

// Code that a reader wrote gets Python only: no module leads to JavaScript, and a stray object of it
// does not lead to a function that runs text.
function keepJavaScriptFrom(python) {
  python.unregisterJsModule("js");
  python.runPython(`
import sys
for name in [name for name in sys.modules if name.split(".")[0] == "pyodide_js"]:
    del sys.modules[name]
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "JsFinder"]
`);
  for (const made of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(made);
    Object.defineProperty(prototype, "constructor", { value: undefined, configurable: false });
  }
}
