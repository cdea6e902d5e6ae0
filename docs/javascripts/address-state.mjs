// An element's settings in the page's address: those that differ from its defaults, behind the `#`, as
// #PLACE?ID.NAME=VALUE. No host gets what is behind the `#`. Links of earlier years have them as
// ?ID.NAME=VALUE and are read, too.
//
// A long text, or one that was refused, is kept in this browser; the address then names it as kept:KEY.
import { keepText, keptText } from "./kept-texts.mjs";

const LONGEST = 8_000; // of an address, in characters
const LONG = 1_500; // of a text
const LONG_IF_REFUSED = 100;
const FOLLOWED = 300; // ms after a click, in which its link has been followed

function parts({ hash }) {
  const [place, ...rest] = hash.slice(1).split("?");
  return { place, inside: new URLSearchParams(rest.join("?")) };
}

function given(id, names) {
  const { inside } = parts(location);
  const before = new URLSearchParams(location.search);
  const text = (name) => inside.get(`${id}.${name}`) ?? before.get(`${id}.${name}`);
  return names.map((name) => [name, text(name)]).filter(([, value]) => value !== null);
}

/** What the address holds for an element, by name, as texts. */
export function settingsInAddress(id, names) {
  const texts = given(id, names).map(([name, value]) => [name, keptText(value)]);
  return Object.fromEntries(texts.filter(([, value]) => value !== null));
}

/** The names whose texts the address names and this browser does not have. */
export function missingInAddress(id, names) {
  return given(id, names).flatMap(([name, value]) => (keptText(value) === null ? [name] : []));
}

/** The page's address with an element's settings in it, and a place to begin at if one is named. */
export function addressWith(id, values, defaults, { refused = false, at = "" } = {}) {
  const long = refused ? LONG_IF_REFUSED : LONG;
  const address = new URL(location.href);
  const { place, inside } = parts(address);
  const write = () => {
    const settings = String(inside);
    address.hash = settings ? `${at || place}?${settings}` : place;
  };
  for (const name of Object.keys(values)) {
    const key = `${id}.${name}`;
    const text = String(values[name]);
    address.searchParams.delete(key);
    if (values[name] === defaults[name]) inside.delete(key);
    else inside.set(key, text.length > long ? keepText(text, inside.get(key)) : text);
  }
  write();
  if (address.href.length > LONGEST) {
    for (const [key, text] of [...inside]) if (text.length > LONG_IF_REFUSED) inside.set(key, keepText(text));
    write();
  }
  return address;
}

/** Whether the address leaves out a text, which only this browser has. */
export function leavesOut(address) {
  return String(parts(new URL(address)).inside).includes("=kept%3A");
}

/**
 * Let links within the page leave all as it is. They replace the settings in the address, and the theme
 * takes the first of them for another page, which it loads: both would undo what was typed.
 */
export function keepSettingsOnLinks() {
  let settings = null; // while such a link is followed
  let ends = 0;
  const remember = ({ target }) => {
    const link = target.closest?.("a[href]");
    settings = null;
    if (!(link instanceof HTMLAnchorElement) || link.hash.includes("?") || !link.href.includes("#")) return;
    if (link.href.split("#")[0] !== location.href.split("#")[0]) return;
    link.target ||= "_self"; // leaves it to the browser
    settings = String(parts(location).inside);
    clearTimeout(ends);
    ends = setTimeout(() => (settings = null), FOLLOWED);
  };
  const followed = (event) => {
    if (settings === null) return;
    event.stopImmediatePropagation();
    if (settings) history.replaceState(history.state, "", `${location.hash || "#"}?${settings}`);
  };
  window.addEventListener("click", remember, { capture: true });
  window.addEventListener("popstate", followed);
}

/** The place in the page that the address names, where settings stand behind it. */
export function placeInAddress() {
  return parts(location).place;
}

/** Go where an address with settings points to; a browser knows only places with nothing behind them. */
export function goToPlace() {
  const place = location.hash.includes("?") && document.getElementById(placeInAddress());
  if (!place) return;
  for (let around = place; around; around = around.parentElement) if ("open" in around) around.open = true;
  place.scrollIntoView();
}
