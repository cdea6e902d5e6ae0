// <try-it>: compares a typed number with the one cnnlib computed at build, and with the numbers that
// typical mistakes would give.
import { keepSolved, showSolved } from "./exercise-store.mjs";
import { compare } from "./typed-numbers.mjs";

export class TryIt extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.feedback = this.querySelector(".exercise__feedback");
    this.reasons = [...this.querySelectorAll("template")];
    this.task = {
      answer: listed(this.dataset.answer),
      mistakes: this.reasons.map(({ dataset }) => ({ gives: listed(dataset.when) })),
    };
    this.form.hidden = false;
    showSolved(this);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check(this.form.querySelector("input").value);
    });
  }

  check(text) {
    const { correct, message, mistake } = compare(text, this.task);
    const box = this.querySelector(".exercise");
    box.classList.toggle("exercise--right", correct);
    box.classList.toggle("exercise--wrong", !correct);
    this.feedback.replaceChildren(message);
    if (mistake !== null) this.feedback.append(" ", this.reasons[mistake].content.cloneNode(true));
    if (!correct) return;
    this.querySelector(".exercise__solution").open = true;
    keepSolved(this);
  }
}

const listed = (text) => text.split(" ").map(Number);
