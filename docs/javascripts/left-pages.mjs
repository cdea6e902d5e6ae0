// Lets go of pages that were left. Instant navigation keeps the window, and the theme goes on holding
// parts of each page that it has taken out; through its parents such a part would hold all of it. The
// little that is held all the same ends with the window: every thirtieth link is a full load.
import { whenNobodyWaits } from "./idle.mjs";

const PAGES_PER_WINDOW = 30;

export function forgetLeftPages() {
  let left = 0;
  new MutationObserver((changes) => {
    for (const { removedNodes } of changes) {
      for (const node of removedNodes) {
        if (!node.classList?.contains("md-container")) continue;
        left += 1;
        whenNobodyWaits(() => takeApart(node));
      }
    }
  }).observe(document.body, { childList: true });

  // The theme leaves a link with a target to the browser.
  const loadFully = (event) => {
    const link = event.target.closest?.("a[href]");
    if (left < PAGES_PER_WINDOW - 1 || !(link instanceof HTMLAnchorElement) || link.target) return;
    const { origin, pathname } = new URL(link.href, location);
    if (origin === location.origin && pathname !== location.pathname) link.target = "_self";
  };
  window.addEventListener("click", loadFully, { capture: true });
}

function takeApart(page) {
  for (const part of [...page.querySelectorAll("*")].reverse()) part.remove();
}
