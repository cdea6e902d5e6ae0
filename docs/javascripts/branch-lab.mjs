// <branch-lab>: the regions of two branches for one output, the verdict, and what would mend it.
import { CnnCalculator, made } from "./cnn-calculator.mjs";

const SVG = "http://www.w3.org/2000/svg";

export class BranchLab extends CnnCalculator {
  connectedCallback() {
    const first = !this.form;
    super.connectedCallback();
    if (first) this.draw();
  }

  show(answer) {
    this.explain(null);
    this.answer = answer;
    this.draw();
    this.speak(answer.text);
  }

  viewChanged() {
    super.viewChanged();
    this.draw();
    this.speak(this.part("readout").textContent);
  }

  part(name) {
    return this.querySelector(`.branches__${name}`);
  }

  draw() {
    const { value, text, steps } = this.answer;
    const { branches, input_size: size } = value;
    this.part("verdict").textContent = text;
    this.part("verdict").dataset.aligned = value.aligned;
    this.part("picture").setAttribute("viewBox", `${-Math.floor(size / 4)} -1 ${size + Math.floor(size / 2)} 7`);
    this.part("input").replaceChildren(...Array.from({ length: size }, (_, x) => cell(x)));
    const slider = this.form.elements.output;
    slider.max = Math.min(...branches.map((branch) => branch.centers.length)) - 1;
    const index = Number(slider.value);
    for (const [place, branch] of branches.entries()) {
      const [bar, line] = this.part(`branch--${branch.name}`).children;
      const [first, last] = branch.regions[index];
      bar.setAttribute("x", first);
      bar.setAttribute("width", last + 1 - first);
      line.setAttribute("d", `M${branch.centers[index] + 0.5} ${0.1 + 1.7 * place}V5.3`);
    }
    const sentences = branches.map((branch) => {
      const [first, last] = branch.regions[index].map(signed);
      return `the ${branch.name} branch sees ${first} to ${last}, center ${signed(branch.centers[index])}`;
    });
    this.part("readout").textContent = `Output ${index}: ${sentences.join(", ")}.`;
    this.querySelector(".answer__steps").replaceChildren(...steps.map((step) => made("span", "answer__step", step)));
    this.part("mends").replaceChildren(...this.mends(value.mends));
  }

  /** A button for each change that mends; it puts the change into the fields. */
  mends(mends) {
    if (!mends.length) return [];
    const items = mends.map(({ text, first, second }) => {
      const button = made("button", "", "Try it");
      button.type = "button";
      button.addEventListener("click", () => {
        this.fill({ first, second });
        this.changed();
      });
      return made("li", "", `${text} `, button);
    });
    return [made("p", "", "What would mend it:"), made("ul", "", ...items)];
  }
}

const signed = (number) => String(number).replace("-", "−");

function cell(x) {
  const rectangle = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: x + 0.05, y: 4.05, width: 0.9, height: 0.9 })) {
    rectangle.setAttribute(name, value);
  }
  return rectangle;
}
