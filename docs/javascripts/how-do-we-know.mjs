// Click a computed number or formula, or press "?": where the numbers of this page come from.
const EDITABLE = "input, textarea, select, [contenteditable]";
const COMPUTED = "data.computed, [data-computed]";

export function answerHowDoWeKnow() {
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.(COMPUTED);
    // A number that is a choice of a question is chosen, not asked about.
    if (place && !place.closest("label")) show([place]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(EDITABLE)) return;
    const all = document.querySelectorAll(COMPUTED);
    if (all.length) show([...all]);
  });
}

// A number in text says itself where it comes from; a formula lists the numbers in it.
function numbersOf({ dataset, textContent }) {
  return dataset.computed
    ? JSON.parse(dataset.computed)
    : [[textContent, dataset.call, dataset.origin]];
}

function show(places) {
  document.querySelector("dialog.origins")?.remove();
  const numbers = places.flatMap(numbersOf);
  const dialog = element("dialog", "origins md-typeset");
  const heading = element("h2", "", "How do we know?");
  heading.id = "origins-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const close = element("button", "md-button", "Close");
  close.addEventListener("click", () => dialog.close());
  const list = element("dl", "origins__list");
  for (const [text, call, origin] of numbers) {
    const definition = element("dd", "");
    definition.append(element("code", "", call), ` ${origin}`);
    list.append(element("dt", "", text), definition);
  }
  const lead =
    numbers.length === 1
      ? "The call that gave this number, and what the call draws on:"
      : `The calls that gave these ${numbers.length} numbers, and what each draws on:`;
  dialog.append(heading, element("p", "", lead), list, closing(), close);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    // Beside it, or on its link: instant navigation would leave it open over the next page.
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function closing() {
  const { base } = JSON.parse(document.getElementById("__config").textContent);
  const paragraph = element("p", "", "What cnnlib was compared with: ");
  const link = element("a", "", "Verification");
  link.href = new URL("reference/verification/", new URL(`${base}/`, location.href)).href;
  paragraph.append(link, ".");
  return paragraph;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
