// <gradient-flow>: measured gradients by activation, start and network; and the curves behind them.
//
// All numbers, and where they lie in the drawings, are in the page; this element looks them up.
import { addressWith, settingsInAddress } from "./address-state.mjs";
import { copied, made } from "./cnn-calculator.mjs";

const SVG = "http://www.w3.org/2000/svg";
const ADDRESS_DELAY = 250;

export class GradientFlow extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const moved = () => (this.readAddress(), this.draw());
    window.addEventListener("popstate", moved, { signal: this.abort.signal });
    if (this.form) return;
    this.form = this.querySelector("form");
    this.data = JSON.parse(this.querySelector(".flow__data").content.textContent);
    this.piece = (name) => this.querySelector(`[data-piece="${name}"]`);
    this.curves = [...this.querySelectorAll(".flow__curve")];
    this.defaults = this.values();
    for (const control of this.querySelectorAll(":disabled")) control.disabled = false;
    this.querySelector(".calculator__tools").hidden = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.fill(this.defaults);
      this.changed();
    });
    this.querySelector("[data-action=link]").addEventListener("click", (event) => this.copyLink(event.target));
    for (const curve of this.curves) {
      curve.addEventListener("pointerdown", (event) => {
        curve.setPointerCapture(event.pointerId);
        this.drag(curve, event);
      });
      curve.addEventListener("pointermove", (event) => {
        if (event.buttons) this.drag(curve, event);
      });
    }
    this.readAddress();
    this.draw();
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  values() {
    const { activation, start, network, x } = this.form.elements;
    return { activation: activation.value, start: start.value, network: network.value, x: x.value };
  }

  fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const control = this.form.elements[name];
      const before = control.value;
      control.value = value;
      if (control.value === "") control.value = before; // no such choice
    }
  }

  changed() {
    this.draw();
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.writeAddress(), ADDRESS_DELAY);
  }

  draw() {
    const { activation, start, network: label, x } = this.values();
    const network = this.data.networks.find((one) => one.label === label);
    const wanted = `${start}|${label}`;
    if (this.drawn !== wanted) this.drawChart(network, network.starts[start]);
    this.drawn = wanted;
    for (const thing of this.querySelectorAll("[data-activation]:not(.flow__point)")) {
      thing.classList.toggle("is-chosen", thing.dataset.activation === activation);
    }
    const [, words] = network.starts[start][activation];
    if (this.piece("words").textContent !== words) this.piece("words").textContent = words;
    this.drawPoint(activation, x);
  }

  drawChart(network, series) {
    const axis = this.piece("axis");
    const [line, text] = [axis.querySelector("line"), axis.querySelector("text")];
    const bottom = this.querySelector("[data-piece=axis] text:last-of-type").getAttribute("y");
    const tick = ([name, y]) => [
      cloned(line, { y1: y, y2: y }),
      cloned(text, { y, x: text.getAttribute("x") }, name),
    ];
    const layer = ([name, x]) => {
      const below = cloned(text, { x, y: bottom, "text-anchor": "middle" }, name);
      below.removeAttribute("dy");
      return below;
    };
    axis.replaceChildren(...network.ticks.flatMap(tick), ...network.layers.map(layer));
    for (const group of this.querySelectorAll(".flow__series")) {
      const [points] = series[group.dataset.activation];
      const places = points.map(([, y], i) => [network.layers[i][1], y]);
      const polyline = document.createElementNS(SVG, "polyline");
      polyline.setAttribute("points", places.join(" "));
      const circles = places.map(([cx, cy], i) => {
        const circle = document.createElementNS(SVG, "circle");
        for (const [key, value] of Object.entries({ cx, cy })) circle.setAttribute(key, value);
        const title = document.createElementNS(SVG, "title");
        title.textContent = `${group.dataset.activation}, ${network.layers[i][0]}: ${points[i][0]}`;
        circle.append(title);
        return circle;
      });
      group.replaceChildren(polyline, ...circles);
    }
    const names = Object.keys(series);
    this.piece("rows").replaceChildren(
      ...network.layers.map(([layerName], i) => {
        const head = made("th", "", layerName);
        head.scope = "row";
        return made("tr", "", head, ...names.map((name) => made("td", "", series[name][0][i][0])));
      }),
    );
  }

  drawPoint(activation, index) {
    const [x, place] = this.data.curves.xs[index];
    const kinds = this.data.curves[activation];
    this.curves.forEach((curve, kind) => {
      const cursor = curve.querySelector(".flow__cursor");
      const point = curve.querySelector(".flow__point");
      cursor.setAttribute("x1", place);
      cursor.setAttribute("x2", place);
      point.setAttribute("cx", place);
      point.setAttribute("cy", kinds[kind][0][index]);
      point.dataset.activation = activation;
    });
    const [value, slope] = kinds.map(([, texts]) => texts[index]);
    this.piece("values").replaceChildren(
      `${activation}(${x}) = `, made("strong", "", value), ", slope ", made("strong", "", slope),
    );
    const spoken = `x is ${x}: ${activation} ${value}, slope ${slope}`;
    this.form.elements.x.setAttribute("aria-valuetext", spoken);
  }

  /** Move x to the place of the drawing that the pointer is nearest to. */
  drag(curve, event) {
    const box = curve.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * curve.viewBox.baseVal.width;
    const { xs } = this.data.curves;
    let nearest = 0;
    xs.forEach(([, place], index) => {
      if (Math.abs(place - at) < Math.abs(xs[nearest][1] - at)) nearest = index;
    });
    this.form.elements.x.value = nearest;
    this.changed();
  }

  readAddress() {
    this.fill({ ...this.defaults, ...settingsInAddress(this.id, Object.keys(this.defaults)) });
  }

  writeAddress(at = "") {
    clearTimeout(this.addressTimer);
    const address = addressWith(this.id, this.values(), this.defaults, { at });
    history.replaceState(history.state, "", address);
  }

  copyLink(button) {
    this.writeAddress(this.id);
    copied(button, location.href, "Copy it from the address bar");
  }
}

function cloned(element, attributes, text = null) {
  const copy = element.cloneNode(false);
  for (const [key, value] of Object.entries(attributes)) copy.setAttribute(key, value);
  if (text !== null) copy.textContent = text;
  return copy;
}
