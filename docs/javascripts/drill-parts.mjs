// A task of cnnlib.drills as elements, as sitekit/markdown/templates/drill_parts.html writes it. All
// that a task holds is text.
import { made } from "./cnn-calculator.mjs";

/** The question with its layers and grids. */
export function questionParts({ question, layers, grids }) {
  const parts = [made("p", "", question)];
  if (layers.length) parts.push(made("ol", "drill__layers", ...items(layers)));
  if (grids.length) parts.push(made("div", "drill__grids", ...grids.map(grid)));
  return parts;
}

/** The answer and its steps. */
export function workingParts({ text, unit, working }) {
  return [
    made("p", "drill__answer", `${text} ${unit}`.trim()),
    made("ul", "drill__working", ...items(working)),
  ];
}

/** What is to be heard of a question. */
export function spokenQuestion({ question, layers, grids }) {
  const rows = grids.map(({ caption, rows }) => `${caption}: ${rows.map((row) => row.join(", ")).join("; ")}`);
  return [question, ...layers, ...rows].join(" ");
}

const items = (texts) => texts.map((text) => made("li", "", text));

function grid({ caption, rows }) {
  const cell = (number) => made("td", "", String(number).replace("-", "−"));
  const row = (numbers) => made("tr", "", ...numbers.map(cell));
  return made("table", "drill__grid", made("caption", "", caption), made("tbody", "", ...rows.map(row)));
}
