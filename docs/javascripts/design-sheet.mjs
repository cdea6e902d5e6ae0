// <design-sheet>: a network table with a list of requirements, each met or not, before it.
import { made } from "./cnn-calculator.mjs";
import { NetworkTable } from "./network-table.mjs";

export class DesignSheet extends NetworkTable {
  parts(answer) {
    const [text, ...table] = super.parts(answer);
    const items = answer.value.requirements.map(requirement);
    return [text, made("ul", "requirements", ...items), ...table];
  }
}

function requirement({ label, met, text }) {
  const verdict = made("strong", "requirement__verdict", met ? "✓ met" : "✗ not met");
  const words = made("span", "requirement__words", made("span", "requirement__label", label), ": ", text);
  return made("li", `requirement requirement--${met ? "met" : "open"}`, verdict, " ", words);
}
