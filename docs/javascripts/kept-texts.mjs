// Texts that are too long for an address, kept in this browser and named there by a key.
const STORE = "cnn-foundations.texts";
const MOST = 20; // texts; the oldest go first
const LONGEST = 200_000; // characters of one
const KEY = /^kept:[0-9a-z]{1,12}$/;

/** Keep a text and return its name; a browser that keeps nothing returns the same name for nothing. */
export function keepText(text) {
  const key = `kept:${digest(text)}`;
  if (text.length > LONGEST) return key;
  const texts = read();
  if (texts.at(-1)?.[0] === key) return key;
  const others = texts.filter(([name]) => name !== key);
  try {
    localStorage.setItem(STORE, JSON.stringify([...others.slice(1 - MOST), [key, text]]));
  } catch {
    // Full or forbidden: the text stays in its field as long as the page is open.
  }
  return key;
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
