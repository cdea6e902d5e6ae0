// <drill-task>: a pencil task that is graded in the page, with new numbers whenever they are asked for.
//
// The task of the built seed is in the HTML; cnnlib makes those of other seeds. A task comes with its
// answer and its mistakes, so grading never waits for Python.
import { addressWith, settingsInAddress } from "./address-state.mjs";
import { copied } from "./cnn-calculator.mjs";
import { runtime } from "./cnnlib-client.mjs";
import { questionParts, spokenQuestion, workingParts } from "./drill-parts.mjs";
import { keepSolved, showSolved } from "./exercise-store.mjs";
import { compare } from "./typed-numbers.mjs";

const MOST_SEEDS = 1_000_000;

export class DrillTask extends HTMLElement {
  connectedCallback() {
    if (!this.form) this.setUp();
    this.abort = new AbortController();
    window.addEventListener("popstate", () => this.readAddress(), { signal: this.abort.signal });
    this.readAddress();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.asked = null;
  }

  setUp() {
    this.form = this.querySelector("form");
    this.input = this.form.querySelector("input");
    this.box = this.querySelector(".exercise");
    this.feedback = this.querySelector(".exercise__feedback");
    this.status = this.querySelector(".drill__status");
    this.built = JSON.parse(this.querySelector(".drill__data").content.textContent);
    this.task = this.built;
    showSolved(this);
    this.form.hidden = this.querySelector(".drill__tools").hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    const fresh = this.querySelector("[data-action=new]");
    for (const intent of ["pointerenter", "focus"]) {
      fresh.addEventListener(intent, () => runtime.start(), { once: true });
    }
    fresh.addEventListener("click", () => this.newNumbers());
    this.querySelector("[data-action=link]").addEventListener("click", ({ target }) =>
      copied(target, this.address(this.task.seed).href, "Copy it from the address bar"),
    );
  }

  check() {
    const { correct, message, mistake } = compare(this.input.value, this.task);
    const because = mistake === null ? "" : ` ${this.task.mistakes[mistake].because}`;
    this.box.classList.toggle("exercise--right", correct);
    this.box.classList.toggle("exercise--wrong", !correct);
    this.feedback.textContent = message + because;
    if (!correct) return;
    this.querySelector(".exercise__solution").open = true;
    keepSolved(this);
  }

  async newNumbers() {
    const seed = 1 + Math.floor(Math.random() * (MOST_SEEDS - 1));
    if (await this.ask(String(seed))) history.pushState(history.state, "", this.address(seed));
  }

  /** Show the task of a seed as it is written in the address; say whether that went well. */
  async ask(seed) {
    const asked = (this.asked = {});
    if (seed === String(this.built.seed)) return this.show(this.built);
    this.status.textContent = runtime.state === "ready" ? "" : "Loading Python, once per visit …";
    let problem;
    try {
      const answer = await runtime.call("drill", { name: this.built.name, seed });
      if (this.asked !== asked) return false; // something newer has been asked
      if (answer.ok) return this.show(answer.value);
      problem = answer.message;
    } catch (failure) {
      problem = failure.message;
    }
    if (this.asked === asked) this.status.textContent = problem;
    return false;
  }

  show(task) {
    this.task = task;
    this.box.classList.remove("exercise--right", "exercise--wrong");
    this.feedback.textContent = this.input.value = "";
    for (const details of this.querySelectorAll("details")) details.open = false;
    this.querySelector(".exercise__ask").replaceChildren(...questionParts(task));
    this.querySelector(".drill__hint p").textContent = task.hint;
    this.querySelector(".drill__solution").replaceChildren(...workingParts(task));
    this.querySelector(".drill__seed b").textContent = task.seed;
    this.status.replaceChildren();
    const heard = document.createElement("span");
    heard.className = "drill__heard";
    heard.textContent = spokenQuestion(task);
    this.status.append(heard);
    return true;
  }

  // The address holds the seed where it is not the page's own: #?ex1-drill.seed=42
  readAddress() {
    const { seed = String(this.built.seed) } = settingsInAddress(this.id, ["seed"]);
    if (seed !== String(this.task.seed)) this.ask(seed);
  }

  address(seed) {
    return addressWith(this.id, { seed }, this.built, { at: this.id });
  }
}
