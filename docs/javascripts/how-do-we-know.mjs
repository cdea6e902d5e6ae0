// Click a computed number, or press "?": where the numbers of this page come from.
const EDITABLE = "input, textarea, select, [contenteditable]";

export function answerHowDoWeKnow() {
  document.addEventListener("click", (event) => {
    const number = event.target.closest?.("data.computed");
    if (number) show(number);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(EDITABLE)) return;
    if (document.querySelector("data.computed")) show(null);
  });
}

function show(chosen) {
  document.querySelector("dialog.origins")?.remove();
  const dialog = element("dialog", "origins md-typeset");
  const heading = element("h2", "", "How do we know?");
  heading.id = "origins-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const close = element("button", "md-button", "Close");
  close.addEventListener("click", () => dialog.close());
  const list = element("dl", "origins__list");
  const numbers = chosen ? [chosen] : [...document.querySelectorAll("data.computed")];
  for (const number of numbers) list.append(...entry(number));
  const lead = chosen
    ? "This number was computed while the page was built, by the call below."
    : `${numbers.length} numbers of this page were computed while it was built, by these calls.`;
  dialog.append(heading, element("p", "", lead), list, closing(), close);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    // Beside it, or on its link: instant navigation would leave it open over the next page.
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function entry(number) {
  const call = number.dataset.call;
  const snippet = /results\("([^"]+)"\)/.exec(call);
  const origin = snippet
    ? `from snippets/${snippet[1]}.py, a program run at build`
    : "by cnnlib, which is tested against PyTorch";
  const definition = element("dd", "");
  definition.append(element("code", "", call), ` ${origin}`);
  return [element("dt", "", number.textContent), definition];
}

function closing() {
  const { base } = JSON.parse(document.getElementById("__config").textContent);
  const paragraph = element("p", "", "What the arithmetic was compared with: ");
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
