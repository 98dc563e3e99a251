package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.Parameters;
import io.didact.run.MetricsLog;
import io.didact.run.Sha256;
import io.didact.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recipes in several processes ({@code didact launch}), which share out all they can: the same
 * weights as in one up to rounding, and the same bits again, also where a rank is killed on the
 * way.
 *
 * <p>AdamW's ε is large: with a small one, noise in a weight without gradient would be as large as
 * the step.
 */
class RanksRunTest {
  private static final String TRAINING =
      """
      output: OUTPUT
      seed: 3
      machine: {workers: 1, tokensPerMicroBatch: 400, engine: {maxRows: 8}}
      stages:
        base:
          type: sft
          view: document
          architecture: {hiddenSize: 16, intermediateSize: 24, layers: 2, heads: 2, kvHeads: 1, maxPositions: 512, initializerRange: 0.1}
          data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}
          steps: 20
          sequencesPerStep: 5
          optimizer: &optimizer {learningRate: 5e-3, epsilon: 1e-3}
        rlt:
          type: rlt
          policy: base
          reward: {student: base}
          format: small
          problems: &problems {type: synthetic, domain: chain, split: rl, count: 24}
          steps: 20
          problemsPerStep: 3
          rolloutsPerProblem: 4
          reference: {everySteps: 2}
          sampling: {maxNewTokens: 12}
          optimizer: *optimizer
          checkpointEvery: 2
        solver:
          type: grpo
          policy: base
          format: small
          problems: *problems
          steps: 2
          problemsPerStep: 3
          rolloutsPerProblem: 2
          updatesPerBatch: 2
          algorithm: {ratio: clipped}
          sampling: {maxNewTokens: 12}
          optimizer: *optimizer
      """;

  private static final String SAMPLING =
      """
      output: OUTPUT
      seed: 3
      machine: {workers: 1, tokensPerMicroBatch: 400, engine: {maxRows: 8}}
      stages:
        traces:
          type: traces
          model: MODEL
          reward: {type: rlt, student: MODEL}
          format: small
          problems: {type: synthetic, domain: chain, split: rl, count: 24}
          problemsPerPart: 5
          sampling: {maxNewTokens: 12}
        eval:
          type: eval
          model: MODEL
          format: small
          problems: {type: synthetic, domain: chain, split: test, count: 6}
          problemsPerPart: 2
          sampling: {maxNewTokens: 12}
      """;

  private static final List<String> TWO = List.of("launch", "--ranks", "2");
  private static final List<String> TRAINED = List.of("base", "rlt", "solver");

  @TempDir Path dir;

  @Test
  void twoRanksTrainAsOneAndTheSameOverAKill() throws Exception {
    Path one = dir.resolve("one");
    KilledRuns alone = new KilledRuns(dir, TRAINING);
    assertThat(alone.finish(alone.start(one))).isZero();

    String sharing = TRAINING.replace("{workers: 1,", "{workers: 1, shard: frozen,");
    KilledRuns ranks = new KilledRuns(dir, sharing, TWO);
    Path two = dir.resolve("two");
    assertThat(ranks.finish(ranks.start(two))).isZero();
    for (String stage : TRAINED) {
      assertThat(distance(one.resolve(stage), two.resolve(stage))).as(stage).isLessThan(1e-5);
    }
    assertSameRows(one, two);

    Path killed = dir.resolve("killed");
    Process process = ranks.start(killed);
    ranks.awaitInside(process, () -> KilledRuns.lines(killed.resolve("rlt/metrics.jsonl")) >= 5);
    lastOf(process).destroyForcibly();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(Files.readString(dir.resolve("log")))
        .contains("rank 1 is gone; the same command, given again, goes on", "rank 1 ended first");
    assertThat(ranks.finish(ranks.start(killed))).isZero();
    assertThat(content(killed)).isEqualTo(content(two));
  }

  /** Ranks have one worker each where they share out a student; in one process several may be. */
  @Test
  void frozenWeightsInPartsWantOneWorker() throws Exception {
    KilledRuns ranks =
        new KilledRuns(dir, TRAINING.replace("{workers: 1,", "{workers: 2, shard: frozen,"), TWO);
    Process process = ranks.start(dir.resolve("wrong"));
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(dir.resolve("log")))
        .contains("machine.workers: must be 1 with shard: frozen, was 2");
  }

  /** Rank 1 began after rank 0. */
  private static ProcessHandle lastOf(Process launcher) {
    return launcher.children().max(Comparator.comparing(ProcessHandle::pid)).orElseThrow();
  }

  /** Largest difference of a weight. */
  private static double distance(Path a, Path b) throws IOException {
    float[] first = weights(a);
    float[] second = weights(b);
    double largest = 0;
    for (int i = 0; i < first.length; i++) {
      largest = Math.max(largest, Math.abs(first[i] - second[i]));
    }
    return largest;
  }

  private static float[] weights(Path stage) throws IOException {
    Path model = stage.resolve("model");
    try (Parameters parameters = Checkpoint.open(model).loadWeights(model, DType.FLOAT32)) {
      return parameters.flat().toFloats();
    }
  }

  /** Metrics, and as many rollouts of each step: those of both ranks. */
  private static void assertSameRows(Path one, Path two) throws IOException {
    List<MetricsLog.Row> expected = MetricsLog.read(one.resolve("rlt/metrics.jsonl"));
    List<MetricsLog.Row> rows = MetricsLog.read(two.resolve("rlt/metrics.jsonl"));
    assertThat(rows).hasSize(20).hasSameSizeAs(expected);
    for (int i = 0; i < rows.size(); i++) {
      for (String name : List.of("reward", "reward/r_SS", "length", "gradientNorm")) {
        double value = expected.get(i).values().get(name);
        assertThat(rows.get(i).values().get(name)).as(name).isCloseTo(value, within(1e-4));
      }
    }
    assertThat(rows.get(0).values().get("bytesSent")).isPositive();
    String file = "rlt/rollouts/step-000020.jsonl.gz";
    assertThat(problems(two.resolve(file))).hasSize(12).isEqualTo(problems(one.resolve(file)));
  }

  private static List<String> problems(Path rollouts) throws IOException {
    try (var rows = io.didact.data.Jsonl.read(rollouts, row -> row.string("problem"))) {
      return rows.toList();
    }
  }

  private static Map<String, String> content(Path run) throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (String stage : TRAINED) {
      String file = stage + "/model/model.safetensors";
      content.put(file, Sha256.of(run.resolve(file)));
    }
    for (int step : new int[] {1, 5, 6, 20}) {
      String file = "rlt/rollouts/step-%06d.jsonl.gz".formatted(step);
      content.put(file, Sha256.of(run.resolve(file)));
    }
    return content;
  }

  /** Whole parts are dealt: whoever makes one, and how many do, its bytes are the same. */
  @Test
  void tracesAndEvaluationsAreThoseOfOneProcess() throws Exception {
    Path model = model();
    String recipe = SAMPLING.replace("MODEL", model.toString());
    Path one = dir.resolve("one");
    Path three = dir.resolve("three");
    KilledRuns alone = new KilledRuns(dir, recipe);
    assertThat(alone.finish(alone.start(one))).isZero();
    KilledRuns ranks = new KilledRuns(dir, recipe, List.of("launch", "--ranks", "3"));
    assertThat(ranks.finish(ranks.start(three))).isZero();
    for (String file :
        List.of(
            "traces/traces.jsonl",
            "traces/rollouts/step-000002.jsonl.gz",
            "traces/parts/part-000005.traces.jsonl",
            "eval/samples.jsonl")) {
      assertThat(three.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    }
  }

  private Path model() throws Exception {
    String training =
        TRAINING.substring(0, TRAINING.indexOf("  rlt:")).replace("steps: 20", "steps: 5");
    KilledRuns runs = new KilledRuns(dir, training);
    Path made = dir.resolve("made");
    assertThat(runs.finish(runs.start(made))).isZero();
    return made.resolve("base/model");
  }
}
