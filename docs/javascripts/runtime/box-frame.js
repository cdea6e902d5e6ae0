// The document of the sealed box: a frame of an origin of its own, whose policy names this script and
// lets it start workers from blobs, and nothing else. The page hands in what Python is made of, and a
// port; from then on the page and the worker talk over that port, and this document does nothing more.
const origin = self.origin; // "null" in a sandbox, which the page checks, too

addEventListener("message", ({ data, ports, source }) => {
  if (source !== parent || origin !== "null") return;
  const code = document.getElementById("worker").textContent;
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  worker.onerror = (event) => {
    event.preventDefault();
    parent.postMessage({ failed: event.message || "the worker could not start" }, "*");
  };
  worker.postMessage(data, ports);
});

parent.postMessage({ hello: true }, "*");
