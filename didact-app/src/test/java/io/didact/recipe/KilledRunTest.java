package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small run of every kind of stage, killed with SIGKILL in four of them, stopped with SIGTERM in
 * one, and given again each time, ends with the same weights, traces, answers and summary as one
 * that was never stopped.
 */
class KilledRunTest {
  private static final String RECIPE =
      """
      output: OUTPUT
      seed: 3
      machine: {workers: 2, tokensPerMicroBatch: 400, engine: {maxRows: 8}}
      stages:
        base:
          type: sft
          view: document
          format: small
          architecture: {hiddenSize: 16, intermediateSize: 24, layers: 2, heads: 2, kvHeads: 1, maxPositions: 512, initializerRange: 0.1}
          data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}
          steps: 40
          sequencesPerStep: 4
          optimizer: {learningRate: 5e-3}
          checkpointEvery: 3
        rlt:
          type: rlt
          policy: base
          reward: {student: base}
          format: small
          problems: &problems {type: synthetic, domain: chain, split: rl, count: 24}
          steps: 12
          problemsPerStep: 3
          rolloutsPerProblem: 4
          reference: {everySteps: 2}
          sampling: {maxNewTokens: 12}
          optimizer: {learningRate: 1e-3}
          checkpointEvery: 2
        solver:
          type: grpo
          policy: base
          format: small
          problems: *problems
          steps: 2
          problemsPerStep: 2
          rolloutsPerProblem: 2
          updatesPerBatch: 2
          algorithm: {ratio: clipped}
          sampling: {maxNewTokens: 12}
        traces:
          type: traces
          model: rlt
          reward: {type: rlt, student: base}
          format: small
          problems: *problems
          problemsPerPart: 1
          sampling: {maxNewTokens: 12}
        student:
          type: sft
          model: base
          view: student
          format: small
          data: {type: stage, stage: traces}
          epochs: 1
          sequencesPerStep: 4
        eval:
          type: eval
          model: student
          format: small
          problems: {type: synthetic, domain: chain, split: test, count: 6}
          problemsPerPart: 2
          sampling: {maxNewTokens: 12}
        benchmark:
          type: eval
          model: student
          task: chain
          limit: 60
          samplesPerProblem: 2
          problemsPerPart: 1
          sampling: {temperature: 1.0}
      summary:
        arms: {student: eval, task: benchmark}
        headline: student
        before: traces
        after: traces
        curves: {RLT: rlt}
      """;

  @TempDir Path dir;

  @Test
  void endsWhereTheUnbrokenRunEnds() throws Exception {
    KilledRuns runs = new KilledRuns(dir, RECIPE);
    Path whole = dir.resolve("whole");
    assertThat(runs.finish(runs.start(whole))).isZero();

    Path killed = dir.resolve("killed");
    runs.killWhen(runs.start(killed), () -> KilledRuns.lines(killed.resolve("base/metrics.jsonl")) >= 8);
    runs.killWhen(runs.start(killed), () -> KilledRuns.lines(killed.resolve("rlt/metrics.jsonl")) >= 5);
    runs.killWhen(runs.start(killed), () -> Files.exists(killed.resolve("traces/parts/part-000003.json")));
    stopWhen(
        runs,
        runs.start(killed),
        () -> Files.exists(killed.resolve("benchmark/parts/part-000002.samples.jsonl")));
    runs.killWhen(
        runs.start(killed),
        () -> Files.exists(killed.resolve("benchmark/parts/part-000005.samples.jsonl")));
    assertThat(killed.resolve("benchmark/samples.jsonl")).doesNotExist();
    assertThat(runs.finish(runs.start(killed))).isZero();

    assertThat(content(killed)).isEqualTo(content(whole));
    assertThat(summary(killed)).isEqualTo(summary(whole));
    assertThat(Files.readString(killed.resolve("report.html"))).contains("Accuracy");
  }

  /** With SIGTERM, as Ctrl-C does: it ends by itself, and says how to resume. */
  private void stopWhen(KilledRuns runs, Process process, BooleanSupplier reached) throws Exception {
    runs.awaitInside(process, reached);
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(Files.readString(dir.resolve("log")))
        .contains("samples that are finished are kept", "stopped in benchmark, with ");
  }

  /** The bytes of all that a run is for. */
  private static Map<String, String> content(Path run) throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (String file :
        List.of(
            "base/model/model.safetensors",
            "rlt/model/model.safetensors",
            "solver/model/model.safetensors",
            "student/model/model.safetensors",
            "rlt/rollouts/step-000003.jsonl.gz",
            "rlt/rollouts/step-000012.jsonl.gz",
            "traces/traces.jsonl",
            "eval/samples.jsonl",
            "benchmark/samples.jsonl")) {
      content.put(file, io.didact.run.Sha256.of(run.resolve(file)));
    }
    return content;
  }

  private static ObjectNode summary(Path run) throws IOException {
    ObjectNode json =
        (ObjectNode) JsonMapper.shared().readTree(Files.readString(run.resolve("summary.json")));
    json.remove("seconds");
    return json;
  }
}
