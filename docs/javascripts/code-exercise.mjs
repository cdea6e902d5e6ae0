// <code-exercise>: an editor for a few lines of Python, run against checks in a worker of its own.
//
// A plain <textarea> stands there until its first use. Then CodeMirror takes its place, if it can be
// loaded; the Tab key moves on unless the reader asks it to indent, and Escape gives it back for once.
import { exerciseRuntime as runtime } from "./cnnlib-client.mjs";
import { store } from "./exercise-store.mjs";

const EDITOR = new URL("../assets/generated/python_editor.mjs", import.meta.url);
const SAVE_DELAY = 500;
const LONGEST = 10_000; // characters, as in cnnlib.exercises: no need to send what is refused

const NO_ANSWER = { correct: false, message: "Your code has broken the check's own answer.", results: [] };

export class CodeExercise extends HTMLElement {
  connectedCallback() {
    if (!this.form) this.setUp();
    this.abort = new AbortController();
    const { signal } = this.abort;
    runtime.addEventListener("state", () => this.showRuntime(), { signal });
    runtime.addEventListener("progress", () => this.showRuntime(), { signal });
    window.addEventListener("pagehide", () => this.saveTimer && this.save(), { signal });
    store.listen(this.id, (entry) => this.otherTab(entry), signal);
  }

  disconnectedCallback() {
    this.abort.abort();
    if (this.saveTimer) this.save();
  }

  setUp() {
    this.form = this.querySelector("form");
    this.editor = this.querySelector("textarea");
    this.box = this.querySelector(".exercise");
    this.feedback = this.querySelector(".exercise__feedback");
    this.checks = JSON.parse(this.querySelector(".code-exercise__data").content.textContent);
    this.starter = this.editor.value = this.editor.defaultValue;
    this.solved = false;
    this.restore();
    this.saved = this.editor.value;
    this.form.hidden = false;
    this.querySelector(".code-exercise__starter").hidden = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    this.form.addEventListener("focusin", () => runtime.start(), { once: true });
    for (const intent of ["focus", "pointerenter"]) {
      this.editor.addEventListener(intent, () => (this.upgrade ??= this.loadEditor()));
    }
    this.action("stop").addEventListener("click", () => runtime.stop());
    this.action("reset").addEventListener("click", () => this.reset());
    this.editor.addEventListener("keydown", (event) => this.key(event));
    this.editor.addEventListener("input", () => this.saveSoon());
    this.hintsOneByOne();
  }

  /** Put the real editor in the textarea's place, with what is in it by then. */
  async loadEditor() {
    const plain = this.editor;
    const module = await import(EDITOR).catch(() => null); // the textarea does without
    if (!module || !this.isConnected) return;
    const host = document.createElement("div");
    host.className = "code-exercise__editor";
    host.style.height = `${plain.offsetHeight}px`;
    const label = this.querySelector(".code-exercise__name");
    const editor = module.pythonEditor(host, {
      value: plain.value,
      label: `${label.textContent}. ${this.querySelector(".code-exercise__escape").textContent}`,
      changed: () => this.saveSoon(),
      run: () => this.run(),
    });
    const focused = document.activeElement === plain;
    editor.select(plain.selectionStart);
    plain.replaceWith(host);
    this.editor = editor;
    label.removeAttribute("for");
    label.addEventListener("click", () => editor.focus());
    const tab = this.action("tab");
    tab.closest("p").hidden = false;
    tab.addEventListener("change", () => editor.indentByTab(tab.checked));
    if (tab.checked) editor.indentByTab(true); // a reload may restore the check mark
    if (focused) editor.focus();
  }

  action(name) {
    return this.querySelector(`[data-action="${name}"]`);
  }

  hintsOneByOne() {
    const hints = [...this.querySelectorAll(".code-exercise__hint")];
    hints.forEach((hint, place) => {
      const next = hints[place + 1];
      if (!next) return;
      next.hidden = true;
      hint.addEventListener("toggle", () => (next.hidden = false), { once: true });
    });
  }

  async run() {
    if (this.running) return;
    if (this.editor.value.length > LONGEST) {
      this.show({ correct: false, message: `Your code has more than ${LONGEST} characters.`, results: [] });
      return;
    }
    this.save();
    this.become(true);
    try {
      const answer = await runtime.ask({ code: this.editor.value, checks: this.checks });
      this.become(false);
      this.show(sound(answer) ? answer : NO_ANSWER);
    } catch (failure) {
      this.become(false);
      this.show({ correct: false, message: failure.message, results: [] });
    }
  }

  become(running) {
    this.running = running;
    if (!this.isConnected) return; // another page has come
    const run = this.querySelector("[type=submit]");
    const stop = this.action("stop");
    const focused = document.activeElement === run || document.activeElement === stop;
    run.hidden = running;
    stop.hidden = !running;
    if (focused) (running ? stop : run).focus();
    this.showRuntime();
  }

  showRuntime() {
    if (!this.running) return;
    this.box.classList.remove("exercise--right", "exercise--wrong");
    const size = (bytes) => (bytes / 1e6).toFixed(1);
    const { state, loaded } = runtime;
    this.feedback.textContent =
      state === "ready" ? "Running …" : `Loading Python${loaded ? `, ${size(loaded)} MB` : ""} …`;
  }

  /** Show an answer of cnnlib.exercises.check; all of it is text, whatever the code made of it. */
  show({ correct, message, check = null, mistake = null, results, output = "" }) {
    if (correct === true) {
      this.solved = true;
      this.save();
    }
    if (!this.isConnected) return;
    this.box.classList.toggle("exercise--right", correct === true);
    this.box.classList.toggle("exercise--wrong", correct !== true);
    this.feedback.replaceChildren(`${correct === true ? "Right. " : "Not yet. "}${message} `);
    const because = this.querySelector(
      `template[data-check="${Number(check ?? -1)}"][data-mistake="${Number(mistake ?? -1)}"]`,
    );
    if (because) this.feedback.append(because.content.cloneNode(true));
    const printed = this.querySelector(".code-exercise__printed");
    printed.hidden = !output;
    printed.querySelector("pre").textContent = output;
    this.mark(results);
    this.showSolved();
  }

  mark(results) {
    const marks = [...this.querySelectorAll(".code-exercise__checks li")];
    const groups = this.checks.map((check, place) => ({ ...check, result: results[place] }));
    const rows = groups.filter((check) => !check.hidden).map((check) => [check]);
    const hidden = groups.filter((check) => check.hidden);
    if (hidden.length) rows.push(hidden);
    rows.forEach((row, place) => {
      const reached = row.every(({ result }) => result);
      const passed = reached && row.every(({ result }) => result.passed === true);
      const mark = marks[place].querySelector(".code-exercise__mark");
      mark.textContent = reached ? (passed ? "✓ passed: " : "✗ failed: ") : "";
      mark.classList.toggle("is-passed", passed);
    });
  }

  reset() {
    if (this.running) runtime.stop();
    this.editor.focus();
    this.replace(this.starter);
    this.box.classList.remove("exercise--right", "exercise--wrong");
    this.feedback.textContent = "The starter is back.";
    this.querySelector(".code-exercise__printed").hidden = true;
    this.mark([]);
    this.save();
  }

  /** Put a text in place of the reader's, so that undo brings that back. */
  replace(text) {
    if (this.editor.replace) return this.editor.replace(text);
    this.editor.select();
    if (!document.execCommand("insertText", false, text)) this.editor.value = text;
    this.editor.setSelectionRange(0, 0);
  }

  key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.run();
  }

  restore() {
    const kept = store.get(this.id);
    if (store.denied) {
      this.feedback.textContent = "This browser keeps nothing for this page: your code will be gone when you leave.";
    }
    if (!kept) return;
    if (typeof kept.code === "string") this.editor.value = kept.code;
    this.solved = kept.solved === true;
    this.showSolved();
  }

  /** Another tab has saved: take that over, unless something was written here since. */
  otherTab(entry) {
    if (!entry) return;
    this.solved ||= entry.solved;
    this.showSolved();
    if (typeof entry.code !== "string" || entry.code === this.editor.value) return;
    if (this.editor.value === this.saved) {
      if (this.editor.replace) this.editor.replace(entry.code);
      else this.editor.value = entry.code; // typing it, as replace() does, would take the focus
      this.saved = entry.code;
    } else {
      this.feedback.textContent = "This exercise was changed in another tab, too; what you save last is kept.";
    }
  }

  showSolved() {
    this.querySelector(".exercise__solved").hidden = !this.solved;
  }

  saveSoon() {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.save(), SAVE_DELAY);
  }

  save() {
    clearTimeout(this.saveTimer);
    this.saveTimer = 0;
    this.saved = this.editor.value;
    store.set(this.id, { solved: this.solved, code: this.saved });
  }
}

/** Whether an answer has the form of one: code that runs beside the check may have changed it. */
function sound(answer) {
  return typeof answer?.message === "string" && Array.isArray(answer.results);
}
