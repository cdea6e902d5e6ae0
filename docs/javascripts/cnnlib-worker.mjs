// Where the calculators' Python runs. It loads Pyodide and an archive of compiled Python, cnnlib in it,
// and then knows one function, the door that the page names: JSON text in, JSON text out. No text is
// executed here: what a reader types is read as data, and code runs in the sealed box (runtime/box.mjs).

const PAUSE = 500; // ms without a request, after which there is time for a rehearsal
const LATE = 100; // ms; a port delivers at once, unless what it holds was lost with its worker

let answer = null;
const waiting = [];
let rehearsals = []; // rounds of requests that nobody waits for
let rehearsal = 0;
let kept = null; // what the browser has compiled

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
  attempt(() => postMessage({ id, response: answer(request) }));
  rehearseAfter(PAUSE);
}

function attempt(step) {
  try {
    step();
  } catch (error) {
    // A door never raises: the interpreter itself is gone, and only a new worker helps.
    postMessage({ failed: String(error?.message ?? error) });
  }
}

// What is asked for the first time takes up to a hundred times as long: so it has been asked before.
function rehearse() {
  const round = rehearsals.shift();
  if (!round) return;
  attempt(() => round.forEach((request) => answer(request)));
  performance.mark("rehearsed", { detail: round });
  rehearseAfter(0);
}

function rehearseAfter(pause) {
  clearTimeout(rehearsal);
  if (rehearsals.length) rehearsal = setTimeout(rehearse, pause);
}

async function start({ pyodideURL, archiveURL, lockInfo, door, compiled }) {
  let fail;
  const failed = new Promise((_, reject) => (fail = reject));
  const wasm = `${pyodideURL}pyodide.asm.wasm`;
  import(`${pyodideURL}pyodide.asm.mjs`).catch(() => {}); // the loader will ask, and report
  kept = await taken(compiled);
  if (kept) useCompiled(wasm);
  else keepCompiled();
  reportBytes([wasm, archiveURL], fail);
  reportWebAssembly(fail);
  const load = async () => {
    const { loadPyodide } = await import(`${pyodideURL}pyodide.mjs`);
    postMessage({ step: "loader" });
    return loadPyodide({
      indexURL: pyodideURL,
      stdLibURL: archiveURL,
      // No package is ever loaded, so the index of packages need not be either.
      lockFileContents: { info: lockInfo, packages: {} },
      packageBaseUrl: pyodideURL,
      enableRunUntilComplete: false, // needs stack switching, which Safari lacks
    });
  };
  const python = await Promise.race([load(), failed]);
  postMessage({ step: "python" });
  const module = python.pyimport(door.module);
  answer = module[door.name];
  python.pyimport("sitecustomize").started();
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const port = kept && inPort(kept);
  postMessage({ ready: true, files, compiled: port }, port ? [port] : []);
  waiting.splice(0).forEach(reply);
  if (door.rehearsals) rehearsals = JSON.parse(module[door.rehearsals]());
  rehearse();
  rehearseAfter(PAUSE);
}

// loadPyodide never settles when the wasm does not load; the wrapped calls tell, and end there: what
// Pyodide then drops on the floor, Firefox would report.
function reportWebAssembly(fail) {
  if (typeof WebAssembly === "undefined") fail(new Error("this browser has no WebAssembly"));
  for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
    const original = globalThis.WebAssembly?.[name];
    if (!original) continue;
    WebAssembly[name] = (...values) =>
      original.apply(WebAssembly, values).catch((error) => {
        fail(error);
        return new Promise(() => {});
      });
  }
}

// What a browser has compiled of Python goes to the next worker, which is there the sooner. It goes in a
// port that the page hands on unopened: Firefox lets no page look at it whose policy forbids WebAssembly.
function inPort(module) {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(module);
  return port2;
}

function taken(port) {
  if (!port) return null;
  return new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
    port.onmessageerror = () => resolve(null);
    setTimeout(resolve, LATE, null);
  });
}

function keepCompiled() {
  const original = globalThis.WebAssembly?.instantiateStreaming;
  if (!original) return;
  WebAssembly.instantiateStreaming = async (...values) => {
    const made = await original(...values);
    kept = made.module;
    return made;
  };
}

function useCompiled(url) {
  const original = self.fetch;
  self.fetch = async (...values) => (addressOf(values[0]) === url ? new Response() : original(...values));
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: kept,
    instance: await WebAssembly.instantiate(kept, imports),
  });
}

const addressOf = (asked) => String(asked?.url ?? asked);

// Counts what arrives, so that the page can show progress and notice a stall. What Python will need
// is asked for at once; each of these answers is handed out when its address is fetched. A file that
// is missing ends the start at once; Pyodide, which would drop that on the floor, does not hear of it.
function reportBytes(early, fail) {
  const original = self.fetch;
  let loaded = 0;
  let total = 0;
  const begun = new Map(early.map((url) => [url, original(url)]));
  for (const response of begun.values()) response.catch(() => {}); // reported where it is awaited
  self.fetch = async (...values) => {
    const url = addressOf(values[0]);
    const asked = begun.get(url) ?? original(...values);
    begun.delete(url);
    const response = await asked.catch(fail);
    if (response && !response.ok) fail(new Error(`${url} is answered with ${response.status}`));
    if (!response?.ok) return new Promise(() => {});
    if (!response.body) return response;
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
