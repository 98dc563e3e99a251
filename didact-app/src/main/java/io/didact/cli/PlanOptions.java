package io.didact.cli;

import io.didact.bench.GemmPeak;
import io.didact.bench.Hardware;
import io.didact.bench.MemoryPeak;
import io.didact.config.Rules;
import io.didact.engine.Memory;
import io.didact.recipe.Recipe;
import io.didact.recipe.model.Machine;
import io.didact.recipe.plan.Assumptions;
import io.didact.recipe.plan.Efficiency;
import io.didact.recipe.plan.Peaks;
import io.didact.recipe.plan.PlanReport;
import io.didact.recipe.plan.PlanTable;
import io.didact.recipe.plan.PlanTables;
import io.didact.recipe.plan.RecipePlan;
import io.didact.recipe.plan.Scale;
import io.didact.tensor.Workers;
import io.didact.text.NearestName;
import io.didact.train.Shard;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.json.JsonMapper;

/** What {@code didact run --plan} takes, as a group of picocli. */
final class PlanOptions {
  private static final String THIS = "this";
  private static final String SAMPLE = "sample";
  private static final String SCORE = "score";
  private static final String TRAIN = "train";
  private static final List<String> JOBS = List.of(SAMPLE, SCORE, TRAIN);

  @Option(
      names = "--plan",
      required = true,
      description =
          "Run nothing; say for every stage what memory, tokens, FLOPs, bytes and hours it takes,"
              + " and what does not fit. Models and data need not be here: of a model config.json"
              + " is enough.")
  boolean plan;

  @Option(
      names = "--gpu",
      paramLabel = "NAME",
      defaultValue = THIS,
      description =
          "h200, h100, a100, l40s, rtx4090, or this machine's processor, which is "
              + "measured for some seconds (default ${DEFAULT-VALUE}).")
  String gpu = THIS;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many (default ${DEFAULT-VALUE}).")
  int gpus = 1;

  @Option(names = "--flops", paramLabel = "F", description = "FLOP/s, such as 90e9.")
  @Nullable Double flops;

  @Option(names = "--bandwidth", paramLabel = "B", description = "Bytes/s of memory, such as 40e9.")
  @Nullable Double bandwidth;

  @Option(names = "--memory", paramLabel = "B", description = "Bytes of memory, such as 80e9.")
  @Nullable Double memory;

  @Option(
      names = "--efficiency",
      split = ",",
      paramLabel = "JOB=SHARE",
      description = "Shares of what bounds a job that it reaches, such as sample=0.5,train=0.35.")
  Map<String, Double> efficiency = new LinkedHashMap<>();

  @Option(
      names = "--shard",
      paramLabel = "WHAT",
      description =
          "What GPUs share out instead of each holding it: none, optimizer (moments, master"
              + " weights), gradients (these too), frozen (student and reference too) or weights"
              + " (all). Training can do all but the last, which is a question only. The recipe's"
              + " machine.shard otherwise.")
  @Nullable Shard shard;

  @Option(
      names = "--mean-tokens",
      paramLabel = "N",
      description = "Mean tokens of what models write (default: a quarter of what they may).")
  @Nullable Double meanTokens;

  @Option(
      names = "--question-tokens",
      paramLabel = "N",
      defaultValue = "" + Assumptions.QUESTION_TOKENS,
      description =
          "Tokens of a prompt, where data or tokenizer are not here (default ${DEFAULT-VALUE}).")
  double questionTokens;

  @Option(
      names = "--solution-tokens",
      paramLabel = "N",
      defaultValue = "" + Assumptions.SOLUTION_TOKENS,
      description = "Tokens of a solution, likewise (default ${DEFAULT-VALUE}).")
  double solutionTokens;

  @Option(
      names = "--problems",
      paramLabel = "N",
      description = "Problems of data that are not here, and of no known number.")
  @Nullable Double problems;

  @Option(
      names = "--shape",
      paramLabel = "ORG/NAME",
      description =
          "A Qwen2.5 model that others are taken to be like which are not here, such as those of "
              + "another recipe.")
  @Nullable String shape;

  @Option(names = "--json", description = "Write one JSON object; sizes are bytes.")
  boolean json;

  /**
   * Writes the plan of a recipe.
   *
   * @throws IOException where a model's shape or the size of data is not known, saying what to do
   */
  void print(Recipe recipe, CommandSpec spec, Console console) throws IOException {
    PlanTables tables = PlanTables.shipped();
    RecipePlan made;
    try {
      made =
          RecipePlan.of(
              recipe.stages(),
              recipe.machine(),
              scale(recipe.machine(), tables),
              tables,
              assumptions(),
              console.hubCache());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    if (json) {
      console.out().println(JsonMapper.shared().writeValueAsString(PlanReport.of(made)));
    } else {
      console.out().print(new PlanTable(made).text());
    }
  }

  private Assumptions assumptions() {
    return new Assumptions(
        optional(meanTokens),
        questionTokens,
        solutionTokens,
        optional(problems),
        Optional.ofNullable(shape));
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private Shard shard(Machine machine) {
    return shard == null ? machine.shard() : shard;
  }

  /** The machine that was named, or this one. */
  private Scale scale(Machine machine, PlanTables tables) {
    new Rules().atLeast("--gpus", 1, gpus).done();
    Efficiency shares = shares(tables.efficiency());
    if (gpu.equals(THIS)) {
      return new Scale(
          gpu, gpus, machine.workers(), false, given(measured(machine)), shares, shard(machine));
    }
    Peaks known = tables.machines().get(gpu);
    if (known == null) {
      throw new IllegalArgumentException(
          "--gpu: there is no %s%s (there are this, %s)"
              .formatted(
                  gpu,
                  NearestName.hint(gpu, tables.machines().keySet()),
                  String.join(", ", tables.machines().keySet())));
    }
    return new Scale(gpu, gpus, 1, true, given(known), shares, shard(machine));
  }

  private Efficiency shares(Efficiency usual) {
    for (String job : efficiency.keySet()) {
      if (!JOBS.contains(job)) {
        throw new IllegalArgumentException(
            "--efficiency: there is no job %s; jobs are %s"
                .formatted(job, String.join(", ", JOBS)));
      }
    }
    return new Efficiency(
        efficiency.getOrDefault(SAMPLE, usual.sample()),
        efficiency.getOrDefault(SCORE, usual.score()),
        efficiency.getOrDefault(TRAIN, usual.train()));
  }

  private Peaks given(Peaks known) {
    boolean any = flops != null || bandwidth != null || memory != null;
    return new Peaks(
        flops == null ? known.bf16() : flops,
        flops == null ? known.fp32() : flops,
        bandwidth == null ? known.bandwidth() : bandwidth,
        memory == null ? known.memory() : memory,
        any ? "as given" : known.source());
  }

  /** Nothing is measured that is given. */
  private Peaks measured(Machine machine) {
    double products = flops == null ? onWorkers(machine, PlanOptions::products) : flops;
    double bytes =
        bandwidth == null
            ? onWorkers(machine, (workers, m) -> MemoryPeak.measure(workers))
            : bandwidth;
    return new Peaks(
        products,
        products,
        bytes,
        Memory.installed(),
        "%s, measured with %d workers".formatted(Hardware.here().processor(), machine.workers()));
  }

  private static double products(Workers workers, Machine machine) {
    return GemmPeak.measure(workers, machine.dtype().dtype());
  }

  private static double onWorkers(
      Machine machine, ToDoubleBiFunction<Workers, Machine> measurement) {
    try (Workers workers = new Workers(machine.workers())) {
      return measurement.applyAsDouble(workers, machine);
    }
  }
}
