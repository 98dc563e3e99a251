package io.didact.cli;

import io.didact.config.Rules;
import io.didact.model.checkpoint.Inspection;
import io.didact.model.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact inspect}. */
@Command(
    name = "inspect",
    sortOptions = false,
    description = {
      "What a model directory holds, what working with it takes, and all that is wrong with it.%n",
      "In:  a directory in Hugging Face layout, or a LoRA adapter in PEFT's, which is shown with its"
          + " base. Only its small files and the headers of its "
          + "weights are read, so it takes a moment whatever the model's size. Or a GGUF file: what is "
          + "in it, and whether `didact convert` can make a model directory of it.",
      "Out: a table, or with --json one object: model, weights, tokenizer, templates, memory, and "
          + "problems, each with where it is, what it is and what to do.%n",
      "The memory is that of tensors whose size is certain: weights, gradient, AdamW's "
          + "moments, reference and student (taken to be as large as the model, or with an adapter "
          + "to be one of the same weights), the cache of keys "
          + "and values, and the copy of the matrices that sampling holds where the processor has "
          + "products for it and the weights take no more than a quarter of the memory. Training "
          + "comes on top of it with the activations of each worker's "
          + "micro-batch, at least as long as the longest sequence; with bf16 it is reckoned with a "
          + "master copy of the weights in fp32.%n",
      "Exit code 0: the model can be loaded (or converted), whatever is remarked; 1: it cannot."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact inspect models/base",
      "  didact inspect models/base --workers 8 --samples 512 --length 4096",
      "  didact inspect models/base --json | jq .memory.fp32.rlt",
      "  didact inspect model.gguf"
    })
final class InspectCommand implements Callable<Integer> {
  private static final int DEFAULT_LENGTH = 4096;
  private static final int MOST_WORKERS = 1024;

  private final Console console;

  @Parameters(
      paramLabel = "DIR",
      description =
          "Model directory in Hugging Face layout, ORG/NAME from the Hub's cache, or a GGUF file.")
  Path model = Path.of("");

  @Option(
      names = "--samples",
      paramLabel = "G",
      defaultValue = "64",
      description = "Samples that are written at once, by all workers (default ${DEFAULT-VALUE}).")
  int samples;

  @Option(
      names = "--length",
      paramLabel = "N",
      description =
          "Tokens of the longest sequence, its prompt included (default "
              + DEFAULT_LENGTH
              + ", fewer where the model's positions end).")
  @Nullable Integer length;

  @Option(
      names = "--workers",
      paramLabel = "W",
      description = "Workers, as machine.workers of a recipe (default: number of cores).")
  int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--lora-rank",
      paramLabel = "R",
      defaultValue = "16",
      description =
          "Rank of an adapter of all matrices, whose training is reckoned too; of an adapter its"
              + " own counts (default ${DEFAULT-VALUE}).")
  int loraRank;

  @Option(names = "--json", description = "Write one JSON object; sizes are bytes.")
  boolean json;

  @Spec CommandSpec spec;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    if (Files.isRegularFile(model)) {
      return inspectFile();
    }
    Path directory = ModelDirectories.find(spec, console.hubCache(), Map.of("DIR", model)).get(0);
    InspectedModel inspected = InspectedModel.of(directory, console.hubCache());
    Inspection inspection = inspected.inspection();
    int positions = inspection.config().map(config -> config.maxPositions()).orElse(DEFAULT_LENGTH);
    int longest = length == null ? Math.min(DEFAULT_LENGTH, positions) : length;
    Plan plan = new Plan(workers, samples, longest, loraRank);
    InspectionReport report = InspectionReport.of(inspected, plan);
    if (json) {
      console.out().println(JsonMapper.shared().writeValueAsString(report));
    } else {
      console.out().print(new InspectionTable(inspection, report).text());
    }
    return report.usable() ? 0 : Failures.FAILURE;
  }

  private int inspectFile() throws IOException {
    try (GgufModel open = GgufModel.open(model)) {
      GgufTable table = new GgufTable(model, Files.size(model), open.summary());
      if (json) {
        console.out().println(table.json());
      } else {
        console.out().print(table.text());
      }
      return table.summary().problem() == null ? 0 : Failures.FAILURE;
    }
  }

  /**
   * For what the memory is reckoned.
   *
   * @param workers their number
   * @param samples written at once, by all workers
   * @param length tokens of the longest sequence
   * @param loraRank of an adapter of all matrices
   */
  record Plan(int workers, int samples, int length, int loraRank) {}

  private void checkOptions() {
    try {
      new Rules()
          .atLeast("--samples", 1, samples)
          .atLeast("--length", 1, length == null ? 1 : length)
          .atLeast("--workers", 1, workers)
          .atLeast("--lora-rank", 1, loraRank)
          .require(workers <= MOST_WORKERS, "--workers", "≤ " + MOST_WORKERS, workers)
          .done();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
