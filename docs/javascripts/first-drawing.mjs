// When an instrument draws for the first time. Until then the page shows what it was built with, which
// is the same; so what is seen comes first, and what is out of sight when there is time.
import { whenNobodyWaits } from "./idle.mjs";

const SIGNS = ["click", "focusin", "input", "pointerover"]; // somebody uses it

/** Draw once: when the element is seen or used, or in idle time. */
export function drawLater(element, draw) {
  const drawn = new AbortController();
  const once = () => {
    if (drawn.signal.aborted) return;
    drawn.abort();
    sight.disconnect();
    draw();
  };
  const sight = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && once());
  sight.observe(element);
  // Before anything inside hears of it.
  for (const sign of SIGNS) element.addEventListener(sign, once, { capture: true, signal: drawn.signal });
  whenNobodyWaits(once);
}
