// One line at the foot of the window, for what concerns the whole visit; each kind is said once.
const shown = new Set();

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
