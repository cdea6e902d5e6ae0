// What <convolution-stepper> and <pooling-stepper> share: an input grid, an output grid, one output
// that is looked at, the way back from a pixel, and a player. All numbers and places come from cnnlib.
import { CnnCalculator, made } from "./cnn-calculator.mjs";
import { drawLater } from "./first-drawing.mjs";
import { NumberGrid } from "./number-grid.mjs";

const PAUSES = { slow: 1600, normal: 800, fast: 250 }; // ms a step is shown

/** A number as it is shown: with a true minus sign. */
export const minus = (text) => text.replace("-", "−");

export class Stepper extends CnnCalculator {
  connectedCallback() {
    const first = !this.form;
    super.connectedCallback();
    if (!first) return;
    this.piece = (name) => this.querySelector(`[data-part="${name}"]`);
    this.chosen = this.querySelector("[name=at]");
    this.input = new NumberGrid(this.piece("input"), {
      name: "Input",
      editable: true,
      report: (kind, key, event) => this.inputReports(kind, key, event),
    });
    this.outputs = new NumberGrid(this.piece("output"), {
      name: "Output",
      report: (kind, key) => this.outputReports(kind, key),
    });
    this.player = this.piece("player");
    this.player.addEventListener("click", (event) => this.playerClicked(event));
    this.build?.();
    drawLater(this, () => this.draw(this.answer));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.pause();
  }

  /** Keep the structure; change only what the answer changes. */
  show(answer) {
    this.answer = answer;
    this.explain(null);
    this.draw(answer);
    this.speak(answer.text);
  }

  draw(answer) {
    const { value } = answer;
    this.querySelector(".answer__text").textContent = answer.text;
    const { texts, levels } = value.output;
    this.order = texts.flatMap((row, r) => row.map((_, c) => `${r},${c}`));
    this.outputs.draw(
      `Output, ${texts.length} × ${texts[0].length}`,
      texts.map((row, r) => row.map((text, c) => ({ key: `${r},${c}`, text, level: levels[r][c] }))),
    );
    this.input.draw(...this.inputRows(value));
    this.input.host.classList.toggle("is-dilated", value.dilated);
    this.input.mark("is-unread", this.unread(value));
    this.piece("words").replaceChildren(...value.words.map((text) => made("li", "", text)));
    this.look();
  }

  /** The output that is looked at; the address may name one that this answer does not have. */
  get place() {
    return this.order.includes(this.chosen.value) ? this.chosen.value : this.order[0];
  }

  /** The rows of the input grid: the image, and around it what does not belong to it. */
  inputCells(value, texts, levels, outside) {
    return value.rows.positions.map(([y, row]) =>
      value.columns.positions.map(([x, column]) => {
        const key = `${y},${x}`;
        if (row === "image" && column === "image") {
          return { key, text: minus(texts[y][x]), level: levels[y][x] };
        }
        const beyond = row === "beyond" || column === "beyond";
        return { key, text: beyond ? "" : outside, kind: beyond ? "beyond" : "padding" };
      }),
    );
  }

  unread({ rows, columns }) {
    const read = (axis, at) => axis.reached[at].length > 0;
    return rows.reached.flatMap((_, y) =>
      columns.reached.map((_, x) => (read(rows, y) && read(columns, x) ? null : `${y},${x}`)).filter(Boolean),
    );
  }

  /** Show the chosen output, or what the reader points at meanwhile. */
  look(pointed = null) {
    if (pointed?.grid === "input") this.lookAtPixel(pointed.key);
    else this.lookAtOutput(pointed?.key ?? this.place);
  }

  lookAtOutput(key) {
    const { rows, columns } = this.answer.value;
    const [r, c] = key.split(",");
    const cross = (ys, xs) => ys.flatMap((y) => xs.map((x) => `${y},${x}`));
    this.input.mark("is-pointed", []);
    this.input.mark("is-read", cross(rows.reads[r], columns.reads[c]), this.notes());
    this.input.enframe(
      `${rows.covers[r][0]},${columns.covers[c][0]}`,
      `${rows.covers[r][1]},${columns.covers[c][1]}`,
    );
    this.outputs.mark("is-reached", [], []);
    this.outputs.mark("is-current", [key]);
    this.showWorking(r, c);
  }

  lookAtPixel(key) {
    const { rows, columns } = this.answer.value;
    const [y, x] = key.split(",");
    const keys = rows.reached[y].flatMap((r) => columns.reached[x].map((c) => `${r},${c}`));
    this.input.mark("is-read", [], []);
    this.input.unframe();
    this.input.mark("is-pointed", [key]);
    this.outputs.mark("is-current", []);
    this.outputs.mark("is-reached", keys, this.notesBack?.(y, x, keys) ?? []);
    const count = keys.length === 1 ? "1 output" : `${keys.length} outputs`;
    const reached = keys.length ? `reaches ${count}` : "reaches no output: no window reads it";
    const end = keys.length ? `, from row ${keys[0].replace(",", ", column ")} to row ${keys.at(-1).replace(",", ", column ")}` : "";
    this.sentence = `Input row ${y}, column ${x} ${reached}${keys.length > 1 ? end : keys.length ? `: row ${keys[0].replace(",", ", column ")}` : ""}.`;
    this.piece("line").textContent = this.sentence;
    this.piece("line").classList.add("is-back");
  }

  /** Small texts for the cells of a window. */
  notes() {
    return [];
  }

  say() {
    this.speak(this.sentence);
  }

  outputReports(kind, key) {
    if (kind === "leave") return this.look();
    if (kind === "point") return this.look({ grid: "output", key });
    this.pause();
    this.choose(key);
  }

  inputReports(kind, key, event) {
    if (kind === "leave") return this.input.host.contains(document.activeElement) || this.look();
    if (kind === "edit") return this.edited(key, event);
    this.pause();
    this.look({ grid: "input", key });
    if (kind === "focus") this.say();
  }

  choose(key) {
    this.chosen.value = key;
    this.look();
    this.say();
    this.noteAddress();
  }

  /** Write a text of the grid's numbers, with one changed, into its field. */
  write(name, matrices) {
    const field = this.form.elements[name];
    field.value = matrices.map((rows) => rows.map((row) => row.join(" ")).join("; ")).join(" | ");
  }

  replaced(matrices, number, row, column, text) {
    const copy = structuredClone(matrices);
    copy[number][row][column] = text.replace(/\s+/g, "").replace("−", "-") || "0";
    return copy;
  }

  /** Make matrices larger with zeros, or smaller by leaving out. */
  resized(matrices, height, width) {
    const places = (count) => Array.from({ length: count }).keys();
    return matrices.map((rows) =>
      [...places(height)].map((r) => [...places(width)].map((c) => rows[r]?.[c] ?? "0")),
    );
  }

  playerClicked(event) {
    const action = event.target.closest("button")?.dataset.step;
    if (!action) return;
    if (action === "play") return this.timerOfPlay ? this.pause() : this.play();
    this.pause();
    this.step(action === "back" ? -1 : 1);
  }

  step(by) {
    const place = this.order.indexOf(this.place) + by;
    const last = this.order.length - 1;
    this.choose(this.order[place < 0 ? last : place > last ? 0 : place]);
  }

  play() {
    if (this.place === this.order.at(-1)) this.choose(this.order[0]);
    this.showPlaying(true);
    const next = () => {
      if (this.place === this.order.at(-1)) return this.pause();
      this.step(1);
      this.veil();
      this.timerOfPlay = setTimeout(next, PAUSES[this.piece("speed").value]);
    };
    this.veil();
    this.timerOfPlay = setTimeout(next, PAUSES[this.piece("speed").value]);
  }

  pause() {
    if (!this.timerOfPlay) return;
    clearTimeout(this.timerOfPlay);
    this.timerOfPlay = 0;
    this.outputs.mark("is-future", []);
    this.showPlaying(false);
  }

  /** While playing, what has not been computed yet is hidden. */
  veil() {
    this.outputs.mark("is-future", this.order.slice(this.order.indexOf(this.place) + 1));
  }

  showPlaying(playing) {
    const button = this.player.querySelector("[data-step=play]");
    button.textContent = playing ? "Pause" : "Play";
    button.classList.toggle("is-playing", playing);
  }
}
