// What the reader solved and last wrote, kept in this browser. A browser may refuse to keep anything
// (private windows, settings, a full disk); then `denied` is true and everything else works on.
import { FULL, notice } from "./notice.mjs";

const PREFIX = "cnn-foundations.exercise.";

class Store {
  denied = false;

  get(id) {
    return this.#guarded((storage) => parsed(storage.getItem(PREFIX + id)));
  }

  /** Keep `{solved, code}` of one task; only code exercises have code. */
  set(id, entry) {
    this.#guarded((storage) => storage.setItem(PREFIX + id, JSON.stringify(entry)));
    if (this.denied) {
      notice("storage", FULL);
    }
  }

  /** Hear of what another tab writes for a task, until the signal ends. */
  listen(id, heard, signal) {
    const changed = ({ key, newValue }) => key === PREFIX + id && heard(parsed(newValue));
    window.addEventListener("storage", changed, { signal });
  }

  /** All that is kept, by the exercises' ids. */
  all() {
    const found = this.#guarded((storage) =>
      keys(storage).map((key) => [key.slice(PREFIX.length), parsed(storage.getItem(key))]),
    );
    return Object.fromEntries((found ?? []).filter(([, entry]) => entry));
  }

  erase() {
    this.#guarded((storage) => keys(storage).forEach((key) => storage.removeItem(key)));
  }

  // The only place that touches localStorage: even naming it throws where it is forbidden.
  #guarded(action) {
    try {
      const result = action(window.localStorage);
      this.denied = false;
      return result;
    } catch {
      this.denied = true;
      return null;
    }
  }
}

const keys = (storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX));

function parsed(text) {
  try {
    return asEntry(JSON.parse(text));
  } catch {
    return null;
  }
}

/** An entry as we write it, or null for whatever else is there. */
export function asEntry(value) {
  const solved = value?.solved === true;
  if (typeof value?.code === "string") return { solved, code: value.code };
  return solved ? { solved } : null;
}

export const store = new Store();

/** Show the mark of a task that was solved, today or on an earlier visit. */
export function showSolved(task, solved = store.get(task.id)?.solved) {
  task.querySelector(".exercise__solved").hidden = !solved;
}

/** Remember that a task is solved; the mark comes also where the browser keeps nothing. */
export function keepSolved(task) {
  store.set(task.id, { ...store.get(task.id), solved: true });
  showSolved(task, true);
}
