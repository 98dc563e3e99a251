package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of reinforcement learning: epochs, wanted openings. */
class RlSettingsTest {
  @TempDir Path dir;

  @BeforeEach
  void model() throws IOException {
    TinyModels.write(dir.resolve("m"), 1);
  }

  private String run(int code, String... more) throws IOException {
    Path file = dir.resolve("rlt.yaml");
    Files.writeString(
        file,
        """
        output: %s
        policy: ./m
        reward: {student: ./m}
        format: small
        problems: {type: synthetic, domain: chain, split: rl, count: 6}
        problemsPerStep: 4
        rolloutsPerProblem: 2
        sampling: {maxNewTokens: 4}
        machine: {workers: 1}
        """
            .formatted(dir.resolve("out")));
    TestConsole io = new TestConsole("");
    List<String> all = new ArrayList<>(List.of("rlt", file.toString()));
    all.addAll(List.of(more));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io.err();
  }

  /** 1.5 × 6 problems in batches of 4: 2.25, so 3 steps. */
  @Test
  void epochsGiveTheSteps() throws IOException {
    run(0, "epochs=1.5");
    assertThat(Files.readAllLines(dir.resolve("out/metrics.jsonl"))).hasSize(3);
    assertThat(run(1, "epochs=2")).contains("epochs: 1.5 before, 2.0 now").contains("--extend");
    run(0, "epochs=2.5", "--extend"); // 3.75: 4 steps
    assertThat(Files.readAllLines(dir.resolve("out/metrics.jsonl"))).hasSize(4);
  }

  @Test
  void stepsGoBeforeEpochs() throws IOException {
    assertThat(run(0, "epochs=9", "steps=1")).contains("`steps` is given");
    assertThat(Files.readAllLines(dir.resolve("out/metrics.jsonl"))).hasSize(1);
    assertThat(run(2, "epochs=0")).contains("epochs: must be > 0");
  }

  /** A random model gives an opening of five characters about 56⁻⁵. It is told, and is no input. */
  @Test
  void anImprobableOpeningIsToldOf() throws IOException {
    assertThat(run(0, "steps=1", "reward.openings=['step ']"))
        .contains("the reward's student begins a thought with \"step \" with probability ")
        .contains("a mean over 6 problems");
    assertThat(run(0, "steps=1", "reward.openings=['fast ']")).doesNotContain("begins a thought");
    assertThat(run(2, "reward.openingAtLeast=2"))
        .contains("openingAtLeast: must be in [0, 1], was 2.0");
  }
}
