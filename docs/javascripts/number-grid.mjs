// A table of numbers as a grid: one tab stop, arrow keys, Home and End; its numbers may be edited.
//
// It draws what it is told and reports which cell the reader points at; it computes nothing.
import { made } from "./cnn-calculator.mjs";

const LONG = 3; // characters that fit into a cell at full size

export class NumberGrid {
  /** `report(kind, key, event)` hears "point", "choose", "leave" and "edit"; a key is "row,column". */
  constructor(host, { name, editable = false, report }) {
    Object.assign(this, { host, name, editable, report });
    this.cells = new Map(); // key → td
    this.before = this.cells;
    this.keys = new WeakMap(); // td → key
    this.marks = new Map(); // class → Set of td
    this.shape = "";
    this.current = null;
    this.frame = made("div", "number-grid__frame");
    this.frame.hidden = true;
    for (const [kind, handle] of Object.entries({
      pointerover: (event) => this.#point(event),
      pointerleave: () => this.report("leave"),
      pointerdown: (event) => this.#press(event),
      click: (event) => this.#choose(event),
      focusin: (event) => this.#focus(event),
      keydown: (event) => this.#move(event),
      input: (event) => this.#edit(event),
    })) {
      host.addEventListener(kind, handle);
    }
    new ResizeObserver(() => this.#placeFrame()).observe(host);
  }

  /** Draw rows of `{key, text, level, kind}`; only what differs is touched. */
  draw(label, rows) {
    const shape = rows.map((row) => row.map(({ key, kind }) => key + (kind ?? "")).join()).join(";");
    if (shape !== this.shape) this.#build(rows, shape);
    this.table.setAttribute("aria-label", label);
    for (const cell of rows.flat()) this.#fill(this.cells.get(cell.key), cell);
  }

  #build(rows, shape) {
    const held = this.host.contains(document.activeElement);
    this.shape = shape;
    // Cells that stay are kept: the reader's focus with them, and most of the browser's work.
    for (const [className, marked] of this.marks) {
      for (const td of marked) {
        td.classList.remove(className);
        delete td.dataset.note;
      }
    }
    this.marks.clear();
    this.before = this.cells;
    this.cells = new Map();
    this.frame.hidden = true;
    const lines = rows.map((row) => {
      const line = made("tr", "", ...row.map((cell) => this.#cell(cell)));
      line.setAttribute("role", "row");
      return line;
    });
    this.table = made("table", "number-grid__table", made("tbody", "", ...lines));
    this.table.setAttribute("role", "grid");
    this.table.classList.toggle("number-grid__table--many", rows[0].length > 8);
    this.host.replaceChildren(this.table, this.frame);
    this.#order = rows.map((row) => row.filter((cell) => !cell.kind).map((cell) => cell.key));
    this.#order = this.#order.filter((row) => row.length);
    const known = this.cells.has(this.current) && this.#order.flat().includes(this.current);
    this.#tab(known ? this.current : this.#order[0][0]);
    if (held) this.#target(this.current).focus();
  }

  #order = [];

  #cell({ key, kind }) {
    const kept = this.before.get(key);
    if (kept && this.keys.get(kept) === (kind ? null : key) && (!kind || kept.matches(`.is-${kind}`))) {
      this.cells.set(key, kept);
      return kept;
    }
    const td = made("td", kind ? `is-${kind}` : "");
    td.setAttribute("role", "gridcell");
    if (this.editable && !kind) {
      const input = made("input", "");
      Object.assign(input, { type: "text", inputMode: "text", tabIndex: -1, spellcheck: false });
      input.setAttribute("enterkeyhint", "done");
      input.setAttribute("aria-label", `${this.name}, row ${key.replace(",", ", column ")}`);
      td.append(input);
    } else if (!kind) {
      td.tabIndex = -1;
    }
    this.cells.set(key, td);
    this.keys.set(td, kind ? null : key);
    return td;
  }

  #fill(td, { text, level = 0 }) {
    const input = td.firstElementChild;
    if (input && input !== document.activeElement) {
      if (input.value !== text) input.value = text;
    } else if (!input && td.textContent !== text) {
      td.textContent = text;
    }
    td.classList.toggle("is-long", text.length > LONG);
    if (td.dataset.level !== String(level)) td.dataset.level = level;
  }

  /** Give these cells a class and take it from all others; `notes` are small texts in a corner. */
  mark(className, keys, notes = null) {
    const next = new Set(keys.map((key) => this.cells.get(key)).filter(Boolean));
    for (const td of this.marks.get(className) ?? []) {
      if (next.has(td)) continue;
      td.classList.remove(className);
      if (notes !== null) delete td.dataset.note;
    }
    for (const td of next) td.classList.add(className);
    this.marks.set(className, next);
    keys.forEach((key, place) => {
      const td = this.cells.get(key);
      if (td && notes?.[place]) td.dataset.note = notes[place];
    });
  }

  /**
   * Lay a frame around the cells from one key to another; it glides where motion is welcome. Where the
   * cells are is asked with the next frame: before, the browser would have to lay out the whole page.
   */
  enframe(from, to) {
    const [first, last] = [this.cells.get(from), this.cells.get(to)];
    this.frame.hidden = !first || !last;
    cancelAnimationFrame(this.placing);
    this.framed = [first, last];
    this.placing = requestAnimationFrame(() => this.#placeFrame());
  }

  #placeFrame() {
    if (this.frame.hidden) return;
    // Out of sight, on a long page: the observer tells when it is laid out.
    if (this.host.checkVisibility?.({ contentVisibilityAuto: true }) === false) return;
    const [first, last] = this.framed;
    const { offsetLeft: left, offsetTop: top } = first;
    const [width, height] = [last.offsetLeft + last.offsetWidth - left, last.offsetTop + last.offsetHeight - top];
    // Asked before anything is set, or it would all be laid out again at each question.
    const { style } = this.frame;
    style.setProperty("transform", `translate(${left}px, ${top}px)`);
    style.setProperty("width", `${width}px`);
    style.setProperty("height", `${height}px`);
  }

  unframe() {
    this.frame.hidden = true;
  }

  #keyOf(event) {
    const td = event.target.closest?.("td");
    return td && (this.keys.get(td) ?? null);
  }

  #target(key) {
    const td = this.cells.get(key);
    return td.firstElementChild ?? td;
  }

  #tab(key) {
    if (this.cells.has(this.current)) this.#target(this.current).tabIndex = -1;
    this.current = key;
    this.#target(key).tabIndex = 0;
  }

  #point(event) {
    const key = this.#keyOf(event);
    if (key) this.report("point", key, event);
  }

  #press(event) {
    // A finger that slides over the cells is to be heard by each of them.
    if (event.target.hasPointerCapture?.(event.pointerId)) {
      event.target.releasePointerCapture(event.pointerId);
    }
    // The first tap chooses a cell, the second one opens the keyboard.
    if (event.target.matches("input") && event.pointerType === "touch") {
      event.target.readOnly = event.target !== document.activeElement;
    }
  }

  #choose(event) {
    const key = this.#keyOf(event);
    if (!key) return;
    this.#tab(key);
    if (this.#target(key) !== document.activeElement) this.#target(key).focus();
    this.report("choose", key, event);
  }

  #focus(event) {
    const key = this.#keyOf(event);
    if (!key) return;
    this.#tab(key);
    if (event.target.matches("input")) event.target.select();
    this.report("focus", key, event);
  }

  #edit(event) {
    const key = this.#keyOf(event);
    if (key) this.report("edit", key, event);
  }

  #move(event) {
    const key = this.#keyOf(event);
    if (!key || event.altKey || event.metaKey) return;
    const rows = this.#order;
    const row = rows.findIndex((keys) => keys.includes(key));
    const place = rows[row].indexOf(key);
    const jump = event.ctrlKey;
    const line = jump && event.key === "End" ? rows.at(-1) : jump && event.key === "Home" ? rows[0] : rows[row];
    const next = {
      ArrowUp: rows[row - 1]?.[place],
      ArrowDown: rows[row + 1]?.[place],
      ArrowLeft: rows[row][place - 1],
      ArrowRight: rows[row][place + 1],
      Home: line[0],
      End: line.at(-1),
      Enter: event.target.matches("input") ? rows[row + 1]?.[place] : undefined,
    };
    if (!(event.key in next) || (jump && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    event.stopPropagation();
    if (next[event.key]) this.#target(next[event.key]).focus();
    else if (event.key === "Enter" || event.key === " ") this.report("choose", key, event);
  }
}
