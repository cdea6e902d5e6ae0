// Renders one formula per line of standard input: {"tex", "display"} → {"html"} or {"error"}.
import { createInterface } from "node:readline";
import katex from "katex";

const options = {
  output: "htmlAndMathml",
  strict: "error",
  throwOnError: true,
  trust: false,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  let reply;
  try {
    reply = { html: katex.renderToString(tex, { ...options, displayMode: display }) };
  } catch (error) {
    reply = { error: error.message };
  }
  process.stdout.write(JSON.stringify(reply) + "\n");
}
