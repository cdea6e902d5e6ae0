// The site's own script: it defines the elements, each of which upgrades itself wherever it appears,
// and listens once for what concerns every page.
import { BranchLab } from "./branch-lab.mjs";
import { CodeExercise } from "./code-exercise.mjs";
import { CnnCalculator } from "./cnn-calculator.mjs";
import { ConvolutionStepper } from "./convolution-stepper.mjs";
import { ExerciseProgress } from "./exercise-progress.mjs";
import { GradientFlow } from "./gradient-flow.mjs";
import { NetworkTable } from "./network-table.mjs";
import { answerHowDoWeKnow } from "./how-do-we-know.mjs";
import { PoolingStepper } from "./pooling-stepper.mjs";
import { QuizQuestion } from "./quiz-question.mjs";
import { ReceptiveFieldExplorer } from "./receptive-field-explorer.mjs";
import { repairTheme } from "./theme-repairs.mjs";
import { TryIt } from "./try-it.mjs";

const elements = {
  "branch-lab": BranchLab,
  "cnn-calculator": CnnCalculator,
  "code-exercise": CodeExercise,
  "convolution-stepper": ConvolutionStepper,
  "exercise-progress": ExerciseProgress,
  "gradient-flow": GradientFlow,
  "network-table": NetworkTable,
  "pooling-stepper": PoolingStepper,
  "quiz-question": QuizQuestion,
  "receptive-field-explorer": ReceptiveFieldExplorer,
  "try-it": TryIt,
};

for (const [name, element] of Object.entries(elements)) {
  // Instant navigation may load this module again; a name can be defined only once.
  if (!customElements.get(name)) customElements.define(name, element);
}

if (!window.cnnFoundations) {
  window.cnnFoundations = true;
  repairTheme();
  answerHowDoWeKnow();
}
