// When to do what nobody waits for.
import { exerciseRuntime, runtime } from "./cnnlib-client.mjs";

const inIdleTime = self.requestIdleCallback ?? setTimeout; // Safari has no other

/** Call back in idle time, once the page is there and as long as nobody waits for Python's start. */
export function whenNobodyWaits(step) {
  const again = () => whenNobodyWaits(step);
  const starting = [runtime, exerciseRuntime].find(({ state }) => state === "starting");
  if (document.readyState !== "complete") window.addEventListener("load", again, { once: true });
  else if (starting) starting.addEventListener("state", again, { once: true });
  else inIdleTime(step);
}
