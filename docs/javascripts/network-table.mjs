// <network-table>: a calculator whose answer is a table, a row for each layer.
import { CnnCalculator, made } from "./cnn-calculator.mjs";

export class NetworkTable extends CnnCalculator {
  parts(answer) {
    const split = (step) => step.split(/: (.*)/s);
    const heading = (text, scope) => {
      const cell = made("th", "", text);
      cell.scope = scope;
      return cell;
    };
    const columns = ["layer", "kind", ...answer.rows[0].steps.map((step) => split(step)[0])];
    const head = made("tr", "", ...columns.map((column) => heading(column, "col")));
    const rows = answer.rows.map((row) => {
      const cells = [row.value.kind, ...row.steps.map((step) => split(step)[1])];
      return made("tr", "", heading(row.label, "row"), ...cells.map((cell) => made("td", "", cell)));
    });
    const table = made("table", "layers", made("thead", "", head), made("tbody", "", ...rows));
    const scroll = made("div", "layer-table layer-table__scroll", table);
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", "Layers");
    return [made("p", "answer__text", answer.text), scroll];
  }
}
