// Lets instant navigation work wherever the site is served from.
//
// Material follows only links that sitemap.xml lists, port and path included; the sitemap is
// written for SITE_URL. Served from elsewhere (a preview, another port, a sub-path), every link would
// reload the page, and with it Python. So the addresses are moved to where the site really is.
{
  const parse = DOMParser.prototype.parseFromString;
  DOMParser.prototype.parseFromString = function (text, type) {
    const parsed = parse.call(this, text, type);
    if (type !== "text/xml") return parsed;
    const config = JSON.parse(document.getElementById("__config").textContent);
    const here = new URL(`${config.base}/`, location.href);
    const entries = [...parsed.querySelectorAll("url > loc")];
    const written = entries.map((entry) => entry.textContent).sort((a, b) => a.length - b.length)[0];
    for (const entry of entries) {
      const address = entry.textContent;
      const path = address.startsWith(written) ? address.slice(written.length) : address;
      entry.textContent = new URL(path, here).href;
    }
    return parsed;
  };
}
