package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that trains adapters, with dropout and a reference that follows, killed in two stages, ends
 * with the same bytes as one that was not: teacher, student and reference are adapters of one base,
 * which the run made itself.
 */
class KilledAdapterRunTest {
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
          steps: 20
          sequencesPerStep: 4
          optimizer: {learningRate: 5e-3}
        student:
          type: sft
          model: base
          view: document
          lora: {rank: 4, dropout: 0.2, targets: [q_proj, v_proj, down_proj]}
          format: small
          data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}
          steps: 20
          sequencesPerStep: 4
          optimizer: {learningRate: 5e-3}
          checkpointEvery: 3
        teacher:
          type: rlt
          policy: student
          lora: {rank: 4, dropout: 0.1, targets: [q_proj, v_proj, down_proj]}
          reward: {student: student}
          format: small
          problems: &problems {type: synthetic, domain: chain, split: rl, count: 24}
          steps: 10
          problemsPerStep: 3
          rolloutsPerProblem: 4
          reference: {everySteps: 2}
          sampling: {maxNewTokens: 12}
          optimizer: {learningRate: 1e-3}
          checkpointEvery: 2
        traces:
          type: traces
          model: teacher
          reward: {type: rlt, student: student}
          format: small
          problems: *problems
          sampling: {maxNewTokens: 12}
      """;

  @TempDir Path dir;

  @Test
  void endsWhereTheUnbrokenRunEnds() throws Exception {
    KilledRuns runs = new KilledRuns(dir, RECIPE);
    Path whole = dir.resolve("whole");
    assertThat(runs.finish(runs.start(whole))).isZero();

    Path killed = dir.resolve("killed");
    runs.killWhen(
        runs.start(killed), () -> KilledRuns.lines(killed.resolve("student/metrics.jsonl")) >= 7);
    runs.killWhen(
        runs.start(killed), () -> KilledRuns.lines(killed.resolve("teacher/metrics.jsonl")) >= 5);
    assertThat(runs.finish(runs.start(killed))).isZero();

    assertThat(content(killed)).isEqualTo(content(whole));
  }

  private static Map<String, String> content(Path run) throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (String file :
        List.of(
            "student/model/adapter_model.safetensors",
            "student/model/adapter_config.json",
            "student/model/generation_config.json",
            "teacher/model/adapter_model.safetensors",
            "teacher/model/adapter_config.json",
            "teacher/checkpoints/step-000010/trainer_state.safetensors",
            "teacher/rollouts/step-000003.jsonl.gz",
            "teacher/rollouts/step-000010.jsonl.gz",
            "traces/traces.jsonl")) {
      content.put(file, Sha256.of(run.resolve(file)));
    }
    return content;
  }
}
