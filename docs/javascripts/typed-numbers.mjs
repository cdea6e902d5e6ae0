// How a typed answer is read and compared. The patterns and sentences are cnnlib.drills' own, written
// into build.mjs, so that page and Python can't differ in them.
import { typedNumbers as rules } from "../assets/generated/build.mjs";

const NUMBER = new RegExp(rules.number, "g");
const GROUPING = new RegExp(rules.grouping, "g");
const SQUARE = new RegExp(rules.square);

/**
 * Answer a typed text for a task with `answer`, `mistakes` (each with what it `gives`) and `square`:
 * whether it is correct, a sentence, and the place of the mistake that was recognized, or null.
 */
export function compare(text, { answer, mistakes, square = false }) {
  const reply = (message, more) => ({ correct: false, mistake: null, message, ...more });
  if (text.length > rules.longest) return reply(rules.long);
  const ways = readings(text, square);
  if (!ways[0].length) return reply(rules.none);
  if (ways.some((way) => same(way, answer))) return reply(rules.right, { correct: true });
  const mistake = mistakes.findIndex(({ gives }) => ways.some((way) => same(way, gives)));
  if (mistake >= 0) return reply(rules.wrong, { mistake });
  if (ways.every((way) => way.length !== answer.length)) {
    const read = ways.at(-1).length;
    const asked = answer.length;
    return reply(
      rules.count
        .replace("{}", `${asked} number${asked > 1 ? "s are" : " is"}`)
        .replace("{}", `${read} ${read > 1 ? "were" : "was"}`),
    );
  }
  return reply(`${rules.wrong} ${rules.again}`);
}

/** The ways to read a text: "1 792" is one number or two, "31 x 31" may be a square's side. */
function readings(text, square) {
  const plain = text.replaceAll("−", "-");
  const grouped = plain.replace(GROUPING, "");
  const ways = [plain, grouped].map((way) => (way.match(NUMBER) ?? []).map(Number));
  const side = square && grouped.match(SQUARE);
  return side ? [...ways, [Number(side[1])]] : ways;
}

function same(a, b) {
  return a.length === b.length && a.every((x, i) => Math.abs(x - b[i]) <= 1e-6 * Math.abs(b[i]));
}
