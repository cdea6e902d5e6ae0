// <receptive-field-explorer>: every unit's region on the photograph, every pixel's way forward.
//
// cnnlib gives each layer's regions, holes and shares; here they are looked up and drawn.
import { explorerURL } from "../assets/generated/build.mjs";
import { CnnCalculator, made } from "./cnn-calculator.mjs";
import { drawLater } from "./first-drawing.mjs";

const OWN = "own layers";
const PATIENCE = 5_000; // ms until a file that does not come is computed instead

export class ReceptiveFieldExplorer extends CnnCalculator {
  connectedCallback() {
    if (this.photo) return super.connectedCallback();
    const find = (name) => this.querySelector(`.explorer__${name}`);
    this.photo = find("photo");
    this.units = find("units");
    this.depth = this.querySelector("input[type=range]");
    this.parts_ = Object.fromEntries(
      ["light", "shade", "padding", "holes", "frame", "region", "pixel", "map", "seeing", "unit", "name",
        "readout", "backwards", "covering", "table", "steps", "beyond"].map((name) => [name, find(name)]),
    );
    super.connectedCallback();
    this.depth.addEventListener("input", (event) => {
      event.stopPropagation();
      this.choose({ layer: this.depth.value, unit: "" });
    });
    this.pointAt(this.photo, (place) => this.choosePixel(place), () => this.image());
    this.pointAt(this.units, (place) => this.choose({ unit: place.join(",") }), () => this.map());
    this.parts_.table.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      if (row) this.choose({ layer: String(row.sectionRowIndex), unit: "" });
    });
    this.scene = this.answer.value;
    drawLater(this, () => this.draw());
  }

  get control() {
    return this.form.elements;
  }

  // ------------------------------------------------------------------ asking

  /** The published networks at their own size were answered when the site was built. */
  builtAnswer(values) {
    const own = !values.network || values.network === OWN || values.height || values.width;
    return super.builtAnswer(values) ?? (own ? undefined : this.fetched(values.network));
  }

  async fetched(network) {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(`${explorerURL}${network}.json`, { signal });
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined; // Python will be asked instead, and says what is wrong
    }
  }

  changed() {
    for (const name of ["layer", "unit", "pixel"]) this.control[name].value = "";
    super.changed();
  }

  show(answer) {
    this.explain(null);
    this.answer = answer;
    this.scene = answer.value;
    this.tabulate();
    this.redraw();
  }

  viewChanged() {
    super.viewChanged();
    this.redraw();
  }

  clicked(event) {
    const button = event.target.closest("button");
    const { layers, network } = this.control;
    const lines = layers.value.split("\n").filter((line) => line.trim());
    if (button?.dataset.add) lines.push(button.dataset.add);
    else if (button && "remove" in button.dataset) lines.pop();
    else return super.clicked(event);
    network.value = OWN;
    layers.value = lines.join("\n");
    this.changed();
  }

  // ---------------------------------------------------------------- choosing

  choose(view) {
    for (const [name, value] of Object.entries(view)) this.control[name].value = value;
    this.viewChanged();
  }

  choosePixel([row, column]) {
    this.choose({ pixel: `${row},${column}` });
  }

  /** Pointer and arrow keys move a place in a stage. */
  pointAt(stage, choose, area) {
    const point = (event) => {
      const box = stage.querySelector("svg").getBoundingClientRect();
      const { x, y, width, height, rows, columns, at } = area();
      if (!at) return;
      const column = Math.floor(x + ((event.clientX - box.left) / box.width) * width);
      const row = Math.floor(y + ((event.clientY - box.top) / box.height) * height);
      choose([within(row, rows), within(column, columns)]);
    };
    stage.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      stage.setPointerCapture(event.pointerId);
      point(event);
    });
    stage.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) point(event);
    });
    stage.addEventListener("keydown", (event) => {
      const { rows, columns, at } = area();
      if (!at) return; // a layer without units
      const [row, column] = at;
      const far = Math.max(1, Math.floor(columns / 8));
      const moves = {
        ArrowUp: [row - 1, column],
        ArrowDown: [row + 1, column],
        ArrowLeft: [row, column - 1],
        ArrowRight: [row, column + 1],
        PageUp: [row - far, column],
        PageDown: [row + far, column],
        Home: [0, 0],
        End: [rows - 1, columns - 1],
      };
      const move = moves[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      choose([within(move[0], rows), within(move[1], columns)]);
    });
  }

  /** The photograph's place in its stage, and the pixel chosen in it. */
  image() {
    const [, rows, columns] = this.scene.input;
    const margin = this.margin();
    const at = this.pair("pixel", rows, columns) ?? [rows >> 1, columns >> 1];
    return { x: -margin, y: -margin, width: columns + 2 * margin, height: rows + 2 * margin, rows, columns, at };
  }

  map() {
    const { rows, columns, unit } = this.chosen();
    return { x: 0, y: 0, width: columns, height: rows, rows, columns, at: unit };
  }

  margin() {
    return Math.max(...this.scene.input.slice(1)) >> 2;
  }

  /** What a hidden control holds as "row,column"; null if that is not a place. */
  pair(name, rows, columns) {
    const numbers = /^(\d{1,4}),(\d{1,4})$/.exec(this.control[name].value)?.slice(1).map(Number);
    return numbers && numbers[0] < rows && numbers[1] < columns ? numbers : null;
  }

  /** The layer and unit that the controls choose, the last layer and the middle unit by default. */
  chosen() {
    const { layers, grids } = this.scene;
    const value = this.control.layer.value;
    const last = layers.findLastIndex((layer) => layer.grid !== null);
    const index = /^\d{1,4}$/.test(value) && layers[Number(value)] ? Number(value) : last;
    const layer = layers[index];
    if (layer.grid === null) return { index, layer };
    const { height } = grids[layer.grid];
    const width = grids[layer.grid].width ?? height;
    const [rows, columns] = [height.regions.length, width.regions.length];
    const unit = this.pair("unit", rows, columns) ?? [rows >> 1, columns >> 1];
    return { index, layer, height, width, rows, columns, unit };
  }

  // ----------------------------------------------------------------- drawing

  draw() {
    const view = this.chosen();
    const { index, layer } = view;
    this.depth.max = this.scene.layers.length - 1;
    this.depth.value = index;
    this.depth.setAttribute("aria-valuetext", layer.name);
    this.parts_.name.textContent = layer.name;
    this.parts_.covering.replaceChildren(
      `${this.scene.covering.text} `, made("strong", "", this.scene.covering.goal),
    );
    this.fillTable(index);
    const none = layer.grid === null;
    this.classList.toggle("explorer--blind", none);
    this.units.hidden = none;
    this.photograph();
    if (none) this.drawNothing(layer);
    else this.drawUnit(view);
  }

  redraw() {
    this.draw();
    this.speak(this.parts_.readout.textContent);
  }

  /** The stage around a photograph of this size. */
  photograph() {
    const { x, y, width, height, rows, columns } = this.image();
    const size = `${columns} ${rows}`;
    if (this.shownSize === size) return;
    this.shownSize = size;
    for (const svg of this.photo.querySelectorAll("svg")) {
      svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    }
    this.photo.querySelector("pattern").setAttribute("patternTransform", `scale(${width / 340}) rotate(45)`);
    attributes(this.parts_.beyond, { x, y, width, height });
    attributes(this.photo.querySelector("image"), { width: columns, height: rows });
    attributes(this.parts_.frame, { width: columns, height: rows });
  }

  drawNothing(layer) {
    const { shade, padding, holes, light, backwards, readout } = this.parts_;
    for (const part of [shade, padding, holes]) part.setAttribute("d", "");
    light.hidden = true;
    backwards.textContent = "";
    readout.textContent = `${layer.name}: ${layer.words}.`;
  }

  drawUnit(view) {
    const { layer, height, width, rows, columns, unit } = view;
    const [row, column] = unit;
    const [[top, bottom], [left, right]] = [height.regions[row], width.regions[column]];
    const stage = this.image();
    const box = rectangle(left, top, right + 1, bottom + 1);
    const whole = rectangle(stage.x, stage.y, stage.x + stage.width, stage.y + stage.height);
    const seen = rectangle(
      Math.max(left, 0), Math.max(top, 0), Math.min(right + 1, stage.columns), Math.min(bottom + 1, stage.rows),
    );
    const outside = top < 0 || left < 0 || bottom >= stage.rows || right >= stage.columns;
    const effective = this.control.effective.checked;
    const { shade, padding, holes, region, map, unit: cell } = this.parts_;
    shade.setAttribute("d", effective ? "" : whole + box);
    padding.setAttribute("d", outside ? box + seen : "");
    holes.setAttribute("d", effective ? "" : stripes(height, width, top, left, bottom, right));
    attributes(region, { x: left, y: top, width: right + 1 - left, height: bottom + 1 - top });
    this.units.querySelector("svg").setAttribute("viewBox", `0 0 ${columns} ${rows}`);
    attributes(map, { width: columns, height: rows });
    attributes(cell, { x: column, y: row });
    this.light(effective, height, width, top, left);
    this.read(view, [top, bottom, left, right], stage);
    this.backwards(view, stage);
  }

  read({ layer, height, width, rows, columns, unit: [row, column] }, [top, bottom, left, right], stage) {
    const [inRows, inColumns] = [height.inside[row], width.inside[column]];
    let text =
      `${layer.name}, unit (${row}, ${column}) of ${rows} × ${columns}: rows ${signed(top)} to ` +
      `${signed(bottom)}, columns ${signed(left)} to ${signed(right)}. That is ${layer.size.includes("×") ? layer.size : `${layer.size} × ${layer.size}`} ` +
      `positions, ${inRows} × ${inColumns} of them inside the image of ${stage.rows} × ${stage.columns}: ` +
      `${percent((inRows * inColumns) / (stage.rows * stage.columns))} of it.`;
    if (height.reads || width.reads) {
      const reads = [(height.reads ?? height.inside)[row], (width.reads ?? width.inside)[column]];
      text += ` Only ${reads.join(" × ")} pixels can contribute; the others are in the holes of dilation or between strides.`;
    }
    this.parts_.readout.textContent = text;
  }

  /** The way forward: which units of this layer the chosen pixel reaches. */
  backwards({ layer, height, width }, stage) {
    const { pixel, seeing, backwards } = this.parts_;
    const at = this.pair("pixel", stage.rows, stage.columns);
    pixel.setAttribute("visibility", at ? "visible" : "hidden");
    if (!at) {
      seeing.setAttribute("d", "");
      backwards.textContent = "";
      return;
    }
    attributes(pixel, { x: at[1], y: at[0] });
    const [rows, columns] = [reached(height, at[0]), reached(width, at[1])];
    seeing.setAttribute("d", rows.flatMap((y) => columns.map((x) => rectangle(x, y, x + 1, y + 1))).join(""));
    backwards.textContent = rows.length && columns.length
      ? `Pixel (${at.join(", ")}) reaches ${rows.length} × ${columns.length} units of ${layer.name}: ` +
        `rows ${listed(rows)}, columns ${listed(columns)}.`
      : `Pixel (${at.join(", ")}) reaches no unit of ${layer.name}.`;
  }

  /** Light up the photograph as much as each pixel counts. */
  light(on, height, width, top, left) {
    const canvas = this.parts_.light;
    canvas.hidden = !on;
    if (!on) return;
    const { x, y, width: across, height: down } = this.image();
    canvas.width = across;
    canvas.height = down;
    const pixels = new ImageData(across, down);
    const shares = [height, width].map((axis) => Uint8Array.from(axis.shares.match(/../g), (two) => parseInt(two, 16)));
    for (let row = 0; row < down; row++) {
      const vertical = shares[0][row + y - top] ?? 0;
      for (let column = 0; column < across; column++) {
        const share = (vertical * (shares[1][column + x - left] ?? 0)) / 65025;
        pixels.data[4 * (row * across + column) + 3] = 225 * (1 - Math.sqrt(share));
      }
    }
    canvas.getContext("2d").putImageData(pixels, 0, 0);
  }

  // ------------------------------------------------------------------- table

  tabulate() {
    const body = this.parts_.table.querySelector("tbody");
    body.replaceChildren(...this.scene.layers.map((layer) => {
      const name = made("th", "", layer.name);
      name.scope = "row";
      const size = (layer.shape.length === 3 ? layer.shape.slice(1) : layer.shape).join(" × ");
      const row = made("tr", "", name, made("td", "", `${layer.kind} ${layer.setting}`), made("td", "", size));
      if (layer.words) {
        const words = made("td", "", layer.words);
        words.colSpan = 3;
        row.append(words);
      } else {
        row.append(...["size", "stride", "start"].map((key) => made("td", "", layer[key])));
      }
      return row;
    }));
  }

  fillTable(index) {
    const { table, steps } = this.parts_;
    for (const [place, row] of [...table.querySelectorAll("tbody tr")].entries()) {
      row.classList.toggle("explorer__now", place === index);
      row.classList.toggle("explorer__later", place > index);
      if (place === index) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    const now = table.querySelector(".explorer__now");
    this.seen?.disconnect();
    // Called once the table has been laid out, for which nothing needs to be laid out early.
    this.seen = new ResizeObserver(() => {
      this.seen.disconnect();
      table.scrollTop = now.offsetTop - table.clientHeight / 2;
    });
    this.seen.observe(table);
    steps.replaceChildren(...this.scene.layers[index].steps.map((step) => made("span", "answer__step", step)));
  }
}

const within = (number, count) => Math.min(Math.max(number, 0), count - 1);
const signed = (number) => String(number).replace("-", "−");
const percent = (share) => `${(100 * share).toFixed(share === 1 ? 0 : 1)} %`;
const listed = (indexes) => (indexes.length === 1 ? `${indexes[0]}` : `${indexes[0]} to ${indexes.at(-1)}`);
const rectangle = (left, top, right, bottom) => `M${left} ${top}H${right}V${bottom}H${left}z`;

function attributes(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
}

/** The indexes of the units whose region holds a pixel, holes left out. */
function reached({ regions, holes }, pixel) {
  const found = [];
  for (const [index, [first, last]] of regions.entries()) {
    if (first <= pixel && pixel <= last && !holes.includes(pixel - first)) found.push(index);
  }
  return found;
}

/** The rows and columns of a region that can't contribute. */
function stripes(height, width, top, left, bottom, right) {
  const rows = height.holes.map((hole) => rectangle(left, top + hole, right + 1, top + hole + 1));
  const columns = width.holes.map((hole) => rectangle(left + hole, top, left + hole + 1, bottom + 1));
  return rows.concat(columns).join("");
}
