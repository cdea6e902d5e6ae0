// Lets go of pages that were left. Instant navigation keeps the window, and the theme goes on holding a
// node or two of each page that it has taken out; through its parents such a node would hold all of it.
import { whenNobodyWaits } from "./idle.mjs";

export function forgetLeftPages() {
  new MutationObserver((changes) => {
    for (const { removedNodes } of changes) {
      for (const node of removedNodes) {
        if (node.classList?.contains("md-container")) whenNobodyWaits(() => takeApart(node));
      }
    }
  }).observe(document.body, { childList: true });
}

function takeApart(page) {
  for (const part of [...page.querySelectorAll("*")].reverse()) part.remove();
}
