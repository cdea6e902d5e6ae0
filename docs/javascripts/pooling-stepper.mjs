// <pooling-stepper>: windows over a small image, their winners, and what a shift by a pixel changes.
import { made } from "./cnn-calculator.mjs";
import { Stepper } from "./stepper.mjs";

export class PoolingStepper extends Stepper {
  build() {
    this.piece("image-size").addEventListener("input", () => this.sizeChanged());
    this.piece("shifts").addEventListener("click", (event) => this.shiftClicked(event));
  }

  draw(answer) {
    const { value } = answer;
    const [rows, columns] = this.piece("image-size").querySelectorAll("select");
    rows.value = value.given.image[0].length;
    columns.value = value.given.image[0][0].length;
    this.piece("size").textContent = `Output height: ${answer.steps.join(" ")}`;
    const { shift } = value;
    this.piece("shifted").textContent = shift.words;
    super.draw(answer);
    this.outputs.mark("is-changed", shift.changed.map(([r, c]) => `${r},${c}`));
  }

  inputRows(value) {
    const { texts, levels } = value.image;
    const label = `Input, ${texts.length} × ${texts[0].length}`;
    return [label, this.inputCells(value, texts, levels, this.averages ? "0" : "−∞")];
  }

  get averages() {
    return !this.answer.value.winners;
  }

  lookAtOutput(key) {
    super.lookAtOutput(key);
    const [r, c] = key.split(",");
    const winner = this.answer.value.winners?.[r][c];
    this.input.mark("is-winner", winner ? [winner.join()] : []);
  }

  lookAtPixel(key) {
    super.lookAtPixel(key);
    this.input.mark("is-winner", []);
  }

  showWorking(r, c) {
    const { workings, winners, output } = this.answer.value;
    const where = `Output row ${r}, column ${c}`;
    const winner = winners?.[r][c];
    const from = winner ? `, from row ${winner[0]}, column ${winner[1]}` : "";
    const working = workings[r][c];
    this.sentence = `${where}: ${working}${from}`;
    const line = this.piece("line");
    line.classList.remove("is-back");
    line.replaceChildren(
      made("span", "stepper__where", `${where}: `),
      working.slice(0, working.lastIndexOf("=") + 2),
      made("strong", "", output.texts[r][c]),
      from,
    );
  }

  edited(key, event) {
    const { given, written_columns: columns } = this.answer.value;
    const [row, column] = key.split(",");
    given.image = this.replaced(given.image, 0, row, columns[column], event.target.value);
    this.write("image", given.image);
  }

  sizeChanged() {
    const [rows, columns] = this.piece("image-size").querySelectorAll("select");
    const { given } = this.answer.value;
    this.write("image", this.resized(given.image, Number(rows.value), Number(columns.value)));
    this.changed();
  }

  shiftClicked(event) {
    const action = event.target.closest("button")?.dataset.shift;
    if (!action) return;
    const field = this.form.elements.shift;
    field.value = action === "back" ? "" : Number(field.value || 0) + 1;
    this.changed();
  }
}
