// An element's settings in the page's address: those that differ from its defaults, behind the `#`, as
// #PLACE?ID.NAME=VALUE. What stands there reaches no host. Links of earlier years have them as
// ?ID.NAME=VALUE and are read, too.
//
// A long text, or one that was refused, is kept in this browser; the address then names it as kept:KEY.
import { keepText, keptText } from "./kept-texts.mjs";

const LONGEST = 8_000; // of an address, in characters
const LONG = 1_500; // of a text
const LONG_IF_REFUSED = 100;

function parts({ hash }) {
  const [place, ...rest] = hash.slice(1).split("?");
  return { place, inside: new URLSearchParams(rest.join("?")) };
}

/** What the address holds for an element, by name, as texts. */
export function settingsInAddress(id, names) {
  const { inside } = parts(location);
  const before = new URLSearchParams(location.search);
  const given = (name) => inside.get(`${id}.${name}`) ?? before.get(`${id}.${name}`);
  const texts = names.map((name) => [name, keptText(given(name))]);
  return Object.fromEntries(texts.filter(([, value]) => value !== null));
}

/** The page's address with an element's settings in it, and a place to begin at if one is named. */
export function addressWith(id, values, defaults, { refused = false, at = "" } = {}) {
  const long = refused ? LONG_IF_REFUSED : LONG;
  const address = written(id, values, defaults, at, long);
  return address.href.length > LONGEST ? written(id, values, defaults, at, LONG_IF_REFUSED) : address;
}

function written(id, values, defaults, at, long) {
  const address = new URL(location.href);
  const { place, inside } = parts(address);
  for (const name of Object.keys(values)) {
    const key = `${id}.${name}`;
    const text = String(values[name]);
    address.searchParams.delete(key);
    if (values[name] === defaults[name]) inside.delete(key);
    else inside.set(key, text.length > long ? keepText(text) : text);
  }
  const settings = String(inside);
  address.hash = settings ? `${at || place}?${settings}` : place;
  return address;
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
