// <work-sheet>: tasks of several drills with an answer key, to be printed. The sheet that the page was
// built with is in the HTML; cnnlib draws every other one.
import { addressWith, settingsInAddress } from "./address-state.mjs";
import { copied, made } from "./cnn-calculator.mjs";
import { runtime } from "./cnnlib-client.mjs";
import { questionParts, workingParts } from "./drill-parts.mjs";

const MOST_SEEDS = 1_000_000;
const PAUSE = 300; // ms: a number is still being typed

export class WorkSheet extends HTMLElement {
  connectedCallback() {
    if (!this.form) this.setUp();
    this.abort = new AbortController();
    const { signal } = this.abort;
    window.addEventListener("popstate", () => this.readAddress(), { signal });
    // On paper nothing can be opened, and not every browser lets a style sheet do it.
    const key = this.querySelector(".worksheet__key");
    window.addEventListener("beforeprint", () => ((this.wasOpen = key.open), (key.open = true)), { signal });
    window.addEventListener("afterprint", () => (key.open = this.wasOpen), { signal });
    this.readAddress();
  }

  disconnectedCallback() {
    this.abort.abort();
    clearTimeout(this.pause);
    this.asked = null;
  }

  setUp() {
    this.form = this.querySelector("form");
    this.status = this.querySelector(".drill__status");
    this.lists = [".worksheet__tasks", ".worksheet__answers"].map((list) => this.querySelector(list));
    this.built = this.lists.map((list) => [...list.children]);
    this.defaults = this.values();
    this.form.hidden = this.querySelector(".drill__tools").hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("focusin", () => runtime.start(), { once: true });
    this.form.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.changed(), PAUSE);
    });
    this.form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.fill(this.defaults);
      this.changed();
    });
    this.form.addEventListener("click", ({ target }) => this.clicked(target));
  }

  get controls() {
    return [...this.form.elements].filter(({ name }) => name);
  }

  /** What is in the controls, as texts. */
  values() {
    const value = ({ type, checked, value }) => (type === "checkbox" ? String(checked) : value);
    return Object.fromEntries(this.controls.map((control) => [control.name, value(control)]));
  }

  fill(values) {
    for (const control of this.controls) {
      if (control.type === "checkbox") control.checked = values[control.name] === "true";
      else control.value = values[control.name];
    }
  }

  clicked(button) {
    const { action } = button.dataset;
    if (action === "print") window.print();
    else if (action === "link") copied(button, location.href, "Copy it from the address bar");
    else if (action === "new") {
      this.form.elements.seed.value = 1 + Math.floor(Math.random() * (MOST_SEEDS - 1));
      this.changed();
    }
  }

  changed() {
    clearTimeout(this.pause);
    history.replaceState(history.state, "", addressWith(this.id, this.values(), this.defaults));
    return this.ask();
  }

  // The address holds what differs from the page's own sheet: #?sheet.seed=7&sheet.jump=2
  readAddress() {
    this.fill({ ...this.defaults, ...settingsInAddress(this.id, Object.keys(this.defaults)) });
    return this.ask();
  }

  async ask() {
    const asked = (this.asked = {});
    const values = this.values();
    this.classList.toggle("worksheet--without-key", values.key === "false");
    const drills = wanted(values);
    const asBuilt = values.seed === this.defaults.seed && drills === wanted(this.defaults);
    if (asBuilt) return this.show(this.built, values.seed);
    this.status.textContent = runtime.state === "ready" ? "" : "Loading Python, once per visit …";
    try {
      const answer = await runtime.call("worksheet", { drills, seed: values.seed });
      if (this.asked !== asked) return; // something newer has been asked
      if (!answer.ok) return this.refuse(answer.message);
      this.show([answer.value.map(taskItem), answer.value.map(keyItem)], values.seed);
      this.status.textContent = `The sheet: ${answer.text}.`;
    } catch (failure) {
      if (this.asked === asked) this.refuse(failure.message);
    }
  }

  show(items, seed) {
    this.status.textContent = "";
    this.lists.forEach((list, place) => list.replaceChildren(...items[place]));
    for (const part of this.querySelectorAll(".worksheet__seed")) part.textContent = seed;
    for (const part of this.querySelectorAll(".worksheet__address")) part.textContent = location.href;
  }

  refuse(message) {
    this.status.textContent = `${message} The sheet below is the last that could be made.`;
  }
}

/** The kinds and how many of each, as cnnlib reads them. */
function wanted({ seed, key, ...counts }) {
  const asked = Object.entries(counts).filter(([, many]) => many !== "" && many !== "0");
  return asked.map(([name, many]) => `${name} ${many}`).join(", ");
}

function taskItem(task) {
  const line = made("span", "worksheet__line");
  const room = made("p", "worksheet__room", "Answer: ", line, task.unit && ` ${task.unit}`);
  return made("li", "", ...questionParts(task), room);
}

const keyItem = (task) => made("li", "", ...workingParts(task));
