// Lets search wait until somebody searches: its index is larger than a page, and its worker is a
// script of its own.
//
// Material asks for both on every first visit. Here the index is asked for when the search form is
// pointed at or gets the focus, or at once where the address is that of a search or of its result;
// the worker starts with the first message, which brings it the index.
{
  const { open, send } = XMLHttpRequest.prototype;
  const form = document.forms.namedItem("search");
  const asked = new URLSearchParams(location.search);
  const wanted = new Promise((resolve) => {
    if (!form || asked.has("q") || asked.has("h")) return resolve();
    for (const intent of ["pointerenter", "focusin"]) form.addEventListener(intent, resolve);
  });
  XMLHttpRequest.prototype.open = function (method, url, ...more) {
    this.waits = new URL(url, location.href).pathname.endsWith("/search/search_index.json");
    return open.call(this, method, url, ...more);
  };
  XMLHttpRequest.prototype.send = function (...body) {
    if (!this.waits) return send.apply(this, body);
    wanted.then(() => send.apply(this, body));
  };

  const startingLate = (start) => {
    const place = new EventTarget();
    let worker = null;
    place.postMessage = (message) => {
      if (!worker) {
        worker = start();
        worker.onmessage = ({ data }) => place.dispatchEvent(new MessageEvent("message", { data }));
      }
      worker.postMessage(message);
    };
    return place;
  };
  self.Worker = new Proxy(Worker, {
    construct(Worker, values) {
      const start = () => new Worker(...values);
      return String(values[0]).includes("/workers/search.") ? startingLate(start) : start();
    },
  });
}
