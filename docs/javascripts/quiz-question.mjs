// <quiz-question>: one choice, answered at once with the reason that belongs to it.
import { keepSolved, showSolved } from "./exercise-store.mjs";

export class QuizQuestion extends HTMLElement {
  connectedCallback() {
    if (this.feedback) return;
    this.feedback = this.querySelector(".exercise__feedback");
    for (const choice of this.querySelectorAll("input")) choice.disabled = false;
    this.addEventListener("change", (event) => this.answer(event.target));
    showSolved(this);
  }

  answer(choice) {
    for (const other of this.querySelectorAll("input")) {
      const item = other.closest("li");
      const chosen = other === choice;
      item.classList.toggle("exercise__choice--right", chosen && "right" in other.dataset);
      item.classList.toggle("exercise__choice--wrong", chosen && !("right" in other.dataset));
      item.querySelector(".exercise__because").hidden = !chosen;
    }
    const right = "right" in choice.dataset;
    const because = choice.closest("li").querySelector(".exercise__because");
    this.feedback.textContent = `${right ? "Right." : "Not quite."} ${readable(because)}`;
    if (!right) return;
    this.querySelector(".exercise__solution").open = true;
    keepSolved(this);
  }
}

/** The words of an element, formulas read from their MathML once and not also from their glyphs. */
function readable(element) {
  const copy = element.cloneNode(true);
  for (const glyphs of copy.querySelectorAll(".katex-html, annotation")) glyphs.remove();
  return copy.textContent.trim();
}
