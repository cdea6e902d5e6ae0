// The page's side of the sealed box. A box is a frame of an origin of its own (`sandbox`), with a policy
// of its own, in which a worker runs Python: what is typed, pasted or linked runs there and nowhere
// else. It has no network and no storage of this site. What comes out, over a port or as a message of
// the frame, is text.
//
// `new Box(settings)` behaves like a Worker: postMessage, terminate, onmessage, onerror. Each box is of
// a new origin, and all that it has stored or broken is gone with it.
import { archiveURL, boxURL, libraryURL, pyodideURL } from "../../assets/generated/build.mjs";

const MEMORY = 512 * 16; // pages of 64 KiB: half a gibibyte

const GREETING = 1000; // ms from the load of a frame until its script must have spoken

const FILES = {
  loader: `${pyodideURL}pyodide.mjs`,
  module: `${pyodideURL}pyodide.asm.mjs`,
  wasm: `${pyodideURL}pyodide.asm.wasm`,
  archive: archiveURL,
  library: libraryURL,
  frame: boxURL, // asked for by the page, too: no service worker hears what a sealed frame asks for
};

let files = null; // what Python is made of, as blobs, once for the visit
let hears = () => {}; // the newest box hears how far the loading is

export class Box {
  onmessage = () => {};
  onerror = () => {};

  #frame = document.createElement("iframe");
  #channel = new MessageChannel();
  #ended = new AbortController();

  constructor({ door, lockInfo }) {
    this.#frame.hidden = true;
    this.#frame.title = "Sealed box for Python";
    this.#frame.setAttribute("sandbox", "allow-scripts");
    this.#frame.src = boxURL;
    this.#channel.port1.onmessage = ({ data }) => this.#tell(understood(data));
    this.#start({ door, lockInfo, memory: MEMORY }).catch((error) => this.#fail(error));
  }

  postMessage(data) {
    this.#channel.port1.postMessage(data);
  }

  terminate() {
    this.#ended.abort();
    this.#channel.port1.close();
    this.#frame.remove();
  }

  async #start(start) {
    const [loaded] = await Promise.all([this.#files(), this.#hello()]);
    if (this.#ended.signal.aborted) return;
    const { port2 } = this.#channel;
    const { frame, ...given } = loaded; // the document is there already
    this.#frame.contentWindow.postMessage({ ...start, files: given }, "*", [port2]);
  }

  /** Resolves once the frame's own script speaks, and only if its origin is no one's. */
  #hello() {
    return new Promise((resolve, reject) => {
      const { signal } = this.#ended;
      let greeted = false;
      const said = ({ source, origin, data }) => {
        if (source !== this.#frame.contentWindow || !source) return;
        if (origin !== "null") reject(new Error("the sealed box is not sealed"));
        else if (data?.hello) resolve((greeted = true));
        else this.#fail(new Error(data?.failed));
      };
      window.addEventListener("message", said, { signal });
      const lookInside = () => {
        // Without a connection the frame is empty: then the service worker has its document, with a
        // header that seals it as the attribute does. Its origin is looked at in any case.
        if (greeted || signal.aborted) return;
        if (!this.#frame.hasAttribute("sandbox") || !navigator.serviceWorker?.controller) {
          return reject(new Error("the sealed box is empty"));
        }
        this.#frame.removeAttribute("sandbox");
        this.#frame.src = boxURL;
      };
      this.#frame.addEventListener("load", () => setTimeout(lookInside, GREETING));
      document.body.append(this.#frame);
    });
  }

  async #files() {
    hears = (progress) => this.#tell(progress);
    files ??= load((progress) => hears(progress));
    try {
      return await files;
    } catch (error) {
      files = null; // the next box asks again
      throw error;
    }
  }

  #tell(data) {
    if (data && !this.#ended.signal.aborted) this.onmessage({ data });
  }

  #fail(error) {
    this.#tell({ failed: String(error?.message) });
  }
}

/** What a box may say, made anew from what it said: code in there may have sent anything. */
function understood(data) {
  const { id, response, ready, failed } = Object(data);
  if (typeof id === "number" && typeof response === "string") return { id, response };
  if (typeof failed === "string") return { failed };
  return ready === true ? { ready, files: [...Object.values(FILES), boxURL] } : { step: true };
}

/** Load what Python is made of, counting the bytes. */
async function load(tell) {
  let loaded = 0;
  let total = 0;
  const one = async ([name, url]) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} is answered with ${response.status}`);
    total += Number(response.headers.get("Content-Length")) || 0;
    const parts = [];
    for await (const part of chunks(response.body)) {
      parts.push(part);
      loaded += part.byteLength;
      tell({ loaded, total });
    }
    return [name, new Blob(parts)];
  };
  return Object.fromEntries(await Promise.all(Object.entries(FILES).map(one)));
}

async function* chunks(stream) {
  const reader = stream.getReader(); // Safari can't iterate over a stream
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) yield value;
}
