// Lets the search index, which is larger than a page, wait until somebody searches.
//
// Material asks for it on every first visit. Here its request is sent when the search form is
// pointed at or gets the focus, or at once where the address is that of a search or of its result.
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
}
