// What the theme leaves undone for keyboards and screen readers, mended as it appears on the page.
function repair(root) {
  for (const dialog of root.querySelectorAll(".md-search[role=dialog]:not([aria-label])")) {
    dialog.setAttribute("aria-label", "Search");
  }
  for (const tools of root.querySelectorAll(".md-code__nav:not([role])")) {
    tools.setAttribute("role", "none"); // two buttons are not a landmark
  }
  for (const table of root.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
    table.tabIndex = 0; // a wide table scrolls; without a mouse it must be reachable
  }
}

export function repairTheme() {
  repair(document);
  new MutationObserver(() => repair(document)).observe(document.body, {
    childList: true,
    subtree: true,
  });
}
