package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.config.HomePath;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.evaluation.StageResult;
import io.didact.recipe.stage.Profile;
import io.didact.recipe.stage.Task;
import io.didact.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact eval}: a model on a task, or on problems as a file of settings says. */
@Command(
    name = "eval",
    sortOptions = false,
    customSynopsis = {
      "didact eval --task NAME|FILE.yaml --model DIR [--profile NAME|FILE.yaml] [--data FILE]",
      "                   [--output DIR] [--dry-run] [key=value …]",
      "       didact eval CONFIG.yaml [--model DIR] [--output DIR] [--dry-run] [key=value …]",
      "       didact eval rescore RUN [--dry-run] [key=value …]",
      "       didact eval compare RUN_A RUN_B [--output DIR]",
      "       didact eval report RUN"
    },
    footerHeading = "%nExamples:%n")
final class EvalCommand implements Callable<Integer> {
  private static final StageKind KIND = StageKind.EVAL;

  private final Console console;

  @Parameters(
      index = "0..*",
      paramLabel = "CONFIG.yaml|key=value",
      description = "A file of settings where there is no --task; then settings in YAML.")
  List<String> words = List.of();

  @Option(
      names = "--task",
      paramLabel = "NAME|FILE",
      description = "A task by its name (didact eval --list), or a YAML file.")
  @Nullable String task;

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description = "How it is put: skythought, lighteval, s1, chat (default), or a YAML file.")
  @Nullable String profile;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model directory in Hugging Face layout, or ORG/NAME from the Hub's cache.")
  @Nullable String model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "JSONL, Parquet or CSV in place of the task's data, with the same columns.")
  @Nullable String data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The run's directory (default runs/eval/TASK-PROFILE-MODEL).")
  @Nullable String output;

  @Option(names = "--list", description = "List tasks and profiles that come with Didact.")
  boolean list;

  @Option(
      names = "--dry-run",
      description = "Print every setting with its value, and all that is wrong; run nothing.")
  boolean dryRun;

  @Spec CommandSpec spec;

  private EvalCommand(Console console) {
    this.console = console;
  }

  static CommandLine commandLine(Console console) {
    CommandLine commandLine = new CommandLine(new EvalCommand(console));
    commandLine
        .addSubcommand(new CompareCommand(console))
        .addSubcommand(new ReportCommand(console))
        .addSubcommand(new RescoreCommand(console));
    commandLine.getCommandSpec().usageMessage().description(description()).footer(footer());
    return commandLine;
  }

  private static String[] footer() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "  didact pull HuggingFaceH4/MATH-500 --type dataset test.jsonl",
                "  didact eval --task math500 --profile lighteval --model Qwen/Qwen2.5-1.5B-Instruct",
                "  didact eval --task aime24 --profile s1 --model DIR asking.budget.times=2",
                "  didact eval --task gsm8k --model DIR --data gsm8k-test.jsonl limit=20",
                "  didact eval rescore runs/eval/gsm8k-chat-DIR",
                "",
                "Example:"));
    lines.addAll(List.of(KIND.footer()));
    return lines.toArray(String[]::new);
  }

  private static String[] description() {
    return new String[] {
      "Let a model answer the problems of a task and grade the answers.%n",
      "In:  a task (math500, aime24, aime25, gpqa-diamond, gsm8k, countdown, chain, or a file of "
          + "your own), a profile that says how it is put, a model; settings as key=value: limit, "
          + "samplesPerProblem, seed, sampling.*, asking.*, machine.*, all shown by --dry-run.",
      "Out: in the run's directory samples.jsonl with every response and the grade on it, "
          + "config.yaml, grading.yaml, provenance.json, result.json; the result as one JSON line "
          + "on stdout, a summary on stderr.%n",
      "Given again, a killed or stopped run resumes where it was; a finished one is not run again. "
          + "Two runs with one seed (default 1) are the same. `rescore` grades a run's responses "
          + "again. With a CONFIG.yaml of `model` and `problems` (or `task`), `output` and other "
          + "keys, the stage that it describes is run."
    };
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (list) {
      Map<String, List<String>> shipped = new LinkedHashMap<>();
      shipped.put("tasks", Task.names());
      shipped.put("profiles", Profile.names());
      console.out().println(JsonMapper.shared().writeValueAsString(shipped));
      return 0;
    }
    Recipe recipe = recipe();
    SingleStage stage = new SingleStage(console, recipe);
    if (dryRun) {
      stage.print();
      return 0;
    }
    Optional<StageResult> result = stage.run();
    result.ifPresent(came -> tell(came, recipe.output()));
    return result.isPresent() ? 0 : StopSignal.EXIT_CODE;
  }

  private void tell(StageResult result, Path run) {
    console.err().println(EvalTable.of(result.stage(), result.metrics()));
    console.err().println("samples: " + run.resolve("samples.jsonl"));
    console.err().println("report:  " + run.resolve("report.html"));
  }

  private Recipe recipe() throws ConfigException {
    TaskSettings options = new TaskSettings(task, model, profile, data, output);
    if (task != null && model == null) {
      throw new ParameterException(spec.commandLine(), "--task wants --model");
    }
    if (task != null) {
      return RecipeFile.ofStage(
          KIND.command(), options.with(words), console.hubCache(), console::remark);
    }
    if (words.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "what to evaluate is missing: --task and --model, or a CONFIG.yaml");
    }
    return RecipeFile.readStage(
        Path.of(HomePath.expand(words.get(0))),
        KIND.command(),
        options.with(words.subList(1, words.size())),
        console.hubCache(),
        console::remark);
  }
}
