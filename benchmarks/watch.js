// Injected before a page's own scripts: notes when which answer stands in the page, and how long the
// main thread was busy. `act` presses or types, as soon as the tool lets a reader do so.
(tool, act) => {
  if (self !== top) return;
  const seen = (self.benchmark = { longTasks: [] });
  const note = (entries) => entries.map((e) => ({ start: e.startTime, duration: e.duration }));
  new PerformanceObserver((list) => seen.longTasks.push(...note(list.getEntries()))).observe({
    type: "longtask",
    buffered: true,
  });
  new PerformanceObserver((list) => (seen.painted = list.getEntries().at(-1).startTime)).observe({
    type: "paint",
    buffered: true,
  });
  self.expectAnswer = ({ selector, first, live }, act) => {
    let acted = false;
    const look = () => {
      const text = document.querySelector(selector)?.textContent ?? "";
      if (first && text.includes(first)) seen.first ??= performance.now();
      acted ||= act();
      if (!text.includes(live)) return;
      seen.live ??= performance.now();
      observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(document, {
      attributeFilter: ["disabled", "data-status"],
      characterData: true,
      childList: true,
      subtree: true,
    });
    for (const event of ["DOMContentLoaded", "load"]) addEventListener(event, look);
    look();
  };
  self.expectAnswer(tool, act);
};
