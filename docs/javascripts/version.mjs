// Which version of the site this is, and what is done when there is a newer one.
//
// A page, its script and what is kept are of one version. A tab that is open while a new one is published
// goes on with its own; a sentence says so, and the reader decides when to change.
import { notice } from "./notice.mjs";

const ROOT = new URL("../", import.meta.url);
const OFTEN = 15 * 60_000; // ms between two questions
const MARK = "meta[name=cnn-version]";

/** The version of the page that this script came with; a site that is being written has none. */
export const version = document.querySelector(MARK)?.content ?? "";

let asked = Date.now();

export function watchVersion() {
  if (!version) return;
  // Instant navigation has brought a page of another version: its own script comes with a full load.
  new MutationObserver(() => {
    const marks = [...document.head.querySelectorAll(MARK)];
    if (marks.some(({ content }) => content !== version)) location.reload();
  }).observe(document.head, { childList: true });
  const askSometimes = () => {
    if (document.visibilityState === "visible" && Date.now() - asked > OFTEN) askForVersion();
  };
  document.addEventListener("visibilitychange", askSometimes);
  document.addEventListener("click", askSometimes); // a tab may stay in front for days
  // Another tab has changed to the new version, and this one's files are gone with the old.
  if (navigator.serviceWorker?.controller) {
    navigator.serviceWorker.addEventListener("controllerchange", show);
  }
  navigator.serviceWorker?.ready
    .then((registration) => {
      const waiting = () => registration.waiting && registration.active && show();
      waiting();
      registration.addEventListener("updatefound", () =>
        registration.installing?.addEventListener("statechange", waiting),
      );
    })
    .catch(() => {}); // a browser that refuses service workers
}

/** Ask the host which version it has; to be called where something of this one is missing. */
export async function askForVersion() {
  asked = Date.now();
  const response = await fetch(new URL("version.txt", ROOT), { cache: "no-store" }).catch(() => null);
  const found = response?.ok && (await response.text()).trim();
  if (!/^[0-9a-f]{12}$/.test(found) || found === version) return false;
  navigator.serviceWorker?.getRegistration().then((registration) => registration?.update()).catch(() => {}); // offline, refused, or half published
  show();
  return true;
}

function show() {
  const said = "There is a new version of this course. What you have written is kept.";
  notice("version", said, "Reload", takeOver);
}

async function takeOver() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => null);
  await registration?.update().catch(() => {});
  const coming = registration?.waiting ?? registration?.installing;
  if (!coming) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  const go = () => {
    if (coming.state === "installed") coming.postMessage("take over");
    else if (coming.state === "redundant") location.reload();
  };
  coming.addEventListener("statechange", go);
  go();
}
