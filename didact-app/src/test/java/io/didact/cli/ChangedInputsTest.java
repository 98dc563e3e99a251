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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stage does that is given again with other inputs: skips, says why not, or goes on. */
class ChangedInputsTest {
  @TempDir Path dir;
  private Path model = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void model() throws IOException {
    model = TinyModels.write(dir.resolve("m"), 1);
    out = dir.resolve("out");
    data("5");
  }

  private void data(String solution) throws IOException {
    Files.writeString(
        dir.resolve("data.jsonl"),
        "{\"question\":\"a=3 b=a+4. b\",\"solution\":\"7\",\"trace\":\"3+4=7\"}\n"
            + "{\"question\":\"a=1 b=a+4. b\",\"solution\":\"%s\",\"trace\":\"1+4=5\"}\n"
                .formatted(solution));
  }

  private Path sft() throws IOException {
    Path file = dir.resolve("sft.yaml");
    Files.writeString(
        file,
        """
        output: %s
        model: %s
        view: student
        format: small
        data: {type: file, path: data.jsonl}
        steps: 2
        sequencesPerStep: 2
        optimizer: {learningRate: 1e-2, schedule: constant, warmUp: 0}
        checkpointEvery: 1
        keepCheckpoints: 9
        machine: {workers: 1}
        """
            .formatted(out, model));
    return file;
  }

  private String sft(int code, String... more) throws IOException {
    return run(code, "sft", sft(), more);
  }

  private static String run(int code, String command, Path file, String... more) {
    TestConsole io = new TestConsole("");
    List<String> all = new ArrayList<>(List.of(command, file.toString()));
    all.addAll(List.of(more));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    assertThat(io.err()).doesNotContain("\tat ");
    return io.err();
  }

  private String weights(Path stage) throws IOException {
    return Sha256.of(stage.resolve("model/model.safetensors"));
  }

  private static Provenance provenance(Path stage) throws IOException {
    return Provenance.read(stage.resolve(Provenance.FILE));
  }

  private static List<String> checkpoints(Path stage) throws IOException {
    try (Stream<Path> all = Files.list(stage.resolve("checkpoints"))) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  /** The stage is begun, and not finished: as after a kill before its end. */
  private void unfinish() throws IOException {
    Files.delete(out.resolve("result.json"));
    try (io.didact.run.RunDirectory files = io.didact.run.RunDirectory.open(out)) {
      files.forget(name -> !name.equals("provenance.json") && !name.equals("config.yaml"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "steps=1, 'steps: 2 before, 1 now'",
    "optimizer.learningRate=2e-2, 'optimizer.learningRate: 0.01 before, 0.02 now'",
    "seed=7, 'seed of the stage: '",
    "view=solution-only, 'view: student before, solution-only now'",
    "format={base: small; name: mine}, 'format.name: small before, mine now'",
    "heldOut={type: synthetic; domain: chain; split: test; count: 1; styles: {step: 1}},"
        + " 'heldOut.count: nothing before, 1 now'",
  })
  void keysThatDifferAreNamedWithTheirValues(String setting, String said) throws IOException {
    sft(0);
    assertThat(sft(1, setting.replace(";", ",")))
        .startsWith("didact: " + out + " holds the work of stage out with other inputs:\n")
        .contains("  " + said, "\nGive these as before; ", "; or move that directory away");
  }

  @Test
  void modelsAndDataThatDifferAreNamed() throws IOException {
    sft(0);
    data("6");
    assertThat(sft(1))
        .containsPattern("  data: sha256 [0-9a-f]{12} before, sha256 [0-9a-f]{12} now")
        .contains("(" + dir.resolve("data.jsonl") + ")")
        .doesNotContain("  model: ");
    data("5");
    TinyModels.write(model, 2);
    assertThat(sft(1))
        .containsPattern("  model: sha256 [0-9a-f]{12} before, sha256 [0-9a-f]{12} now")
        .contains("(" + model + ")")
        .doesNotContain("  data: ");
  }

  /** Storage, and where things lie, is no input; nor is the machine of a finished stage. */
  @ParameterizedTest
  @CsvSource({
    "keepCheckpoints=1",
    "checkpointEvery=3",
    "machine.workers=2",
    "machine.tokensPerMicroBatch=77",
    "machine.activations=recomputed",
  })
  void whatChangesNoResultIsNoReasonToRefuse(String setting) throws IOException {
    sft(0);
    String before = weights(out);
    assertThat(sft(0, setting)).contains("out: done before");
    assertThat(weights(out)).isEqualTo(before);
  }

  @Test
  void aRunMayMove() throws IOException {
    sft(0);
    Path there = dir.resolve("elsewhere");
    Files.move(out, there);
    Files.move(model, dir.resolve("n"));
    assertThat(sft(0, "output=" + there, "model=" + dir.resolve("n")))
        .contains("elsewhere: done before");
  }

  @Test
  void anUnfinishedStageWantsItsMachine() throws IOException {
    sft(0);
    unfinish();
    assertThat(sft(1, "machine.workers=2"))
        .contains(
            "unfinished work of stage out, which resumes bit for bit only with the machine settings",
            "  machine.workers: 1 before, 2 now",
            "--restart-from out:STEP (1, 2)");
    assertThat(sft(0, "keepCheckpoints=1")).doesNotContain("other inputs");
    assertThat(checkpoints(out)).containsExactly("step-000002");
  }

  /** With a constant rate four steps are two and two more. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void moreStepsGoOnFromTheLastCheckpoint(boolean finished) throws IOException {
    sft(0);
    String before = provenance(out).inputs();
    if (!finished) {
      unfinish();
    }
    assertThat(sft(1, "steps=4")).contains("add --extend to go on from step 2");
    assertThat(sft(0, "steps=4", "--extend"))
        .contains("out: going on from step 2 with steps: 2 before, 4 now")
        .doesNotContain("done before");
    Path whole = dir.resolve("whole/out");
    sft(0, "steps=4", "output=" + whole);
    assertThat(weights(out)).isEqualTo(weights(whole));
    assertThat(provenance(out).settings()).containsEntry("steps", "4");
    assertThat(provenance(out).inputs()).isNotEqualTo(provenance(whole).inputs());
    assertThat(provenance(out).changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.what()).isEqualTo("extend");
              assertThat(change.step()).isEqualTo(2);
              assertThat(change.before()).isEqualTo(before);
              assertThat(change.begun()).startsWith("2");
            });
    assertThat(Files.readString(out.resolve("model/README.md")))
        .contains("| changed | `extend from step 2 (", "steps: 2 before, 4 now");
    assertThat(out.resolve("config.yaml")).content().contains("steps: 4");
    // given again, it is done; the old command is refused
    assertThat(sft(0, "steps=4", "--extend")).contains("out: done before");
    assertThat(sft(1)).contains("steps: 4 before, 2 now").doesNotContain("--extend");
    assertThat(run(0, "verify", out)).contains("0 broken, 0 missing");
  }

  @Test
  void extendingIsForMoreStepsAlone() throws IOException {
    sft(0);
    assertThat(sft(1, "--extend", "steps=1")).contains("steps: 2 before, 1 now");
    assertThat(sft(1, "--extend", "steps=4", "seed=3"))
        .contains("seed of the stage: ", "steps: 2 before");
    assertThat(sft(0, "--extend")).contains("done before");
    assertThat(provenance(out).changes()).isEmpty();
  }

  @Test
  void moreEpochsAreMoreSteps() throws IOException {
    sft(0, "steps=null", "epochs=1");
    assertThat(sft(0, "steps=null", "epochs=2", "--extend"))
        .contains("out: going on from step 1 with epochs: 1.0 before, 2.0 now");
    assertThat(checkpoints(out)).containsExactly("step-000001", "step-000002");
  }

  @Test
  void otherSettingsGoOnFromAnEarlierCheckpoint() throws IOException {
    sft(0, "steps=3");
    String first = Sha256.of(out.resolve("checkpoints/step-000001/model.safetensors"));
    String before = weights(out);
    String[] changed = {"steps=3", "optimizer.learningRate=1e-3", "--restart-from", "1"};
    assertThat(sft(0, changed)).contains("out: going on from step 1 with optimizer.learningRate");
    assertThat(Sha256.of(out.resolve("checkpoints/step-000001/model.safetensors")))
        .isEqualTo(first);
    assertThat(weights(out)).isNotEqualTo(before);
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(3);
    assertThat(provenance(out).changes())
        .singleElement()
        .satisfies(change -> assertThat(change.toString()).startsWith("restart from step 1 ("));
    assertThat(Files.readString(out.resolve("model/README.md"))).contains("restart from step 1 (");
    // the same command again begins nothing anew
    assertThat(sft(0, changed)).contains("out: done before").doesNotContain("no effect");
    changed[3] = "2";
    assertThat(sft(0, changed)).contains("--restart-from 2 has no effect: no stage that it could");
    assertThat(run(0, "verify", out)).contains("0 broken, 0 missing");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "out:2, true", "99, true", "0, false"})
  void aRestartWithoutAnyChangeIsToldOf(String from, boolean finished) throws IOException {
    sft(0);
    String before = weights(out);
    if (!finished) {
      unfinish();
    }
    assertThat(sft(0, "--restart-from", from))
        .contains("--restart-from " + from + " has no effect");
    assertThat(weights(out)).isEqualTo(before);
    assertThat(provenance(out).changes()).isEmpty();
  }

  @Test
  void fromStepNoughtAStageBeginsAnew() throws IOException {
    sft(0);
    assertThat(sft(0, "seed=8", "--restart-from", "0")).contains("going on from step 0");
    Path whole = dir.resolve("whole/out");
    sft(0, "seed=8", "output=" + whole);
    assertThat(weights(out)).isEqualTo(weights(whole));
  }

  @Test
  void anotherNumberOfWorkersGoesOnFromACheckpoint() throws IOException {
    sft(0);
    unfinish();
    assertThat(sft(0, "machine.workers=2", "--restart-from", "1"))
        .contains("going on from step 1 with machine.workers: 1 before, 2 now");
  }

  @Test
  void whatACheckpointDoesNotFitIsRefusedUntouched() throws IOException {
    sft(0);
    String before = Sha256.of(out);
    assertThat(sft(1, "seed=2", "--restart-from", "5"))
        .contains("has no checkpoint of step 5; there are those of [1, 2]");
    assertThat(sft(1, "machine.dtype=bf16", "seed=2", "--restart-from", "1"))
        .contains("cannot go on from", "with another machine.dtype");
    TinyModels.write(dir.resolve("other"), 2);
    assertThat(sft(1, "model=" + dir.resolve("other"), "--restart-from", "1"))
        .contains("with another model (model: sha256 ");
    assertThat(sft(2, "--restart-from", "soon")).contains("must be STEP or STAGE:STEP, was soon");
    assertThat(sft(1, "--restart-from", "rlt:1"))
        .contains("there is no such stage that trains; there are out");
    assertThat(Sha256.of(out)).isEqualTo(before);
  }

  /** The second of two training stages is meant, and what the change made stale is refused. */
  @Test
  void theStageWhoseSettingsChangedIsMeant() throws IOException {
    Path recipe = dir.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        output: %s
        machine: {workers: 1}
        stages:
          base: &stage {type: sft, model: %s, view: student, format: small, data: {type: file, path: data.jsonl}, steps: 1, sequencesPerStep: 2}
          warm: {type: sft, model: base, view: student, format: small, data: {type: file, path: data.jsonl}, steps: 2, sequencesPerStep: 2, checkpointEvery: 1, keepCheckpoints: 2}
          last: {type: sft, model: warm, view: student, format: small, data: {type: file, path: data.jsonl}, steps: 1, sequencesPerStep: 2}
        """
            .formatted(out, model));
    run(0, "run", recipe);
    assertThat(run(1, "run", recipe, "stages.warm.optimizer.learningRate=1e-1", "--restart-from=1"))
        .contains(
            "base: done before",
            "warm: going on from step 1 with optimizer.learningRate",
            out.resolve("last") + " holds the work of stage last with other inputs:\n  model: ",
            "(warm)");
  }

  /** A reference is in the checkpoint where the algorithm asked for one, and only there. */
  @Test
  void aReferenceCannotComeLater() throws IOException {
    Path file = dir.resolve("grpo.yaml");
    Files.writeString(
        file,
        """
        output: %s
        policy: %s
        problems: {type: synthetic, domain: chain, split: train, count: 4}
        format: small
        steps: 1
        problemsPerStep: 1
        rolloutsPerProblem: 2
        sampling: {maxNewTokens: 3}
        algorithm: {beta: 0}
        machine: {workers: 1}
        """
            .formatted(out, model));
    run(0, "grpo", file);
    assertThat(run(1, "grpo", file, "algorithm.beta=0.1", "--restart-from=1"))
        .contains("it has no reference model, and the algorithm now asks for one");
    assertThat(run(0, "grpo", file, "sampling.temperature=0.9", "steps=2", "--restart-from=1"))
        .contains("going on from step 1 with sampling.temperature: 0.7 before, 0.9 now; steps: 1");
    assertThat(out.resolve("rollouts/step-000002.jsonl.gz")).exists();
  }

  /** What lies in a model's directory beside the model makes it no other. */
  @Test
  void otherFilesInAModelsDirectoryAreNoInput() throws IOException {
    sft(0);
    Files.writeString(model.resolve("notes.md"), "mine");
    Files.createDirectories(model.resolve("runs/other"));
    Files.writeString(model.resolve("runs/other/log"), "x");
    assertThat(sft(0)).contains("out: done before");
  }

  /** Output, with links and dots in its way, against what is read. */
  @ParameterizedTest
  @CsvSource({
    "m, 'output: lies in ', 'which is the model'",
    "m/runs/x, 'output: lies in ', 'which is the model'",
    "x/../m/out, 'output: lies in ', 'which is the model'",
    "link/out, 'output: lies in ', 'which is the model'",
    "., 'model: ', 'lies in the output'",
    "x/.., 'data: ', 'data.jsonl lies in the output'",
  })
  void anOutputInAnInputIsRefused(String output, String key, String said) throws IOException {
    Files.createSymbolicLink(dir.resolve("link"), model);
    Path yaml = sft();
    for (String dry : List.of("--dry-run", "machine.workers=1")) {
      assertThat(run(2, "sft", yaml, "output=" + dir + "/" + output, dry)).contains(key, said);
    }
    assertThat(model.resolve("runs")).doesNotExist();
  }

  /** A stage may read by its path what another stage of the run has made. */
  @Test
  void theOutputOfAnotherStageIsAnInput() throws IOException {
    Path recipe = dir.resolve("recipe.yaml");
    String stage =
        "{type: sft, model: MODEL, view: student, format: small, data: {type: file, path:"
            + " data.jsonl}, steps: 1, sequencesPerStep: 2OUTPUT}\n";
    String head = "output: %s\nmachine: {workers: 1}\nstages:\n  base: ".formatted(out);
    String base = head + stage.replace("MODEL", model.toString()).replace("OUTPUT", "");
    Files.writeString(recipe, base);
    run(0, "run", recipe);
    String made = out.resolve("base/model").toString();
    Files.writeString(
        recipe, base + "  next: " + stage.replace("MODEL", made).replace("OUTPUT", ""));
    run(0, "run", recipe);
    Files.writeString(
        recipe,
        base
            + "  next: "
            + stage.replace("MODEL", made).replace("OUTPUT", ", output: " + made + "/next"));
    assertThat(run(2, "run", recipe)).contains("stages.next.output: lies in ");
  }
}
