// Keeps what was read, so that it can be read again without a connection.
//
// The build lists the files of one version of the site, each with its digest. Only what has the digest
// of its file is kept: no error, no page of somebody else's and no other version's file takes its place.
// What is kept is therefore right, and comes from the cache, whatever the network says. A new version of
// this script waits until no page of the old one is open, or until the reader asks for it.
const VERSION = "@VERSION@"; // the build writes it
const PREFIX = "cnn-foundations";
const CACHE = `${PREFIX} ${VERSION}`;
const SCOPE = self.registration.scope;
const LIST = new URL(`offline.json?v=${VERSION}`, SCOPE).href;
const ALWAYS_FRESH = new URL("version.txt", SCOPE).href; // always from the network
const BOX = /\/box\.html\?v=\w+$/;

let files = null; // a promise of the list: address → {digest, title}
let off = false; // the reader has switched this off; until the last page is left requests come

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", ({ data }) => {
  if (data === "off") off = true;
  else if (data === "take over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (off || request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  if (request.headers.has("range") || request.url.startsWith(ALWAYS_FRESH)) return;
  event.respondWith(answer(event));
});

async function install() {
  const cache = await caches.open(CACHE);
  await adopt(cache, understood(await fetchList(cache)));
}

async function fetchList(cache) {
  const response = await fetch(LIST, { cache: "no-store" });
  const list = await response.clone().json();
  if (list.version !== VERSION) throw new Error("the host has files of two versions; try again later");
  await cache.put(LIST, response).catch(() => {});
  return list;
}

/** Take over from an earlier version what is the same in this one. */
async function adopt(cache, now) {
  for (const name of await earlier()) {
    const before = await caches.open(name);
    const kept = await before.keys();
    const listed = kept.find(({ url }) => url.includes("/offline.json?v="));
    if (!listed) continue;
    const then = understood(await (await before.match(listed)).json());
    for (const { url } of kept) {
      if (!now.has(url) || now.get(url).digest !== then.get(url)?.digest) continue;
      await cache.put(url, await before.match(url)).catch(() => {}); // a full store keeps less
    }
  }
}

async function activate() {
  for (const name of await earlier()) await caches.delete(name);
  await clients.claim();
}

async function earlier() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}

function understood({ files: rows }) {
  return new Map(rows.map(([path, , digest, title]) => [new URL(path, SCOPE).href, { digest, title }]));
}

function listed() {
  const read = async () => {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(LIST); // a browser may have emptied the cache
    return understood(kept ? await kept.json() : await fetchList(cache));
  };
  return (files ??= read().catch(() => ((files = null), new Map())));
}

async function answer(event) {
  const { request } = event;
  if (request.url === LIST) return (await caches.match(LIST)) ?? fetch(request);
  const known = await listed();
  const address = addressOf(request.url, known);
  const entry = known.get(address);
  if (!entry) return fetch(request).catch((reason) => unreachable(request, reason));
  const cache = await caches.open(CACHE);
  const kept = await cache.match(address);
  if (kept) return BOX.test(address) && request.mode === "navigate" ? sealed(kept) : kept;
  const isPage = address.endsWith("/");
  // A page is one whatever settings stand behind its address, and the host need not know them.
  const asked = isPage ? fetch(address, { cache: "no-cache" }) : fetch(request);
  const response = await asked.catch((reason) => reason);
  if (response instanceof Error) return unreachable(request, response);
  const verified = keep(cache, address, entry, response.clone());
  event.waitUntil(verified);
  const isOfOneVersion = isPage || address.includes("?v=");
  if (!isOfOneVersion || (await verified)) return response;
  // Another version's file, or none of ours. A script must not run with this version's page, and a page
  // that a script asks for would get this version's script: on an error the theme loads it in full.
  if (request.mode !== "navigate") return Response.error();
  return response.redirected ? Response.redirect(response.url) : response;
}

/** The address under which a file is listed; settings behind a page's address are left out. */
function addressOf(url, known) {
  const [whole] = url.split("#");
  if (known.has(whole)) return whole;
  return whole.split("?")[0].replace(/index\.html$/, "");
}

/** Keep a response if it is the file that the build has listed; say whether it is. */
async function keep(cache, address, { digest }, response) {
  if (!response.ok || response.redirected) return false;
  const body = await response.clone().arrayBuffer();
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  if (btoa(String.fromCharCode(...found)) !== digest) return false;
  await cache.put(address, response).catch(() => {}); // a full or forbidden store only keeps less
  return true;
}

/** The sealed box's document without a connection: what its frame asks for, this header says. */
async function sealed(kept) {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "sandbox allow-scripts",
  };
  return new Response(await kept.blob(), { headers });
}

/** Our own words, where a page is neither kept nor to be had. */
async function unreachable({ mode }, reason) {
  if (mode !== "navigate") throw reason;
  const known = await listed();
  const kept = (await (await caches.open(CACHE)).keys()).map(({ url }) => url);
  const pages = kept.filter((url) => known.get(url)?.title);
  const items = pages.map((url) => `<li><a href="${url}">${escaped(known.get(url).title)}</a></li>`);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Not kept</title>
<style>:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}
body{margin:auto;max-width:40rem;padding:2rem 1rem}li{margin:.4rem 0}</style></head>
<body><main><h1>This page is not kept here</h1>
<p>There is no connection, and this browser has not kept this page. ${
    pages.length ? "It has kept these:" : "It has kept no other page either."
  }</p>
<ul>${items.join("")}</ul>
<p><a href="">Try again</a></p></main></body></html>`;
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
  };
  return new Response(html, { status: 503, headers });
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
