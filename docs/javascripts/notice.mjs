// One line at the foot of the window, for what concerns the whole visit; each kind is said once.
const shown = new Set();

/** What is said, once, when the browser refuses to store something. */
export const FULL = "This browser keeps nothing more: what you write and solve is gone when you leave.";

/** Show a sentence, with a button for what can be done about it. */
export function notice(kind, sentence, action = "", act = null) {
  if (shown.has(kind)) return;
  shown.add(kind);
  const line = document.createElement("div");
  line.className = "notice";
  line.setAttribute("role", "status");
  line.append(`${sentence} `, button(action || "Close", act ?? (() => line.remove())));
  document.body.append(line);
}

function button(label, act) {
  const made = document.createElement("button");
  made.className = "md-button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
