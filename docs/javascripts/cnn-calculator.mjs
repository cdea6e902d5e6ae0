// <cnn-calculator name="…">: keeps the answer that the page was built with up to date.
//
// The form, and the answers to its defaults and presets, are in the HTML. This element sends the raw
// texts of the fields to cnnlib and shows what comes back; it knows nothing about convolutions.
import { addressWith, leavesOut, missingInAddress, settingsInAddress } from "./address-state.mjs";
import { runtime, RuntimeFailure } from "./cnnlib-client.mjs";

const PAUSE = 500; // ms: who is still typing is not interrupted
const ELSEWHERE =
  "The link names a text that is too long for an address and is kept in the browser that made the link. Paste it here.";
const ADDRESS_DELAY = 250; // ms: browsers refuse an address that changes in every frame

export class CnnCalculator extends HTMLElement {
  connectedCallback() {
    if (this.form) return this.#listen();
    this.form = this.querySelector("form");
    this.output = this.querySelector(".calculator__answer");
    this.message = this.querySelector(".calculator__message");
    this.spoken = this.querySelector(".calculator__spoken");
    this.status = this.querySelector(".calculator__runtime");
    this.defaults = this.values(this.controls);
    this.built = JSON.parse(this.querySelector(".calculator__built").content.textContent);
    this.answer = this.built[0].answer;

    for (const control of this.querySelectorAll(":disabled")) control.disabled = false;
    this.querySelector(".calculator__tools").hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", ({ target }) => {
      if ("view" in target.dataset) this.viewChanged();
      else this.changed();
    });
    this.form.addEventListener("reset", (event) => this.reset(event));
    this.form.addEventListener("keydown", (event) => this.stepByKey(event));
    this.form.addEventListener("click", (event) => this.clicked(event));
    for (const intent of ["pointerenter", "focusin"]) {
      this.addEventListener(intent, () => runtime.start(), { once: true });
    }
    this.#listen();
    this.readAddress();
  }

  disconnectedCallback() {
    this.abort?.abort();
    for (const timer of [this.addressTimer, this.explaining, this.speaking]) clearTimeout(timer);
  }

  #listen() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    runtime.addEventListener("state", () => this.showRuntime(), { signal });
    runtime.addEventListener("progress", () => this.showRuntime(), { signal });
    window.addEventListener("popstate", () => this.readAddress(), { signal });
    window.addEventListener("pagehide", () => this.addressTimer && this.writeAddress(), { signal });
  }

  /** All that has a name and therefore a place in the address. */
  get controls() {
    return [...this.form.elements].filter((element) => element.name && element !== this.output);
  }

  /** The arguments; controls marked data-view only choose what of the answer is shown. */
  get fields() {
    return this.controls.filter((control) => !("view" in control.dataset));
  }

  /** What is in the controls, as texts and booleans; cnnlib reads those of the fields. */
  values(controls = this.fields) {
    const value = (control) => (control.type === "checkbox" ? control.checked : control.value);
    return Object.fromEntries(controls.map((control) => [control.name, value(control)]));
  }

  fill(values) {
    for (const field of this.controls) {
      if (!(field.name in values)) continue;
      const value = values[field.name];
      if (field.type === "checkbox") field.checked = value === true || value === "true";
      else field.value = value ?? "";
    }
  }

  changed() {
    this.noteAddress();
    // One question at a time: while one is being answered, only the newest waits behind it.
    if (this.waits && !this.builtAnswer(this.values())) this.again = true;
    else this.ask();
  }

  /** A control that is no argument has changed; instruments redraw. */
  viewChanged() {
    this.noteAddress();
  }

  async ask() {
    this.again = false;
    this.failure = "";
    const asked = (this.asked = this.values());
    const built = await this.builtAnswer(asked);
    const isLate = () => this.asked !== asked || !this.isConnected; // something newer, or another page
    if (isLate()) return;
    this.waits = !built;
    this.showRuntime();
    if (built) return this.show(built);
    // An empty optional field means its default.
    const given = Object.entries(asked).filter(
      ([name, value]) => value !== "" || !("default" in this.form.elements[name].dataset),
    );
    try {
      const answer = await runtime.call(this.getAttribute("name"), Object.fromEntries(given));
      if (isLate()) return;
      this.waits = false;
      if (answer.ok) this.show(answer);
      else this.explain(answer);
    } catch (error) {
      if (!(error instanceof RuntimeFailure)) throw error;
      if (isLate()) return;
      this.waits = false;
      this.failure = error.message; // stays until the next question, also if Python starts anew
      this.showRuntime();
    }
    if (this.again) this.ask();
  }

  /** The answer that the page was built with for these values, if it is the default or a preset. */
  builtAnswer(values) {
    const same = (given) => Object.entries(values).every(([name, value]) => given[name] === value);
    return this.built.find((entry) => same(this.asValues(entry.arguments)))?.answer;
  }

  /** What the fields hold where these arguments are given and all others are left out. */
  asValues(given) {
    const value = (field) => {
      const text = String(given[field.name] ?? field.dataset.default ?? "");
      return field.type === "checkbox" ? text === "true" : text;
    };
    return Object.fromEntries(this.fields.map((field) => [field.name, value(field)]));
  }

  show(answer) {
    this.answer = answer;
    this.explain(null);
    this.output.replaceChildren(...this.parts(answer));
    this.speak(answer.text);
  }

  /** The nodes of an answer, as the template builds them. */
  parts(answer) {
    const steps = (texts) => span("answer__steps", ...texts.map((text) => span("answer__step", text)));
    const parts = [span("answer__text", answer.text)];
    if (!answer.rows) parts.push(steps(answer.steps));
    for (const row of answer.rows ?? []) {
      parts.push(
        span(
          "answer__row",
          span("answer__label", row.label),
          span("answer__rowtext", row.text),
          steps(row.steps),
        ),
      );
    }
    return parts;
  }

  /** Say why an answer is refused, once for all that is typed in a row; take that back at once. */
  explain(refusal) {
    clearTimeout(this.explaining);
    if (!refusal) return this.showRefusal(null);
    clearTimeout(this.speaking);
    this.explaining = setTimeout(() => this.showRefusal(refusal), PAUSE);
  }

  /** Put a refusal beside its field; the last valid answer stays where it is. */
  showRefusal(refusal) {
    for (const field of this.fields) {
      field.toggleAttribute("aria-invalid", false);
      field.removeAttribute("aria-errormessage");
    }
    if (this.message.hidden === Boolean(refusal)) this.noteAddress(); // it leaves refused texts out
    this.message.hidden = !refusal;
    this.message.textContent = refusal?.message ?? "";
    this.output.classList.toggle("calculator__answer--kept", Boolean(refusal));
    const field = refusal?.field && this.form.elements[refusal.field];
    if (field) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-errormessage", this.message.id);
    }
  }

  speak(text) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.spoken.textContent = text), PAUSE);
  }

  showRuntime() {
    const [text, progress, retry] = this.status.children;
    const failure = this.failure || (runtime.state === "failed" ? runtime.message : "");
    const starting = this.waits && runtime.state === "starting";
    this.status.hidden = !(starting || failure);
    retry.hidden = !failure;
    progress.hidden = !starting || Boolean(failure);
    text.textContent = failure || "Loading Python, once per visit…";
    if (starting && runtime.total) {
      progress.max = Math.max(runtime.total, runtime.loaded);
      progress.value = runtime.loaded;
    }
  }

  reset(event) {
    event.preventDefault();
    this.fill(this.defaults);
    this.noteAddress();
    this.ask();
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (button?.dataset.arguments) {
      this.fill(this.asValues(JSON.parse(button.dataset.arguments)));
      this.changed();
    } else if (button?.dataset.action === "retry") {
      this.ask();
      this.showRuntime();
    } else if (button?.dataset.action === "link") {
      this.writeAddress(this.id);
      const done = leavesOut(location.href) ? "Copied; long texts stay here" : "Copied";
      copied(button, location.href, "Copy it from the address bar", done);
    } else if (button?.dataset.action === "pytorch") {
      copied(button, this.answer.value.pytorch, "The clipboard is closed");
    }
  }

  /** Arrow keys step whole numbers; anything else in a field is left alone. */
  stepByKey(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const field = event.target;
    if (!step || field.inputMode !== "numeric" || !/^\d{0,9}$/.test(field.value)) return;
    event.preventDefault();
    field.value = Math.max(0, Number(field.value || field.placeholder) + step);
    this.changed();
  }

  // The address holds what differs from the page's defaults: #?conv_layer.stride=2
  readAddress() {
    const given = settingsInAddress(this.id, Object.keys(this.defaults));
    const values = { ...this.defaults };
    for (const { name, type } of this.controls) {
      if (name in given) values[name] = type === "checkbox" ? given[name] === "true" : given[name];
    }
    if (this.addressTimer) return this.writeAddress(); // the newest is not in the address yet
    const current = this.values(this.controls);
    const [missing] = missingInAddress(this.id, Object.keys(this.defaults));
    if (missing) values[missing] = current[missing];
    const differs = Object.entries(values).some(([name, value]) => current[name] !== value);
    if (differs) this.fill(values);
    const asked = differs ? this.ask() : Promise.resolve();
    if (missing) asked.then(() => this.explain({ message: ELSEWHERE, field: missing }));
  }

  noteAddress() {
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.writeAddress(), ADDRESS_DELAY);
  }

  writeAddress(at = "") {
    clearTimeout(this.addressTimer);
    this.addressTimer = 0;
    const how = { refused: !this.message.hidden, at };
    const address = addressWith(this.id, this.values(this.controls), this.defaults, how);
    history.replaceState(history.state, "", address);
  }
}

/** Put a text on the clipboard; the button that was pressed tells how that went. */
export async function copied(button, text, refusal, done = "Copied") {
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = done;
  } catch {
    button.textContent = refusal;
  }
  setTimeout(() => (button.textContent = label), 2000);
}

const span = (className, ...children) => made("span", className, ...children);

/** A new element with a class and children; texts become text, never markup. */
export function made(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
