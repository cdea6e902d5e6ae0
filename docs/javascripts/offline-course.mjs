// <offline-course>: the course kept in this browser, all of it or what was visited, or nothing.
//
// The service worker keeps what is asked for, if it is the file that the build has listed. So to keep a
// file is to ask for it.
import { exerciseRuntime, runtime } from "./cnnlib-client.mjs";
import { whenNobodyWaits } from "./idle.mjs";
import { version } from "./version.mjs";

const PREFIX = "cnn-foundations";
const OFF = "cnn-foundations.offline-off";
const ROOT = new URL("../", import.meta.url);
const AT_ONCE = 4;

const REFUSED = "This browser, or this address, does not allow pages to be kept.";

// A site that is served while it is written has no version.
const possible = version && "serviceWorker" in navigator && window.isSecureContext && allowed();

/** Keep what is visited from now on, unless the reader has switched that off. */
export async function keepVisits() {
  if (!possible || switchedOff()) return;
  await new Promise(whenNobodyWaits);
  await register();
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
    );
  }
  // What was loaded before the service worker was there.
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  await keep([location.origin + location.pathname, ...loaded]);
  await new Promise(whenNobodyWaits);
  await keep([...runtime.files, ...exerciseRuntime.files]);
}

const register = () => navigator.serviceWorker.register(new URL("service-worker.js", ROOT));

async function keep(addresses) {
  for (const address of addresses) {
    if (!address.startsWith(ROOT.href) || (await caches.match(address))) continue;
    const response = await fetch(address).catch(() => null);
    await response?.arrayBuffer().catch(() => {}); // one after the other
  }
}

/** Whether the reader lets pages store something: where not, even naming the stores throws. */
function allowed() {
  try {
    return Boolean(window.localStorage && window.caches);
  } catch {
    return false;
  }
}

const switchedOff = () => localStorage.getItem(OFF) === "1";

export class OfflineCourse extends HTMLElement {
  connectedCallback() {
    if (this.words) return;
    this.words = this.querySelector("[data-part=words]");
    this.bar = this.querySelector("progress");
    this.addEventListener("click", ({ target }) => this[target.dataset.action]?.());
    this.show();
  }

  button(action) {
    return this.querySelector(`[data-action=${action}]`);
  }

  async show() {
    if (!possible) return this.say(REFUSED);
    const off = switchedOff();
    if (!off && !(await this.prepared())) return;
    const files = await this.files();
    const kept = off || !files ? [] : await this.kept(files).catch(() => null);
    if (!kept) return this.say(REFUSED);
    for (const [action, shown] of Object.entries({
      take: files && !off && kept.length < files.length,
      forget: !off,
      allow: off,
      stop: false,
    })) {
      this.button(action).hidden = !shown;
    }
    if (off) this.say("Nothing is kept.");
    else if (!files) this.say("There is no connection, or the list of files is not there.");
    else this.say(`${kept.length} of ${files.length} files are kept here, ${size(kept)} of ${size(files)}.`);
  }

  /** Whether a service worker answers for this page; if not, say what that waits for. */
  async prepared() {
    const { serviceWorker } = navigator;
    const registration = await register().catch(() => null); // some refuse it only when asked
    if (!registration) this.say(REFUSED);
    else if (serviceWorker.controller) return true;
    else {
      serviceWorker.addEventListener("controllerchange", () => this.show(), { once: true });
      const { active, installing } = registration;
      this.say(active ? "Reload this page once; then it can keep the course." : "Preparing to keep pages …");
      installing?.addEventListener("statechange", () => {
        if (installing.state === "redundant") this.say("This did not work; the host may be changing. Try again later.");
      });
    }
    return false;
  }

  say(text) {
    this.words.textContent = text;
  }

  async files() {
    try {
      const response = await fetch(new URL(`offline.json?v=${version}`, ROOT));
      const list = await response.json();
      return list.files.map(([path, bytes]) => ({ url: new URL(path, ROOT).href, bytes }));
    } catch {
      return null;
    }
  }

  async kept(files) {
    const cache = await caches.open(`${PREFIX} ${version}`);
    const there = new Set((await cache.keys()).map(({ url }) => url));
    return files.filter(({ url }) => there.has(url));
  }

  async take() {
    const files = await this.files();
    if (!files) return this.show();
    const missing = new Set(files);
    for (const file of await this.kept(files)) missing.delete(file);
    const queue = [...missing];
    const total = size(queue);
    let done = 0;
    this.stopped = false;
    this.bar.hidden = false;
    this.bar.max = queue.reduce((sum, { bytes }) => sum + bytes, 0);
    this.button("take").hidden = true;
    this.button("stop").hidden = false;
    const worker = async () => {
      for (let file = queue.shift(); file && !this.stopped; file = queue.shift()) {
        await fetch(file.url)
          .then((response) => response.arrayBuffer())
          .catch(() => null);
        done += file.bytes;
        this.bar.value = done;
        this.say(`${(done / 1e6).toFixed(1)} MB of ${total} …`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.bar.hidden = true;
    await this.show();
    const left = files.length - (await this.kept(files)).length;
    if (left && !this.stopped) this.words.append(` ${left} could not be loaded or stored; try again.`);
  }

  stop() {
    this.stopped = true;
  }

  async forget() {
    localStorage.setItem(OFF, "1");
    navigator.serviceWorker.controller?.postMessage("off");
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      if (registration.scope.startsWith(ROOT.href)) await registration.unregister();
    }
    for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
    this.show();
  }

  async allow() {
    localStorage.removeItem(OFF);
    await keepVisits();
    this.show();
  }
}

function size(files) {
  return `${(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB`;
}
