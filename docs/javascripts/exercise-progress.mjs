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
    if (action !== "erase") this.ask(false);
    if (action === "export") this.export();
    else if (action === "import") this.file.click();
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
    this.feedback.textContent = entries
      ? this.merge(entries)
      : "This is not a file that was exported here; nothing was changed.";
    this.show();
  }

  /** Add to what is kept: solved stays solved, and code that is here already is not overwritten. */
  merge(entries) {
    const here = new Set(this.pages.flatMap((page) => page.ids));
    let added = 0;
    let own = 0;
    let unknown = 0;
    for (const [id, entry] of entries) {
      if (!here.has(id)) {
        unknown += 1;
        continue;
      }
      const kept = store.get(id) ?? {};
      const both = { ...entry, ...kept, solved: entry.solved || kept.solved === true };
      added += both.solved && kept.solved !== true;
      own += "code" in kept && "code" in entry && kept.code !== entry.code;
      store.set(id, both);
      if (store.denied) return "This browser keeps nothing more for this site; not all was imported.";
    }
    const also = [
      own && ` Your own code in ${own} was kept.`,
      unknown && ` ${unknown} that this site does not have were left out.`,
    ];
    return `Imported: ${added} more solved.${also.filter(Boolean).join("")}`;
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
    const sound = ([, entry]) => entry && (entry.code ?? "").length <= LONGEST_CODE;
    return Array.isArray(exercises) ? null : entries.filter(sound);
  } catch {
    return null;
  }
}
