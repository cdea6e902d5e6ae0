// An element's settings in the page's address: those that differ from its defaults, as ?ID.NAME=VALUE.

/** What the address holds for an element, by name, as texts. */
export function settingsInAddress(id, names) {
  const parameters = new URLSearchParams(location.search);
  const given = names.map((name) => [name, parameters.get(`${id}.${name}`)]);
  return Object.fromEntries(given.filter(([, value]) => value !== null));
}

/** The page's address with an element's settings in it. */
export function addressWith(id, values, defaults) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    const key = `${id}.${name}`;
    if (value === defaults[name]) address.searchParams.delete(key);
    else address.searchParams.set(key, value);
  }
  return address;
}
