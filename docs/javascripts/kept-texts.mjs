// Texts that are too long for an address, kept in this browser and named there by a key.
import { FULL, notice } from "./notice.mjs";

const STORE = "cnn-foundations.texts";
const MOST = 20; // texts; the oldest go first
const LONGEST = 200_000; // characters of one
const KEY = /^kept:[0-9a-z]{1,12}$/;

/** Keep a text, in the place of an earlier one if that is named, and return its name. */
export function keepText(text, earlier = "") {
  const key = `kept:${digest(text)}`;
  if (text.length > LONGEST) return key;
  const texts = read();
  if (texts.at(-1)?.[0] === key) return key;
  const others = texts.filter(([name]) => name !== key && name !== earlier).slice(1 - MOST);
  while (!stored([...others, [key, text]])) {
    if (!others.length) {
      notice("storage", FULL);
      break;
    }
    others.shift();
  }
  return key;
}

function stored(texts) {
  try {
    localStorage.setItem(STORE, JSON.stringify(texts));
    return true;
  } catch {
    return false; // full or forbidden
  }
}

/** The text that a name stands for, null where it is not here; any other text is itself. */
export function keptText(text) {
  if (text === null || !KEY.test(text)) return text;
  return read().find(([name]) => name === text)?.[1] ?? null;
}

function read() {
  try {
    const texts = JSON.parse(localStorage.getItem(STORE));
    const sound = (entry) => Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === "string");
    return Array.isArray(texts) ? texts.filter(sound) : [];
  } catch {
    return [];
  }
}

// 53 bits are plenty for twenty texts; crypto's digests would have to be waited for.
function digest(text) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return ((low >>> 0) * 2 ** 21 + (high >>> 11)).toString(36);
}
