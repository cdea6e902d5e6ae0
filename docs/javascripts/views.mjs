// Two other views of a page, chosen in its address. ?embed=ID shows one part of it alone, for an <iframe>
// in a page of somebody else; ?embed#ID does the same. ?present is for a projector.
import { placeInAddress } from "./address-state.mjs";
import { made } from "./cnn-calculator.mjs";

/** Show what the address asks for; `names` are the elements that can stand alone, as figures can. */
export function showView(names) {
  const parameters = new URLSearchParams(location.search);
  if (parameters.has("embed")) {
    embed(parameters.get("embed") || decoded(placeInAddress()), names);
  } else if (parameters.has("present")) {
    present();
  }
}

function embed(id, names) {
  const inner = document.querySelector(".md-content__inner");
  const named = id && document.getElementById(id);
  const part = named && inner?.contains(named) && named.closest([...names, "figure.figure"].join());
  document.documentElement.classList.add("embed");
  const title = document.querySelector("h1")?.firstChild.textContent ?? document.title;
  if (part) alone(part);
  else inner.append(made("p", "embed__kept", refusal(id)));
  inner.append(origin(title, part ? part.id : ""));
  path(inner);
  document.addEventListener("click", leaveFrame, { capture: true });
}

/** The text of an address's end; whatever is not properly encoded stays as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Keep one part, and open what it is folded into. */
function alone(part) {
  part.classList.add("embed__kept");
  path(part.parentElement);
}

/** Mark an element and all around it: what stands beside them is hidden. */
function path(element) {
  for (let above = element; above !== document.documentElement; above = above.parentElement) {
    above.classList.add("embed__path");
    if (above.localName === "details") above.open = true;
  }
}

function refusal(id) {
  if (!id) return "The address asks for one part of this page and does not name it: write ?embed=ID.";
  return `Nothing on this page that can stand alone is called “${id}”. The whole page may have what you want.`;
}

/** Where the part is from, with its settings as they are when the link is followed. */
function origin(title, id) {
  const link = made("a", "", `${title} (the whole page)`);
  const update = () => {
    const address = new URL(location.href);
    address.searchParams.delete("embed");
    const [, ...settings] = address.hash.split("?");
    address.hash = [id, ...settings].join("?");
    link.href = address.href;
  };
  for (const intent of ["pointerenter", "focus", "click"]) link.addEventListener(intent, update);
  update();
  const from = made("div", "embed__origin embed__kept", "From the page ", made("h1", "", link));
  from.append(". Text CC BY 4.0, code MIT.");
  return from;
}

/** Every link but one inside this page opens beside the page that frames it. */
function leaveFrame(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || link.hasAttribute("download")) return;
  const here = link.href.split("#")[0] === location.href.split("#")[0];
  if (!here) Object.assign(link, { target: "_blank", rel: "noopener" });
}

function present() {
  const { classList } = document.documentElement;
  classList.add("present");
  const leave = made("button", "", "Leave projector view");
  leave.type = "button";
  const aside = made("aside", "present__leave", leave);
  aside.setAttribute("aria-label", "Projector view");
  leave.addEventListener("click", () => {
    classList.remove("present");
    aside.remove();
    const address = new URL(location.href);
    address.searchParams.delete("present");
    history.replaceState(history.state, "", address);
  });
  document.body.append(aside); // instant navigation replaces what is in the page's container
}
