package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.run.Provenance;
import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code STAGE@STEP} as a model: the weights of a step, which is kept because it is named. */
class ModelAtStepTest {
  @TempDir Path dir;

  @BeforeEach
  void inputs() throws IOException {
    TinyModels.write(dir.resolve("m"), 1);
    Files.writeString(
        dir.resolve("data.jsonl"),
        "{\"question\":\"a=3 b=a+4. b\",\"solution\":\"7\",\"trace\":\"3+4=7\"}\n"
            + "{\"question\":\"a=1 b=a+4. b\",\"solution\":\"5\",\"trace\":\"1+4=5\"}\n");
  }

  /** Six steps with a checkpoint at the end alone; the second stage starts from a step of it. */
  private Path recipe(String start, String more) throws IOException {
    Path file = dir.resolve("recipe.yaml");
    Files.writeString(
        file,
        """
        output: %s
        machine: {workers: 1}
        stages:
          first: &sft
            type: sft
            model: ./m
            view: student
            format: small
            data: {type: file, path: data.jsonl}
            steps: 6
            sequencesPerStep: 2
            optimizer: {learningRate: 1e-2, schedule: constant, warmUp: 0}
          second:
            type: sft
            model: %s
            view: student
            format: small
            data: {type: file, path: data.jsonl}
            steps: 1
            sequencesPerStep: 2
            optimizer: {learningRate: 0, schedule: constant, warmUp: 0}
        %s
        """
            .formatted(dir.resolve("out"), start, more));
    return file;
  }

  private static String run(int code, Path file, String... more) {
    TestConsole io = new TestConsole("");
    List<String> all = new ArrayList<>(List.of("run", file.toString()));
    all.addAll(List.of(more));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io.err();
  }

  private String weights(String directory) throws IOException {
    return Sha256.of(dir.resolve("out").resolve(directory).resolve("model.safetensors"));
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> all = Files.list(dir.resolve("out/first/checkpoints"))) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private Provenance provenance() throws IOException {
    return Provenance.read(dir.resolve("out/second").resolve(Provenance.FILE));
  }

  @Test
  void theWeightsOfTheStepAreReadAndStay() throws IOException {
    Path recipe = recipe("first@2", "");
    run(0, recipe);
    assertThat(checkpoints()).containsExactly("step-000002", "step-000006");
    // A rate of 0 leaves the weights as they were.
    assertThat(weights("second/model")).isEqualTo(weights("first/checkpoints/step-000002"));
    assertThat(weights("second/model")).isNotEqualTo(weights("first/model"));
    assertThat(run(0, recipe)).doesNotContain("step 1"); // all is finished
  }

  @Test
  void theStepItselfIsNoInputAndItsWeightsAre() throws IOException {
    run(0, recipe("first@2", ""));
    String two = provenance().weights().get("model");
    assertThat(provenance().settings()).containsEntry("model", "a model");
    assertThat(run(1, recipe("first@6", "")))
        .contains("holds the work of stage second with other inputs")
        .contains("model")
        .contains(two.substring(0, 12));
  }

  @Test
  void theLastStepIsTheModel() throws IOException {
    run(0, recipe("first@6", ""));
    assertThat(weights("second/model")).isEqualTo(weights("first/model"));
  }

  /** It is missed before the stages after it run, not by the stage that asks for it. */
  @Test
  void aStepThatHasPassedIsMissed() throws IOException {
    run(0, recipe("first", ""));
    assertThat(run(1, recipe("first@2", "")))
        .contains("first has no checkpoint of step 2, which a stage names; there are those of [6]")
        .contains("move that directory away and make it again");
  }

  @Test
  void stepsThatCannotBeAreRefused() throws IOException {
    assertThat(run(2, recipe("first@7", ""))).contains("`first@7`: the stage has 6 steps");
    assertThat(run(2, recipe("first@0", ""))).contains("`first@0`: steps count from 1, was 0");
    assertThat(run(2, recipe("first@x", ""))).contains("first@x");
    assertThat(run(2, recipe("second@1", "")))
        .contains("`second` is no stage before it that trains a model");
  }

  /** Where the number of steps follows from the data, the training says so at its beginning. */
  @Test
  void aStepBeyondTheEpochsIsRefused() throws IOException {
    Path recipe = recipe("first@3", "");
    Files.writeString(recipe, Files.readString(recipe).replaceFirst("steps: 6", "epochs: 2"));
    assertThat(run(1, recipe))
        .contains("a stage names the checkpoint of step 3, and the training has 2 steps");
    assertThat(Files.exists(dir.resolve("out/first/metrics.jsonl"))).isFalse();
  }

  /** A run that was cut off after the step: what the step left is there again. */
  @Test
  void aResumedRunHasTheSameStep() throws IOException {
    run(0, recipe("first@2", ""));
    String whole = weights("second/model");
    Path out = dir.resolve("out");
    Files.move(out, dir.resolve("whole"));
    Path recipe = recipe("first@2", "");
    run(0, recipe, "stages.first.steps=3");
    run(1, recipe); // other steps
    io.didact.run.AtomicFiles.delete(out.resolve("second"));
    run(0, recipe, "--extend");
    assertThat(checkpoints()).containsExactly("step-000002", "step-000006");
    assertThat(weights("second/model")).isEqualTo(whole);
  }
}
