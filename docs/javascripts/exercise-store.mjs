// What the reader solved and last wrote, kept in this browser. A browser may refuse to keep anything
// (private windows, settings, a full disk); then `denied` is true and everything else works on.
const PREFIX = "cnn-foundations.exercise.";

class Store {
  denied = false;

  get(id) {
    return this.#guarded((storage) => parsed(storage.getItem(PREFIX + id)));
  }

  /** Keep `{code, solved, title, address}` of one exercise. */
  set(id, entry) {
    this.#guarded((storage) => storage.setItem(PREFIX + id, JSON.stringify(entry)));
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

/** An entry as we wrote it, or null for whatever else is there. */
function parsed(text) {
  if (text === null) return null;
  try {
    const entry = JSON.parse(text);
    return typeof entry?.code === "string" ? entry : null;
  } catch {
    return null;
  }
}

export const store = new Store();
