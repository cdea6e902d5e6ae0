// The site's own script: it defines the elements, each of which upgrades itself wherever it appears,
// and listens once for what concerns every page.
import { goToPlace, keepSettingsOnLinks } from "./address-state.mjs";
import { BranchLab } from "./branch-lab.mjs";
import { CodeExercise } from "./code-exercise.mjs";
import { CnnCalculator } from "./cnn-calculator.mjs";
import { ConvolutionStepper } from "./convolution-stepper.mjs";
import { DesignSheet } from "./design-sheet.mjs";
import { openDrawerByKeys } from "./drawer.mjs";
import { DrillTask } from "./drill-task.mjs";
import { ExerciseProgress } from "./exercise-progress.mjs";
import { GradientFlow } from "./gradient-flow.mjs";
import { forgetLeftPages } from "./left-pages.mjs";
import { layOutLongPages } from "./long-page.mjs";
import { NetworkTable } from "./network-table.mjs";
import { answerHowDoWeKnow } from "./how-do-we-know.mjs";
import { keepVisits, OfflineCourse } from "./offline-course.mjs";
import { PoolingStepper } from "./pooling-stepper.mjs";
import { QuizQuestion } from "./quiz-question.mjs";
import { ReceptiveFieldExplorer } from "./receptive-field-explorer.mjs";
import { repairTheme } from "./theme-repairs.mjs";
import { reportThisState } from "./report.mjs";
import { watchVersion } from "./version.mjs";
import { showView } from "./views.mjs";
import { TryIt } from "./try-it.mjs";
import { WorkSheet } from "./work-sheet.mjs";

const elements = {
  "branch-lab": BranchLab,
  "cnn-calculator": CnnCalculator,
  "code-exercise": CodeExercise,
  "convolution-stepper": ConvolutionStepper,
  "design-sheet": DesignSheet,
  "drill-task": DrillTask,
  "exercise-progress": ExerciseProgress,
  "gradient-flow": GradientFlow,
  "network-table": NetworkTable,
  "offline-course": OfflineCourse,
  "pooling-stepper": PoolingStepper,
  "quiz-question": QuizQuestion,
  "receptive-field-explorer": ReceptiveFieldExplorer,
  "try-it": TryIt,
  "work-sheet": WorkSheet,
};

// Before the elements, and the theme, begin to listen.
if (!window.cnnFoundations) keepSettingsOnLinks();

for (const [name, element] of Object.entries(elements)) {
  // Instant navigation may load this module again; a name can be defined only once.
  if (!customElements.get(name)) customElements.define(name, element);
}

if (!window.cnnFoundations) {
  window.cnnFoundations = true;
  document.querySelector(".not-started")?.remove();
  showView(Object.keys(elements));
  layOutLongPages();
  forgetLeftPages();
  repairTheme();
  openDrawerByKeys();
  answerHowDoWeKnow();
  watchVersion();
  keepVisits().catch((reason) => console.info("Nothing is kept for reading offline:", reason));
  reportThisState();
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") goToPlace();
  window.addEventListener("hashchange", goToPlace);
}
