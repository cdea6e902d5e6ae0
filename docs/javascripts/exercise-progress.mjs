// <exercise-progress>: what this browser keeps of the code exercises, to be exported or erased.
import { made } from "./cnn-calculator.mjs";
import { store } from "./exercise-store.mjs";

export class ExerciseProgress extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector(".exercise-progress__words");
    this.list = this.querySelector(".exercise-progress__list");
    this.buttons = this.querySelector(".code-exercise__buttons");
    this.feedback = this.querySelector(".exercise__feedback");
    if (!this.listening) this.addEventListener("click", (event) => this.clicked(event));
    this.listening = true;
    this.show();
  }

  show() {
    const entries = Object.entries(store.all());
    const solved = entries.filter(([, { solved }]) => solved === true).length;
    this.words.textContent = store.denied
      ? "This browser keeps nothing for this site, so there is no progress to show; everything else works."
      : entries.length
        ? `${solved} of the ${entries.length} code exercises that you began are solved. This is kept in this browser and nowhere else.`
        : "Nothing yet. Which code exercises you solve, and your last code, will be kept in this browser and nowhere else.";
    this.buttons.hidden = !entries.length;
    this.list.replaceChildren(...entries.map(([, entry]) => item(entry)));
  }

  clicked({ target }) {
    const { action } = target.dataset;
    if (action === "export") this.export();
    else if (action === "erase") this.erase(target);
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

  erase(button) {
    if (!this.asked) {
      this.asked = true;
      button.textContent = "Erase for good";
      this.feedback.textContent = "Your code and your progress will be gone. Press once more to erase them.";
      return;
    }
    this.asked = false;
    button.textContent = "Erase";
    store.erase();
    this.show();
    this.feedback.textContent = "Erased.";
  }
}

function item({ title, address, solved }) {
  const link = made("a", "", String(title));
  // Only a place on this site: what is stored might have been changed by hand.
  const url = URL.canParse(address, location.origin) ? new URL(address, location.origin) : location;
  if (url.origin === location.origin) link.href = url.pathname + url.hash;
  return made("li", "", solved === true ? "✓ solved: " : "begun: ", link);
}
