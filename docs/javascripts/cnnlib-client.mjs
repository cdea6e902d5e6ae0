// The page's side of Python: one worker for the calculators, for the whole visit, and a sealed box for the
// code of the exercises, a fresh one for each run. Both start on the first call.
//
// `runtime.call(name, arguments)` resolves to what `cnnlib.calculators.answer` returns, and
// `exerciseRuntime.ask({code, checks})` to what `cnnlib.exercises.check` returns; both reject with a
// RuntimeFailure whose message is a sentence for the reader. A runtime reports how far its start is.
import { archiveURL, lockInfo, pyodideURL } from "../assets/generated/build.mjs";
import { Box } from "./runtime/box.mjs";
import { askForVersion } from "./version.mjs";

const STALL_LIMIT = 20_000; // ms without a byte or a step while starting
const FIRST_LIMIT = 5_000; // ms for a worker's first answer, which may take a slow phone seconds

// The port out of which the next worker takes what the browser has compiled of Python. It stays unopened
// here: the page's own policy forbids WebAssembly.
let compiled = null;

export class RuntimeFailure extends Error {}

const CALCULATORS = {
  door: { module: "cnnlib.calculators", name: "answer_json", rehearsals: "rehearsals" },
  open: openWorker,
  limit: 2_000, // ms for one answer; a normal one takes a few
  start:
    "Python could not start in this browser tab, so values can't be changed right now. " +
    "The answer shown is still right for the last values that worked.",
  stall: "Loading Python has stalled; perhaps the connection is gone.",
  stopped: "The computation was stopped.",
  slow: "That took too long and was stopped.",
};

const EXERCISES = {
  door: { module: "cnnlib.exercises", name: "check_json" },
  open: ({ door }) => new Box({ door, lockInfo }),
  fresh: true, // what one run leaves behind, no other meets
  limit: 5_000,
  start: "Python could not start in this browser tab, so code can't be run right now.",
  stall: "Loading Python has stalled; perhaps the connection is gone.",
  stopped: "Stopped. Your code is still here.",
  slow: "Your code ran for 5 seconds and was stopped: is there a loop that never ends?",
  died: "Your code made Python itself give up, perhaps by a very deep recursion. The next run starts a fresh one.",
};

class Runtime extends EventTarget {
  state = "idle"; // idle | starting | ready | failed
  loaded = 0; // bytes
  total = 0;
  message = "";
  files = []; // what the worker has loaded

  #kind;
  #worker = null;
  #calls = new Map();
  #nextId = 1;
  #answers = false; // whether this worker has given one
  #watchdog = 0;
  #turn = Promise.resolve(); // of fresh ones, one after the other

  constructor(kind) {
    super();
    this.#kind = kind;
  }

  /** Begin loading, if nothing has been loaded yet. */
  start() {
    if (this.#worker) return;
    this.loaded = this.total = 0;
    this.#answers = false;
    const worker = (this.#worker = opened(this.#kind));
    if (!worker) return queueMicrotask(() => this.#fail(this.#kind.start)); // it has no such workers
    // What a stopped worker had still to say is not taken for the word of the next.
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#fail(this.#kind.start);
    };
    this.#become("starting");
    this.#watch();
  }

  /** Ask cnnlib for one calculator's answer. */
  call(name, values) {
    return this.ask({ name, arguments: values });
  }

  /** Send one request through the door; starts the runtime where that has not happened. */
  ask(request) {
    if (!this.#kind.fresh) return this.#ask(request);
    const answer = this.#turn.then(() => this.#ask(request));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  #ask(request) {
    return new Promise((resolve, reject) => {
      if (this.state === "failed") this.#reset();
      this.start();
      const id = this.#nextId++;
      this.#calls.set(id, { resolve, reject, timer: 0 });
      this.#worker?.postMessage({ id, request: JSON.stringify(request) });
      if (this.state === "ready") this.#limit(id);
    });
  }

  /** End whatever is being computed; the next call starts anew. */
  stop() {
    this.#fail(this.#kind.stopped);
    this.#reset();
  }

  #receive(data) {
    if ("id" in data) {
      this.#answered(data);
    } else if ("loaded" in data) {
      this.loaded = data.loaded;
      this.total = data.total;
      this.#watch();
      this.dispatchEvent(new Event("progress"));
    } else if (data.ready) {
      if (this.state !== "starting") return; // code in a box may say it again
      clearTimeout(this.#watchdog);
      this.files = [...new Set([...this.files, ...data.files])];
      compiled = data.compiled ?? compiled;
      this.#become("ready");
      for (const id of this.#calls.keys()) this.#limit(id);
    } else if ("failed" in data) {
      console.info("cnnlib:", data.failed);
      const died = this.state === "ready" && this.#kind.died;
      if (!died) askForVersion(); // the host may have no files of this page's version any more
      this.#fail(died || this.#kind.start);
    } else {
      this.#watch(); // a step of the start
    }
  }

  #answered({ id, response }) {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    this.#answers = true;
    try {
      call.resolve(JSON.parse(response));
    } catch {
      call.reject(new RuntimeFailure(this.#kind.died)); // no answer of ours
    }
    if (!this.#kind.fresh) return;
    this.#reset();
    this.start();
  }

  #watch() {
    clearTimeout(this.#watchdog);
    if (this.state !== "starting") return;
    this.#watchdog = setTimeout(() => this.#fail(this.#kind.stall), STALL_LIMIT);
  }

  #limit(id) {
    const { limit, slow } = this.#kind;
    const stop = () => {
      this.#fail(slow);
      this.#reset();
      this.start();
    };
    const patience = this.#answers ? limit : Math.max(limit, FIRST_LIMIT);
    this.#calls.get(id).timer = setTimeout(stop, patience);
  }

  #fail(message) {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.message = message;
    this.#become("failed");
    for (const { reject, timer } of this.#calls.values()) {
      clearTimeout(timer);
      reject(new RuntimeFailure(message));
    }
    this.#calls.clear();
  }

  #reset() {
    this.#worker?.terminate();
    this.#worker = null;
    this.state = "idle";
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

function opened(kind) {
  try {
    return kind.open(kind);
  } catch {
    return null;
  }
}

function openWorker({ door }) {
  const place = new URL("./cnnlib-worker.mjs", import.meta.url);
  const worker = new Worker(place, { type: "module", name: door.module });
  const start = { pyodideURL, archiveURL, lockInfo, door, compiled };
  worker.postMessage({ start }, compiled ? [compiled] : []);
  compiled = null;
  return worker;
}

// Kept on the window: instant navigation swaps pages, and a module may be loaded twice.
export const runtime = (window.cnnlibRuntime ??= new Runtime(CALCULATORS));
export const exerciseRuntime = (window.exerciseRuntime ??= new Runtime(EXERCISES));
