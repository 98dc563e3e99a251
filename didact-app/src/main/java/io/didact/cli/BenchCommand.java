package io.didact.cli;

import io.didact.bench.BenchJob;
import io.didact.bench.Classroom;
import io.didact.bench.Measurement;
import io.didact.bench.Workload;
import io.didact.recipe.Precision;
import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "How fast this machine samples, scores and trains.%n",
      "Does a job of a workload through the classes that training uses, once on its first prompt to "
          + "warm up and once on all, and writes one JSON line: {\"job\":…,\"tokens\":…,"
          + "\"seconds\":…,\"tokensPerSecond\":…,\"peakMiB\":…}.%n",
      "A workload is {\"prompts\":[[id…]…],\"lengths\":[[n…]…],\"solution\":[[id…]…],"
          + "\"microBatch\":m}: completion j of prompt i ends after lengths[i][j] tokens, and what m "
          + "completions have in tokens goes through the model at once at most."
    },
    footerHeading = "%nExample:%n",
    footer = "  didact bench --model DIR --workload work.json --job train --dtype bf16")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model directory.")
  Path model;

  @Option(names = "--workload", required = true, paramLabel = "FILE", description = "The work.")
  Path workload;

  @Option(
      names = "--job",
      required = true,
      paramLabel = "JOB",
      description = "One of ${COMPLETION-CANDIDATES}.")
  BenchJob job;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker lanes (default: number of cores); on a GPU there is one.")
  @Nullable Integer threads;

  @Option(
      names = "--dtype",
      defaultValue = "fp32",
      description = "Type of the weights: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  Precision dtype;

  @Mixin DeviceOption device = new DeviceOption();

  @Spec CommandSpec spec;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    int wanted = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (wanted < 1) {
      throw new ParameterException(spec.commandLine(), "--threads must be ≥ 1, was " + wanted);
    }
    Path directory =
        ModelDirectories.find(spec, console.hubCache(), Map.of("--model", model)).get(0);
    Device chosen = device.resolve(console);
    int lanes = chosen.lanes(wanted);
    try (Device.Scope on = chosen.use();
        OpenModel open = OpenModel.load(directory, dtype.dtype());
        Workers workers = new Workers(lanes)) {
      Workload work = Workload.read(workload, open.vocabSize());
      try (Classroom room =
          new Classroom(open.parameters(), workers, work.tokensPerMicroBatch(lanes))) {
        console
            .out()
            .println(JsonMapper.shared().writeValueAsString(Measurement.of(job, room, work)));
      }
    }
    return 0;
  }
}
