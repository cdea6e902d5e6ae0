// The only script of the site's own: it defines the elements; each upgrades itself wherever it appears.
import { CnnCalculator } from "./cnn-calculator.mjs";
import { QuizQuestion } from "./quiz-question.mjs";
import { repairTheme } from "./theme-repairs.mjs";
import { TryIt } from "./try-it.mjs";

const elements = {
  "cnn-calculator": CnnCalculator,
  "quiz-question": QuizQuestion,
  "try-it": TryIt,
};

repairTheme();

for (const [name, element] of Object.entries(elements)) {
  // Instant navigation may load this module again; a name can be defined only once.
  if (!customElements.get(name)) customElements.define(name, element);
}
