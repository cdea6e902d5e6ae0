// A long page is first laid out as far as it is seen: long-page.css has browsers skip the other parts.
// They follow here once the reader moves, a few at a time, while there is nothing else to do and nobody
// waits for Python. After a moment nothing is skipped: places, sizes and the scrollbar are exact.
import { placeInAddress } from "./address-state.mjs";
import { whenNobodyWaits } from "./idle.mjs";

const AT_ONCE = 8; // ms of work; half of the time between two pictures on the screen
const LAST = 4; // parts at the end: longer than guessed, they would be taken to stand on the page's footer
const ANY_PLACE = "data-any-place"; // see long-page.css
const SIGNS = ["focusin", "keydown", "pointermove", "scroll", "touchstart", "wheel"];

const readerMoves = new Promise((resolve) => {
  for (const sign of SIGNS) window.addEventListener(sign, resolve, { capture: true, once: true, passive: true });
});

let parts = []; // of the page that is open, not yet laid out

export function layOutLongPages() {
  let page = location.pathname;
  // Going back leads to where the reader was, and the theme scrolls there before anything else can be
  // done about the page that it puts in.
  window.addEventListener("popstate", () => {
    if (location.pathname !== page) document.documentElement.toggleAttribute(ANY_PLACE, true);
  });
  const [{ type }] = performance.getEntriesByType("navigation");
  layOut(type !== "navigate");
  new MutationObserver((changes) => {
    const isPage = (node) => node.classList?.contains("md-container");
    if (!changes.some(({ addedNodes }) => [...addedNodes].some(isPage))) return;
    page = location.pathname;
    layOut(document.documentElement.hasAttribute(ANY_PLACE));
    document.documentElement.removeAttribute(ANY_PLACE);
  }).observe(document.body, { childList: true });
}

/** Lay out all parts: now, where the page is read from somewhere in its middle, or in idle time. */
function layOut(now) {
  parts = [...document.querySelectorAll(".md-content__inner > *")];
  if (now || placeInAddress()) return parts.forEach(show);
  parts.splice(-LAST).forEach(show);
  readerMoves.then(() => whenNobodyWaits(layOutMore));
}

function layOutMore() {
  const end = performance.now() + AT_ONCE;
  while (parts.length && performance.now() < end) {
    const part = parts.shift();
    show(part);
    part.getBoundingClientRect(); // laid out here, where its time counts
  }
  if (parts.length) whenNobodyWaits(layOutMore);
}

function show(part) {
  part.style.setProperty("content-visibility", "visible");
}
