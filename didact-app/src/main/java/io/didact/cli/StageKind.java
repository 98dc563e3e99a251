package io.didact.cli;

import java.util.List;
import java.util.Locale;

/** The stages that are commands, and what their help says. */
enum StageKind {
  SFT(
      "Teach a model by examples: a teacher, a student, or a new model on documents.",
      "`model` (or `architecture` of a new one), `view` (teacher, student, solution-only, document),"
          + " `data`",
      "model/ in Hugging Face layout",
      List.of(
          "model: models/base",
          "view: student",
          "data: {type: file, path: data/expert.jsonl}",
          "epochs: 5")),
  RL(
      "Train a policy by reinforcement learning, with any reward and algorithm.",
      "`policy`, `view` (teacher, student), `reward` (rlt, correctness, or one of an extension),"
          + " `problems`, `algorithm` (grpo, or one of an extension)",
      "model/ of the policy, rollouts/ with every completion and its reward",
      List.of(
          "policy: runs/warm-up/model",
          "view: teacher",
          "reward: {type: rlt, student: runs/student/model, lambda: 3}",
          "problems: {type: file, path: data/problems.jsonl}",
          "algorithm: {type: grpo, beta: 0.04}")),
  RLT(
      "Train a teacher by reinforcement learning: its explanations are worth what a student learns"
          + " from them. `rl` with view teacher and reward rlt.",
      "`policy`, `reward.student`, `problems`",
      "model/ of the teacher, rollouts/ with every explanation and its reward",
      List.of(
          "policy: runs/warm-up/model",
          "reward: {student: runs/student/model}",
          "problems: {type: file, path: data/problems.jsonl}",
          "steps: 125",
          "problemsPerStep: 16",
          "rolloutsPerProblem: 64")),
  GRPO(
      "Train a model by ordinary reinforcement learning: it is paid for correct answers. `rl` with"
          + " view student and reward correctness.",
      "`policy`, `problems`, `reward.answer` (exact, math, integer, choice, countdown,"
          + " digit-countdown)",
      "model/ and rollouts/",
      List.of(
          "policy: models/base",
          "problems: {type: file, path: data/problems.jsonl}",
          "reward: {answer: exact}")),
  TRACES(
      "Sample a model's explanations, score them, and keep some.",
      "`model`, `reward`, `problems`, `samplesPerProblem`, `choice` (all, best), `cut` (keep,"
          + " drop, sample-again, close)",
      "traces.jsonl, a file of problems with traces for `didact sft`",
      List.of(
          "model: runs/teacher/model",
          "reward: {type: rlt, student: runs/student/model}",
          "problems: {type: file, path: data/problems.jsonl}",
          "samplesPerProblem: 16",
          "choice: best")),
  SCORE(
      "Score traces that are there, whoever wrote them, as if a teacher had.",
      "`traces`, `model` (the teacher), `reward`, `thoughtShare`",
      "traces.jsonl with the rewards, rollouts/ with their terms",
      List.of(
          "traces: {type: file, path: data/expert.jsonl}",
          "model: runs/teacher/model",
          "reward: {type: rlt, student: runs/student/model}")),
  SELECT(
      "Choose among traces that are there, by rank within each problem, of one set or several.",
      "`from` (name → source of traces), `by` (reward, length, log-prob, rsr, random, sampled),"
          + " `ranks`, `student`, `closed`, `correct`, `maxTokens`",
      "traces.jsonl, each row with the set that it came from and its rank",
      List.of(
          "from:",
          "  teacher: {type: file, path: runs/traces/traces.jsonl}",
          "by: reward",
          "ranks: [1]")),
  REFINE(
      "Write traces anew, by rules or by a model behind a server. The raw ones stay where they are.",
      "`traces`, `by` (type rules with `rules`, or type server with `url`, `model`, `prompt`),"
          + " `unrefined` (keep, drop, fail)",
      "traces.jsonl, each row that was written anew with what it was, as `raw`",
      List.of(
          "traces: {type: file, path: runs/traces/traces.jsonl}",
          "by: {type: rules, rules: [drop-repeated-lines, strip]}")),
  EVAL(
      "Let a model answer held-out problems and grade the answers.",
      "`model`, `problems`, `answer` (exact, math, integer, choice, countdown, digit-countdown)",
      "samples.jsonl and report.html",
      List.of(
          "model: runs/distilled/model",
          "problems: {type: file, path: data/test.jsonl}",
          "samplesPerProblem: 4"));

  private final String purpose;
  private final String keys;
  private final String product;
  private final List<String> example;

  StageKind(String purpose, String keys, String product, List<String> example) {
    this.purpose = purpose;
    this.keys = keys;
    this.product = product;
    this.example = example;
  }

  /** The command, and the stage's type in a recipe. */
  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  String[] description() {
    return new String[] {
      purpose + "%n",
      "In:  a YAML file: "
          + keys
          + " and more keys of the stage, all shown by --dry-run; `output`,"
          + " the directory to write (must be given), `seed`, and `machine` (`workers`, …).",
      "Paths in the file start at its directory; `output` and what the command line gives start at"
          + " the working directory.",
      "Out: in `output`: "
          + product
          + ", config.yaml, provenance.json, result.json; its result as"
          + " one JSON line on stdout.%n",
      "The same stage may stand in a recipe (didact run). A killed or stopped one resumes where it"
          + " was; a finished one is not run again."
    };
  }

  String[] footer() {
    String name = "  " + command() + ".yaml:%n    output: runs/my-" + command() + "%n    ";
    return new String[] {
      name + String.join("%n    ", example),
      "",
      "  didact " + command() + " " + command() + ".yaml --dry-run",
      "  didact " + command() + " " + command() + ".yaml output=runs/again seed=2",
    };
  }
}
