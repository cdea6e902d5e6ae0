// <exercise-progress>: what this browser keeps of the tasks, page by page; exported, imported, erased.
//
// The list of pages and their tasks is in the HTML. What is stored or imported only says which of
// them are solved, so neither can put a text or an address of its own into the page.
import { made } from "./cnn-calculator.mjs";
import { asEntry, store } from "./exercise-store.mjs";

const LARGEST_FILE = 1_000_000; // bytes
const LONGEST_CODE = 10_000; // characters, as in cnnlib.exercises

export class ExerciseProgress extends HTMLElement {
  connectedCallback() {
    if (!this.file) this.setUp();
    this.show();
  }

  setUp() {
    this.words = this.querySelector(".exercise-progress__words");
    this.pages = [...this.querySelectorAll("[data-tasks]")].map((item) => ({
      count: item.querySelector(".exercise-progress__count"),
      ids: item.dataset.tasks.split(" "),
    }));
    this.feedback = this.querySelector(".exercise__feedback");
    this.file = this.querySelector("[type=file]");
    this.file.addEventListener("change", () => this.import(this.file.files[0]));
    this.addEventListener("click", (event) => this.clicked(event));
  }

  show() {
    const kept = store.all();
    const solved = (ids) => ids.filter((id) => kept[id]?.solved).length;
    for (const { count, ids } of this.pages) count.textContent = `${solved(ids)} of ${ids.length}`;
    const ids = this.pages.flatMap((page) => page.ids);
    this.words.textContent = store.denied
      ? "This browser keeps nothing for this site, so there is no progress to show; everything else works."
      : `${solved(ids)} of ${ids.length} tasks are solved. This, and your last code, is kept in this browser and nowhere else.`;
    this.querySelector(".code-exercise__buttons").hidden = store.denied;
    for (const action of ["export", "erase"]) {
      this.querySelector(`[data-action=${action}]`).hidden = !Object.keys(kept).length;
    }
  }

  clicked({ target }) {
    const { action } = target.dataset;
    if (!action) return;
    if (action !== "import") this.prepare(null);
    if (action !== "erase") this.ask(false);
    if (action === "export") this.export();
    else if (action === "import") this.chooseOrMerge();
    else if (action === "erase") this.erase();
  }

  export() {
    const text = JSON.stringify({ exercises: store.all() }, null, 2);
    const link = made("a", "");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "cnn-foundations-exercises.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.feedback.textContent = "Exported.";
  }

  async import(file) {
    if (!file) return;
    const entries = file.size <= LARGEST_FILE && read(await file.text());
    this.file.value = ""; // the same file may be chosen again
    this.prepare(entries || null);
    if (!entries) this.feedback.textContent = "This is not a file that was exported here; nothing was changed.";
  }

  /** Say what a file would change; the next press of the button does it. */
  prepare(entries) {
    this.pending = entries;
    this.querySelector("[data-action=import]").textContent = entries ? "Import it" : "Import a file";
    this.querySelector("[data-action=cancel]").hidden = !entries;
    if (!entries) return;
    const { added, code, own, unknown, long } = this.changes(entries);
    const parts = [
      `This file marks ${added} more as solved`,
      code && ` and puts code into ${counted(code, "editor")}; run it only if you know where it is from`,
      ".",
      own && ` Your own code in ${counted(own, "editor")} is kept.`,
      unknown && ` It leaves out ${counted(unknown, "task")} that this site does not have.`,
      long && ` It leaves out the code of ${counted(long, "task")}, longer than an editor takes.`,
      " Press once more to import it.",
    ];
    this.feedback.textContent = parts.filter(Boolean).join("");
  }

  chooseOrMerge() {
    if (!this.pending) return this.file.click();
    const entries = this.pending;
    this.prepare(null);
    this.feedback.textContent = this.merge(entries);
    this.show();
  }

  /** Count what importing would do. */
  changes(entries) {
    const here = new Set(this.pages.flatMap((page) => page.ids));
    const count = { added: 0, code: 0, own: 0, unknown: 0, long: 0 };
    for (const [id, entry] of entries) {
      const kept = store.get(id) ?? {};
      const isLong = (entry.code ?? "").length > LONGEST_CODE;
      if (!here.has(id)) count.unknown += 1;
      else {
        count.added += entry.solved && kept.solved !== true;
        count.long += isLong;
        if ("code" in entry && !isLong) {
          count.own += "code" in kept && kept.code !== entry.code;
          count.code += !("code" in kept);
        }
      }
    }
    return count;
  }

  /** Add to what is kept: solved stays solved, and code that is here already is not overwritten. */
  merge(entries) {
    const here = new Set(this.pages.flatMap((page) => page.ids));
    const { added, code } = this.changes(entries);
    for (const [id, { code: given, solved }] of entries) {
      if (!here.has(id)) continue;
      const kept = store.get(id) ?? {};
      const taken = given === undefined || given.length > LONGEST_CODE ? {} : { code: given };
      store.set(id, { ...taken, ...kept, solved: solved || kept.solved === true });
      if (store.denied) return "This browser keeps nothing more for this site; not all was imported.";
    }
    return `Imported: ${added} more solved${code ? `, code in ${counted(code, "editor")}` : ""}.`;
  }

  erase() {
    if (!this.asked) return this.ask(true);
    this.ask(false);
    store.erase();
    this.show();
    this.feedback.textContent = "Erased.";
  }

  /** Ask whether to erase, or no longer. */
  ask(asked) {
    this.asked = asked;
    this.querySelector("[data-action=erase]").textContent = asked ? "Erase for good" : "Erase";
    this.feedback.textContent = asked
      ? "Your code and your progress will be gone. Press once more to erase them."
      : "";
  }
}

/** The entries of an exported file, or null for whatever else a file may hold. */
function read(text) {
  try {
    const { exercises } = JSON.parse(text);
    const entries = Object.entries(exercises).map(([id, entry]) => [id, asEntry(entry)]);
    return Array.isArray(exercises) ? null : entries.filter(([, entry]) => entry);
  } catch {
    return null;
  }
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
