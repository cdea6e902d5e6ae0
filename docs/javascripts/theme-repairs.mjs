// What the theme leaves undone for keyboards and screen readers, mended as it appears on the page.
function repair(root) {
  for (const dialog of root.querySelectorAll(".md-search[role=dialog]:not([aria-label])")) {
    dialog.setAttribute("aria-label", "Search");
  }
}

const PAUSE = 50; // ms; the theme adds its parts in hundreds of steps

export function repairTheme() {
  let waiting = 0;
  const later = () => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      repair(document);
    }, PAUSE);
  };
  repair(document);
  new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
}
