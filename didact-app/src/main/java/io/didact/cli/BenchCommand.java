package io.didact.cli;

import io.didact.bench.BenchJob;
import io.didact.bench.BenchTable;
import io.didact.bench.Classroom;
import io.didact.bench.GemmPeak;
import io.didact.bench.Hardware;
import io.didact.bench.Measurement;
import io.didact.bench.SmallBench;
import io.didact.bench.Workload;
import io.didact.model.decoder.DecoderPass;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      "How fast this machine samples, scores and trains, through the classes that training uses.%n",
      "Alone: all jobs on a small random model in memory, for less than a minute, and a table: "
          + "tokens/s; GFLOP/s, of the operations that cannot be done without (what completions of a "
          + "prompt share is counted once); their share of what large products reach here; the "
          + "process's largest memory during the job. The best of three runs.%n",
      "With --model, --workload and --job: one job, once on the workload's first prompt to warm up "
          + "and once on all, and one JSON line: {\"job\":…,\"tokens\":…,\"seconds\":…,"
          + "\"tokensPerSecond\":…,\"peakMiB\":…,\"deviceReads\":…,\"deviceWrites\":…}. Tokens are "
          + "those that a way without sharing would read or write; a GPU waits for each read "
          + "(docs/cuda.md).%n",
      "A workload is {\"prompts\":[[id…]…],\"lengths\":[[n…]…],\"solution\":[[id…]…],"
          + "\"microBatch\":m}: completion j of prompt i ends after lengths[i][j] tokens, and what m "
          + "completions have in tokens goes through the model at once at most.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact bench",
      "  didact bench --model DIR --workload work.json --job train --dtype bf16"
    })
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--model", paramLabel = "DIR", description = "Model directory.")
  @Nullable Path model;

  @Option(names = "--workload", paramLabel = "FILE", description = "The work.")
  @Nullable Path workload;

  @Option(
      names = "--job",
      paramLabel = "JOB",
      description =
          "One of ${COMPLETION-CANDIDATES}; step is generate, the reward of what it sampled, and "
              + "the update on it.")
  @Nullable BenchJob job;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Workers (default: number of cores); on a GPU there is one.")
  @Nullable Integer threads;

  @Option(
      names = "--activations",
      paramLabel = "WHAT",
      defaultValue = "kept",
      description =
          "Training: what is done about activations between forward and backward pass: kept or "
              + "recomputed (default ${DEFAULT-VALUE}).")
  DecoderPass.Activations activations;

  @Mixin ComputeOptions compute = new ComputeOptions();

  @Spec CommandSpec spec;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    int wanted = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (wanted < 1) {
      throw wrong("--threads must be ≥ 1, was " + wanted);
    }
    Device chosen = compute.resolve(console);
    try (Device.Scope on = chosen.use();
        Workers workers = new Workers(chosen.workers(wanted))) {
      if (model != null && workload != null && job != null) {
        measure(model, workload, job, workers);
      } else {
        requireNone();
        printTable(workers);
      }
    }
    return 0;
  }

  private void measure(Path model, Path workload, BenchJob job, Workers workers)
      throws IOException {
    Path directory =
        ModelDirectories.find(spec, console.hubCache(), Map.of("--model", model)).get(0);
    if (!Files.isRegularFile(workload)) {
      throw wrong("--workload: there is no file " + workload);
    }
    try (LoadedModel open = compute.loadOwn(directory, console)) {
      Workload work = Workload.read(workload, open.parameters().config());
      int tokens = work.tokensPerMicroBatch(workers.size());
      try (Classroom room = new Classroom(open.parameters(), workers, tokens, activations)) {
        Measurement measured = Measurement.of(job, room, work);
        console.out().println(JsonMapper.shared().writeValueAsString(measured));
      }
    }
  }

  private void printTable(Workers workers) {
    SmallBench bench = SmallBench.usual();
    console.err().println(bench.description());
    double before = peak(workers);
    List<BenchTable.Row> rows =
        bench.run(
            workers, compute.dtype.dtype(), activations, job -> console.err().println(job + " …"));
    double peak = Math.max(before, peak(workers));
    console
        .out()
        .print(
            new BenchTable(Hardware.here(), workers.size(), compute.dtype.toString(), peak, rows)
                .text());
  }

  /** Asked for twice: something else may be at work on the machine for a while. */
  private double peak(Workers workers) {
    console.err().println("large products …");
    return GemmPeak.measure(workers, compute.dtype.dtype());
  }

  /** Some of the three options do not make a job. */
  private void requireNone() {
    List<String> missing = new ArrayList<>();
    if (model == null) {
      missing.add("--model");
    }
    if (workload == null) {
      missing.add("--workload");
    }
    if (job == null) {
      missing.add("--job");
    }
    if (missing.size() < 3) {
      throw wrong(
          "--model, --workload and --job go together, or all three are left out for a table of "
              + "this machine; missing: "
              + String.join(", ", missing));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
