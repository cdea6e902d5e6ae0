// <network-table>: a calculator whose answer is a drawing and a table, a row for each layer.
import { CnnCalculator, copied, made } from "./cnn-calculator.mjs";

const SVG = "http://www.w3.org/2000/svg";
const LARGEST_DRAWN = 2000; // rows; a longer table would freeze the page

// The columns, each with what it is sorted by.
const COLUMNS = {
  layer: (row, place) => place,
  kind: (row) => row.value.kind,
  "output shape": (row) => row.value.activations,
  parameters: (row) => row.value.parameters,
  MACs: (row) => row.value.macs,
  "activation memory": (row) => row.value.activations,
  "receptive field": (row) => side(row.value.receptive_field),
};
const SHARES = { parameters: "parameter_share", MACs: "mac_share" };

export class NetworkTable extends CnnCalculator {
  connectedCallback() {
    const first = !this.form;
    super.connectedCallback();
    if (!first) return;
    this.sorting = { column: "layer", falling: false };
    this.addTools();
    this.output.replaceChildren(...this.parts(this.answer));
  }

  addTools() {
    const tools = this.querySelector(".calculator__tools");
    for (const [format, label] of [["markdown", "Copy as Markdown"], ["csv", "Copy as CSV"]]) {
      const button = made("button", "", label);
      button.type = "button";
      button.dataset.format = format;
      tools.append(" ", button);
    }
  }

  clicked(event) {
    const { format, column } = event.target.closest("button")?.dataset ?? {};
    if (format) {
      const text = format === "csv" ? this.asCsv() : this.asMarkdown();
      copied(event.target.closest("button"), text, "The clipboard is closed");
    } else if (column) this.sortBy(column);
    else super.clicked(event);
  }

  sortBy(column) {
    const again = this.sorting.column === column;
    // Sizes are wanted largest first, names and places in order.
    this.sorting = { column, falling: again ? !this.sorting.falling : !["layer", "kind"].includes(column) };
    this.output.replaceChildren(...this.parts(this.answer));
    this.output.querySelector(`button[data-column="${column}"]`).focus();
    const order = this.sorting.falling ? "largest first" : "smallest first";
    this.speak(`Sorted by ${column}, ${order}`);
  }

  sorted(rows) {
    const { column, falling } = this.sorting;
    const value = COLUMNS[column];
    const keyed = rows.map((row, place) => [value(row, place), row]);
    const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
    keyed.sort(([a], [b]) => compare(a, b) * (falling ? -1 : 1));
    return keyed.map(([, row]) => row);
  }

  parts(answer) {
    const steps = answer.steps.map((step) => made("span", "answer__step", step));
    const parts = [
      made("p", "answer__text", answer.text),
      made("p", "answer__steps", ...steps),
      drawing(answer.value.drawing),
      this.table(answer),
    ];
    if (answer.value.comparison) parts.push(...comparison(answer.value.comparison));
    return parts;
  }

  table(answer) {
    const head = made("tr", "", ...Object.keys(COLUMNS).map((column) => this.heading(column)));
    const rows = this.sorted(answer.rows).slice(0, LARGEST_DRAWN).map(row_);
    const table = made("table", "layers", made("thead", "", head), made("tbody", "", ...rows));
    const left = answer.rows.length - rows.length;
    if (left > 0) table.append(made("caption", "", `${left} further rows are in the copies.`));
    return scrolling(table, "Layers");
  }

  heading(column) {
    const button = made("button", "sort", column);
    button.type = "button";
    button.dataset.column = column;
    const cell = heading(button, "col");
    if (this.sorting?.column === column) {
      cell.setAttribute("aria-sort", this.sorting.falling ? "descending" : "ascending");
    }
    return cell;
  }

  cells() {
    const rows = this.answer.rows.map((row) => [
      row.label, row.value.kind, ...row.steps.map((step) => halves(step)[1]),
    ]);
    return [Object.keys(COLUMNS), ...rows];
  }

  asMarkdown() {
    const lines = this.cells().map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
    lines.splice(1, 0, `|${" --- |".repeat(this.cells()[0].length)}`);
    return `${lines.join("\n")}\n\n${this.answer.text}\n`;
  }

  asCsv() {
    const head = ["layer", "kind", "output shape", "parameters", "MACs", "activations", "receptive field"];
    const rows = this.answer.rows.map(({ label, value }) => [
      label, value.kind, value.output_shape.join("x"), value.parameters, value.macs, value.activations,
      side(value.receptive_field) || "",
    ]);
    const quoted = (cell) => (/[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : cell);
    return [head, ...rows].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
  }
}

const halves = (step) => step.split(/: (.*)/s);

/** The length of a receptive field, the larger one where there are two; 0 where there is none. */
function side(field) {
  if (typeof field === "string") return 0;
  return Array.isArray(field.size) ? Math.max(...field.size) : field.size;
}

function row_(row) {
  const cells = row.steps.map((step) => {
    const [name, text] = halves(step);
    const cell = made("td", "", text);
    if (SHARES[name]) cell.append(bar(row.value[SHARES[name]]));
    return cell;
  });
  return made("tr", "", heading(row.label, "row"), made("td", "", row.value.kind), ...cells);
}

function heading(content, scope) {
  const cell = made("th", "", content);
  cell.scope = scope;
  return cell;
}

function scrolling(table, label) {
  const scroll = made("div", "layer-table layer-table__scroll", table);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", label);
  return scroll;
}

function comparison({ columns, pairs, text }) {
  const head = ["", ...columns, ...columns].map((column) => heading(column, "col"));
  const rows = pairs.map((pair) => {
    const cells = [pair.left, pair.right].flatMap((side_) =>
      side_.map((cell, place) => {
        const marked = pair.differs[place];
        return made("td", marked ? "differs" : "", marked ? made("strong", "", cell) : cell);
      }),
    );
    return made("tr", pair.same ? "" : "differing", made("td", "", pair.same ? "" : "≠"), ...cells);
  });
  const table = made("table", "layers comparison", made("thead", "", made("tr", "", ...head)), made("tbody", "", ...rows));
  return [made("p", "answer__text comparison__text", text), scrolling(table, "Both networks, layer by layer")];
}

function drawing({ width, height, boxes, left_out: leftOut }) {
  const picture = svg("svg", { class: "drawing", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const { family, title, ...place } of boxes) {
    const box = svg("rect", { class: `drawing__box drawing__box--${family}`, ...place });
    const name = svg("title", {});
    name.textContent = title;
    box.append(name);
    picture.append(box);
  }
  if (!leftOut) return picture;
  return made("div", "", picture, made("p", "drawing__note", `${leftOut} further layers are not drawn.`));
}

function bar(share) {
  const picture = svg("svg", { class: "share", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" });
  picture.append(svg("rect", { width: share, height: 6 }));
  return picture;
}

function svg(name, values) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
  return element;
}
