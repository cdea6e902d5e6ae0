// The drawer with all pages, which a narrow window has in the place of the sidebar. The theme opens it by
// a label, which no key reaches, and lets Tab go through all of its links, out of sight or covered.
// Here a real button opens it, Tab goes through what is seen (drawer.css), and Escape closes it.
export function openDrawerByKeys() {
  const toggle = document.getElementById("__drawer");
  const label = document.querySelector(".md-header label[for=__drawer]");
  if (!toggle || !label) return; // a view of one instrument alone
  const button = buttonLike(label);
  label.replaceWith(button);
  const close = () => toggle.checked && toggle.click();
  const tell = () => {
    button.setAttribute("aria-expanded", String(toggle.checked));
    reachLabels(toggle.checked);
  };
  tell();
  toggle.addEventListener("change", tell);
  button.addEventListener("click", ({ detail: clicks }) => {
    toggle.click();
    if (toggle.checked && clicks === 0) enter();
  });
  document.addEventListener("change", ({ target }) => {
    const level = toggle.checked && target !== toggle && drawer()?.contains(target);
    if (level && document.activeElement.matches("label:focus-visible")) enter();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target !== button && !drawer()?.contains(target)) close();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !toggle.checked) return;
    button.focus();
    close();
  });
}

const drawer = () => document.querySelector(".md-sidebar--primary"); // each page brings another

function buttonLike(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `${label.className} md-header__drawer`;
  button.setAttribute("aria-label", "All pages");
  button.append(...label.childNodes);
  return button;
}

/** Have Tab stop at the labels that lead to another level of pages, or not: the sidebar shows all levels. */
function reachLabels(open) {
  for (const label of drawer()?.querySelectorAll("label[for]") ?? []) {
    if (open && label.tabIndex < 0) {
      label.tabIndex = 0;
      label.dataset.reached = "";
    } else if (!open && "reached" in label.dataset) label.removeAttribute("tabindex");
  }
}

/** Go to the title of the level of pages that is on top; it leads back. By keys a level comes at once:
    the next Tab would find a stop in the level that still slides away, and lose it. */
function enter() {
  for (const slide of drawer().getAnimations({ subtree: true })) slide.finish();
  const levels = drawer().querySelectorAll(".md-nav__toggle:checked ~ .md-nav");
  const level = [...levels].at(-1) ?? drawer();
  level.querySelector(".md-nav__title").focus({ preventScroll: true });
}
