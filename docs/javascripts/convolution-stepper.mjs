// <convolution-stepper>: a filter over a small image, with every product and every sum in sight.
import { made } from "./cnn-calculator.mjs";
import { runtime, RuntimeFailure } from "./cnnlib-client.mjs";
import { NumberGrid } from "./number-grid.mjs";
import { Stepper, minus } from "./stepper.mjs";

const SIDE = 96; // pixels of the photograph that is filtered

export class ConvolutionStepper extends Stepper {
  build() {
    this.layer = 0; // which of the channels that the filter reads is drawn
    this.kernel = new NumberGrid(this.piece("kernel"), {
      name: "Kernel",
      editable: true,
      report: (kind, key, event) => {
        if (kind === "edit") this.edited(key, event, "kernels");
      },
    });
    this.piece("wiring").addEventListener("click", (event) => this.wiringClicked(event));
    const photo = this.piece("photo");
    photo.querySelector("[data-photo]").addEventListener("click", () => this.startPhoto());
    photo.querySelector("[type=file]").addEventListener("change", ({ target }) => {
      if (target.files[0]) this.ownPhoto(target.files[0]);
    });
    for (const part of ["image-size", "kernel-size"]) {
      this.piece(part).addEventListener("input", () => this.sizeChanged(part));
    }
  }

  draw(answer) {
    const { value } = answer;
    this.layer = Math.min(this.layer, value.layers.length - 1);
    const layer = value.layers[this.layer];
    const written = value.given.kernels[layer.kernel];
    this.kernel.draw(
      `Kernel, ${written.length} × ${written[0].length}`,
      written.map((row, r) =>
        row.map((text, c) => ({ key: `${r},${c}`, text: minus(text), level: layer.weight_levels[r][c] })),
      ),
    );
    this.showSizes("image-size", value.given.image[0]);
    this.showSizes("kernel-size", written);
    this.piece("input-name").textContent = value.wiring.inputs > 1 ? `Channel ${layer.channel}` : "Input";
    this.piece("kernel-name").textContent =
      value.given.kernels.length > 1 ? `Kernel ${layer.kernel} of ${value.given.kernels.length}` : "Kernel";
    this.piece("sign").textContent = value.flipped ? "∗" : "⋆";
    this.piece("size").textContent = `Output height: ${answer.steps.join(" ")}`;
    this.piece("weights").textContent =
      `${answer.rows[0].label}: ${answer.rows[0].steps.join(" ")}`;
    this.drawTiles(value.layers);
    this.drawWiring(value.wiring, value.layers);
    super.draw(answer);
    if (this.pixels) this.filterPhoto();
  }

  /** Begin with the photograph in the page; from then on the result follows the kernel. */
  async startPhoto() {
    const image = this.piece("photo").querySelector("img");
    if (!this.pixels) {
      image.loading = "eager";
      await image.decode();
      this.pixels = pixelsOf(image);
    }
    await this.filterPhoto();
  }

  /** An image of the reader's own: it is drawn small, turned gray, and never leaves the page. */
  async ownPhoto(file) {
    try {
      const picture = await createImageBitmap(file);
      this.pixels = pixelsOf(picture);
    } catch {
      this.piece("legend").textContent = "This file can't be read as an image; try a PNG or a JPEG.";
      return;
    }
    const image = this.ownImage ?? this.piece("photo").querySelector("img");
    this.ownImage = canvasOf(this.pixels, "Your image, small and gray");
    image.replaceWith(this.ownImage);
    this.piece("credit").textContent = "Your image. It stays on this device.";
    await this.filterPhoto();
  }

  async filterPhoto() {
    const { given, layers, flipped } = this.answer.value;
    const rows = given.kernels[layers[this.layer].kernel];
    const asked = (this.askedPhoto = {
      pixels: this.pixels.join(";"),
      kernel: rows.map((row) => row.join(" ")).join("; "),
      operation: flipped ? "convolution" : "cross-correlation",
    });
    try {
      this.piece("legend").textContent ||= "Filtering…";
      const answer = await runtime.call("filter_photograph", asked);
      if (this.askedPhoto !== asked) return; // the kernel has changed meanwhile
      this.piece("legend").textContent = answer.ok ? answer.value.legend : answer.message;
      if (answer.ok) this.piece("filtered").replaceChildren(canvasOf(answer.value.shades, answer.text));
      this.piece("filtered").parentElement.hidden = false;
    } catch (error) {
      if (!(error instanceof RuntimeFailure)) throw error;
      this.piece("legend").textContent = runtime.message;
    }
  }

  inputRows(value) {
    const layer = value.layers[this.layer];
    const texts = value.given.image[layer.image];
    const label = `Input, ${texts.length} × ${texts[0].length}`;
    return [label, this.inputCells(value, texts, layer.levels, "0")];
  }

  notes() {
    return this.answer.value.layers[this.layer].weights.flat().map((weight) => `×${weight}`);
  }

  notesBack(y, x, keys) {
    const { rows, columns, layers } = this.answer.value;
    return keys.map((key) => {
      const [r, c] = key.split(",");
      const tap = [rows.reads[r].indexOf(Number(y)), columns.reads[c].indexOf(Number(x))];
      return `×${layers[this.layer].weights[tap[0]][tap[1]]}`;
    });
  }

  /** One tile for each product, in the shape of the kernel, for each channel that is read. */
  drawTiles(layers) {
    const shape = layers.map(({ weights }) => `${weights.length}×${weights[0].length}`).join();
    if (shape === this.tileShape) return;
    this.tileShape = shape;
    this.tiles = layers.map(({ weights }) => weights.flat().map(() => makeTile()));
    this.layerNames = layers.map(() => made("p", "tiles__name"));
    this.piece("tiles").replaceChildren(
      ...layers.map(({ weights }, place) => {
        const width = weights[0].length;
        const rows = weights.map((_, r) => this.tiles[place].slice(r * width, (r + 1) * width));
        const lines = rows.map((row) => made("tr", "", ...row.map((tile) => tile.cell)));
        const table = made("table", "tiles__table", made("tbody", "", ...lines));
        table.setAttribute("role", "presentation");
        return made("div", "tiles__layer", this.layerNames[place], table);
      }),
    );
  }

  showWorking(r, c) {
    const { rows, columns, layers, given, output, totals } = this.answer.value;
    layers.forEach((layer, place) => {
      const image = given.image[layer.image];
      const pixels = rows.reads[r].flatMap((y) => columns.reads[c].map((x) => image[y]?.[x]));
      const weights = layer.weights.flat();
      this.tiles[place].forEach((tile, n) => {
        tile.fill(weights[n], pixels[n], layer.products[r][c][n]);
      });
      this.layerNames[place].textContent =
        layers.length > 1 ? `Channel ${layer.channel}: ${layer.sums[r][c]}` : "";
    });
    const where = `Output row ${r}, column ${c}`;
    const lines = layers.map((layer) => layer.workings[r][c]);
    const working = totals ? `${totals[r][c]}` : lines[0];
    this.sentence = `${where}: ${working}`;
    const line = this.piece("line");
    line.classList.remove("is-back");
    const sum = made("strong", "", output.texts[r][c]);
    line.replaceChildren(made("span", "stepper__where", `${where}: `), working.slice(0, working.lastIndexOf("=") + 2), sum);
  }

  edited(key, event, name = "image") {
    const { given, layers } = this.answer.value;
    const [row, column] = key.split(",");
    const number = name === "image" ? layers[this.layer].image : layers[this.layer].kernel;
    this.write(name, this.replaced(given[name], number, row, column, event.target.value));
    // Further edits before the answer comes start from this one.
    given[name] = this.replaced(given[name], number, row, column, event.target.value);
  }

  showSizes(part, matrix) {
    const [rows, columns] = this.piece(part).querySelectorAll("select");
    rows.value = matrix.length;
    columns.value = matrix[0].length;
  }

  sizeChanged(part) {
    const [rows, columns] = this.piece(part).querySelectorAll("select");
    const name = part === "image-size" ? "image" : "kernels";
    const { given } = this.answer.value;
    this.write(name, this.resized(given[name], Number(rows.value), Number(columns.value)));
    this.changed();
  }

  /** Which channels feed which filters: lines between two rows of buttons. */
  drawWiring({ inputs, filters, shown, words }, layers) {
    const part = this.piece("wiring");
    part.hidden = inputs === 1 && filters.length === 1;
    const shape = JSON.stringify([inputs, filters, shown, this.layer]);
    if (shape === this.wiringShape) return;
    this.wiringShape = shape;
    const [svg, channelRow, filterRow, text] = part.children;
    const height = 40 * Math.max(inputs, filters.length);
    const at = (place, count) => (height / count) * (place + 0.5);
    svg.setAttribute("viewBox", `0 0 200 ${height}`);
    svg.setAttribute("height", height);
    svg.setAttribute("aria-label", words);
    svg.replaceChildren(
      ...filters.flatMap((channels, filter) =>
        channels.map((channel) =>
          drawn("line", {
            x1: 22, y1: at(channel, inputs), x2: 178, y2: at(filter, filters.length),
            class: filter === shown ? "is-shown" : "",
          }),
        ),
      ),
      ...Array.from({ length: inputs }, (_, channel) =>
        node("circle", { cx: 22, cy: at(channel, inputs), r: 13 }, channel, filters[shown].includes(channel)),
      ),
      ...filters.map((_, filter) =>
        node("rect", { x: 165, y: at(filter, filters.length) - 13, width: 26, height: 26, rx: 4 }, filter, filter === shown),
      ),
    );
    const button = (kind, number, pressed, label) => {
      const made_ = made("button", "", label);
      made_.type = "button";
      made_.dataset[kind] = number;
      made_.setAttribute("aria-pressed", pressed);
      return made_;
    };
    channelRow.replaceChildren(
      made("span", "", "Show channel"),
      ...layers.map(({ channel }, place) => button("layer", place, place === this.layer, channel)),
    );
    filterRow.replaceChildren(
      made("span", "", "Show filter"),
      ...filters.map((_, filter) => button("filter", filter, filter === shown, filter)),
    );
    text.textContent = words;
  }

  wiringClicked(event) {
    const { layer, filter } = event.target.closest("button")?.dataset ?? {};
    if (layer !== undefined) {
      this.layer = Number(layer);
      this.draw(this.answer);
      this.piece("wiring").querySelector(`[data-layer="${layer}"]`).focus();
    } else if (filter !== undefined) {
      this.form.elements.output_channel.value = filter;
      this.changed();
    }
  }
}

function makeTile() {
  const [factors, product] = [made("span", "tiles__factors"), made("span", "tiles__product")];
  const cell = made("td", "", factors, product);
  const fill = (weight, pixel, result) => {
    factors.textContent = `${weight} · ${minus(pixel ?? "0")}`;
    product.textContent = result;
    cell.classList.toggle("is-padding", pixel === undefined);
    cell.classList.toggle("is-zero", result === "0");
    cell.classList.toggle("is-negative", result.startsWith("−"));
  };
  return { cell, fill };
}

function drawn(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function node(shape, attributes, number, shown) {
  const x = attributes.cx ?? attributes.x + attributes.width / 2;
  const y = attributes.cy ?? attributes.y + attributes.height / 2;
  const text = drawn("text", { x, y, dy: "0.35em", "text-anchor": "middle" });
  text.textContent = number;
  const group = drawn("g", { class: shown ? "is-shown" : "" });
  group.append(drawn(shape, attributes), text);
  return group;
}

/** Rows of brightnesses, two hexadecimal digits a pixel, of a picture drawn small. */
function pixelsOf(picture) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  const [width, height] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
  const side = Math.min(width, height);
  drawing.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  const { data } = drawing.getImageData(0, 0, SIDE, SIDE);
  const digits = (at) => {
    const gray = Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
    return gray.toString(16).padStart(2, "0");
  };
  return Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (_, x) => digits(4 * (y * SIDE + x))).join(""),
  );
}

/** A picture from rows of brightnesses. */
function canvasOf(rows, label) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [rows[0].length / 2, rows.length];
  const shades = rows.join("").match(/../g).map((digits) => parseInt(digits, 16));
  const data = Uint8ClampedArray.from(shades.flatMap((shade) => [shade, shade, shade, 255]));
  canvas.getContext("2d").putImageData(new ImageData(data, canvas.width), 0, 0);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}
