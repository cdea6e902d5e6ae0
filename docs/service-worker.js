// Keeps what was read, so that it can be read again without a connection.
//
// Files whose address holds their version come from the cache; all others come from the network as
// long as there is one. So a page and what it loads are always of one version.
const CACHE = "cnn-foundations";
const PATIENCE = 4000; // ms until a slow network is taken for none
// Hashes and versions in names, and ?v=… behind them.
const FIXED = /\?v=|\.[0-9a-f]{8}\.min\.(css|js)$|\/cnnlib-[0-9a-f]{12}\/|\/pyodide-[\d.]+\/|\.woff2$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The reader has switched this off; until the last page is left there may still be requests.
let off = false;
self.addEventListener("message", () => (off = true));

self.addEventListener("fetch", (event) => {
  if (off) return;
  const { request } = event;
  const inScope = request.url.startsWith(self.registration.scope);
  if (request.method !== "GET" || !inScope || request.headers.has("range")) return;
  event.respondWith(FIXED.test(request.url) ? fromCache(request) : fromNetwork(request));
});

async function fromCache(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  return kept ?? keep(cache, request, await fetch(request));
}

async function fromNetwork(request) {
  const cache = await caches.open(CACHE);
  const address = withoutState(request);
  const answer = fetch(request).then((response) => keep(cache, address, response));
  const kept = await cache.match(address);
  if (!kept) return answer;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept.clone()));
  return Promise.race([answer.catch(() => kept), late]);
}

/** A page's settings stand behind its address; it is one page all the same. */
function withoutState(request) {
  const url = new URL(request.url);
  url.search = "";
  return url.href;
}

function keep(cache, address, response) {
  // A full or forbidden store only means that nothing is kept.
  if (response.ok && response.type === "basic") cache.put(address, response.clone()).catch(() => {});
  return response;
}
