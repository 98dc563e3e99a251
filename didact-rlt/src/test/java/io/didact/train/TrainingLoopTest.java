package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.WarmUp;
import io.didact.data.LabelledSequence;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.run.Checkpoints;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever stops a run, resuming from its directory gives the run that never stopped. */
class TrainingLoopTest {
  private static final int STEPS = 8;

  /** A clock that stands still makes the speed, too, a function of the step. */
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @TempDir Path folder;

  /**
   * Both trainers, over two workers; in 16 bits too, GRPO then over three and with activations
   * recomputed. GRPO has a reference that is synced every second step.
   */
  enum Kind {
    SFT {
      @Override
      Run start(Path directory, long modelSeed) {
        return sft(DType.FLOAT32, modelSeed);
      }
    },
    NARROW_SFT {
      @Override
      Run start(Path directory, long modelSeed) {
        return sft(DType.BFLOAT16, modelSeed);
      }
    },
    GRPO {
      @Override
      Run start(Path directory, long modelSeed) {
        return grpo(directory, modelSeed, DType.FLOAT32, 2, DecoderPass.Activations.KEPT);
      }
    },
    NARROW_GRPO {
      @Override
      Run start(Path directory, long modelSeed) {
        return grpo(directory, modelSeed, DType.BFLOAT16, 3, DecoderPass.Activations.RECOMPUTED);
      }
    };

    private static Run grpo(
        Path directory,
        long modelSeed,
        DType dtype,
        int workerCount,
        DecoderPass.Activations activations) {
      RlOptions options =
          GrpoRun.options(
              STEPS, 1, GrpoEquation.paper(), new ReferenceSync(0.9, 2), 1e-2, 100, activations);
      GrpoRun run = new GrpoRun(directory, dtype, modelSeed, options, workerCount, null);
      return new Run(run.policy, run.trainer, List.of(run));
    }

    private static Run sft(DType dtype, long modelSeed) {
      Parameters parameters = Tiny.parameters(dtype, modelSeed);
      Workers workers = new Workers(2);
      List<LabelledSequence> examples =
          Tiny.problems(11).stream().map(Tiny.TEACHER::example).toList();
      SftOptions options =
          new SftOptions(
              STEPS,
              LearningRateSchedule.cosine(1e-2, WarmUp.NONE),
              new AdamWOptions(0.9, 0.95, 1e-8, 0.1, 1),
              100,
              DecoderPass.Activations.KEPT,
              2);
      SftTrainer trainer =
          new SftTrainer(
              new AllWeights(Tiny.CHECKPOINT, parameters),
              options,
              new EpochOrder<>(examples, 4, 5)::batch,
              examples.subList(0, 2),
              ProcessGroup.single(),
              workers);
      return new Run(parameters, trainer, List.of(trainer, workers, parameters));
    }

    abstract Run start(Path directory, long modelSeed);
  }

  private record Run(Parameters parameters, Trainer trainer, List<AutoCloseable> owned)
      implements AutoCloseable {
    @Override
    public void close() throws Exception {
      for (AutoCloseable each : owned) {
        each.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStoppedRunGoesOnBitForBit(Kind kind) throws Exception {
    Map<String, byte[]> straight = unbroken(kind);
    Path broken = folder.resolve("broken");
    AtomicInteger steps = new AtomicInteger();
    try (Run run = kind.start(broken, 1)) {
      TrainingLoop stopping =
          new TrainingLoop(
              broken,
              100,
              1,
              Set.of(),
              CLOCK,
              () -> steps.incrementAndGet() == 3,
              ProcessGroup.single());
      assertThat(stopping.run(run.trainer(), (report, total) -> {})).isFalse();
    }
    assertThat(Files.readAllLines(broken.resolve("metrics.jsonl"))).hasSize(3);
    List<Integer> seen = new ArrayList<>();
    // Other initial weights: everything must come from the checkpoint.
    try (Run run = kind.start(broken, 2)) {
      boolean done =
          loop(broken, 100).run(run.trainer(), (report, total) -> seen.add(report.step()));
      assertThat(done).isTrue();
    }
    assertThat(seen).containsExactly(4, 5, 6, 7, 8);
    assertSameFiles(result(broken), straight);
  }

  /** Killed after step 5, in the middle of a metrics line; the last checkpoint is of step 3. */
  @ParameterizedTest
  @EnumSource
  void aKilledRunGoesOnFromAnOlderCheckpoint(Kind kind) throws Exception {
    Map<String, byte[]> straight = unbroken(kind);
    Path broken = folder.resolve("broken");
    try (Run run = kind.start(broken, 1)) {
      assertThatThrownBy(
              () ->
                  loop(broken, 3)
                      .run(
                          run.trainer(),
                          (report, total) -> {
                            if (report.step() == 5) {
                              throw new Killed();
                            }
                          }))
          .isInstanceOf(Killed.class);
    }
    Path metrics = broken.resolve("metrics.jsonl");
    Files.writeString(metrics, "{\"step\":6,\"los", StandardOpenOption.APPEND);
    Files.createDirectories(broken.resolve("checkpoints").resolve("step-000006.tmp-1-a"));
    try (Run run = kind.start(broken, 2)) {
      assertThat(loop(broken, 100).run(run.trainer(), (report, total) -> {})).isTrue();
    }
    assertThat(Files.readAllLines(metrics)).hasSize(STEPS);
    assertSameFiles(result(broken), straight);
  }

  /** A finished run does nothing when it is started again. */
  @ParameterizedTest
  @EnumSource
  void aFinishedRunStaysAsItIs(Kind kind) throws Exception {
    Map<String, byte[]> straight = unbroken(kind);
    Path done = folder.resolve("straight");
    try (Run run = kind.start(done, 2)) {
      TrainingLoop again = loop(done, 100);
      assertThat(again.run(run.trainer(), (report, total) -> throwKilled())).isTrue();
    }
    assertSameFiles(result(done), straight);
  }

  /** A weight spoilt after step 3 shows in step 4; the checkpoint of step 2 stays. */
  @ParameterizedTest
  @EnumSource
  void aWeightThatIsNotANumberStopsTheRun(Kind kind) throws Exception {
    try (Run run = kind.start(folder, 1)) {
      assertThatThrownBy(() -> loop(folder, 2).run(run.trainer(), spoilAfter(run, 3)))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageStartingWith("step 4: ")
          .hasMessageContaining(
              "; the last good checkpoint is " + checkpoint("step-000002") + ". ");
      try (TensorScope scope = new TensorScope()) {
        run.trainer().restore(checkpoint("step-000002"));
        assertThat(run.parameters().flat().isFinite()).isTrue();
      }
    }
    assertThat(new Checkpoints(folder, 2).all()).hasSize(1);
  }

  /** Spoilt after step 2, which is to be saved: it is not, and the good checkpoint is not lost. */
  @ParameterizedTest
  @EnumSource
  void aSpoiltModelIsNotSaved(Kind kind) throws Exception {
    try (Run run = kind.start(folder, 1)) {
      TrainingLoop loop =
          new TrainingLoop(folder, 1, 1, Set.of(), CLOCK, () -> false, ProcessGroup.single());
      assertThatThrownBy(() -> loop.run(run.trainer(), spoilAfter(run, 2)))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageContaining("step 2: a weight is not finite")
          .hasMessageContaining(checkpoint("step-000001") + ". ");
    }
    assertThat(new Checkpoints(folder, 1).all())
        .extracting(Checkpoints.Saved::step)
        .containsExactly(1L);
  }

  /** Weights that are finite and give no gradient are no good ones: all 0, after step 3 of 8. */
  @Test
  void aWreckThatIsFiniteIsNotTheLastGoodCheckpoint() throws Exception {
    List<String> told = new ArrayList<>();
    try (Run run = Kind.SFT.start(folder, 1)) {
      TrainingLoop loop =
          new TrainingLoop(folder, 1, 1, Set.of(), CLOCK, () -> false, ProcessGroup.single());
      TrainingLoop.Listener spoiling =
          new TrainingLoop.Listener() {
            @Override
            public void onStep(StepReport report, int total) {
              if (report.step() >= 3) {
                fill(run, report.step() == 8 ? Double.NaN : 0);
              }
            }

            @Override
            public void onMessage(String text) {
              told.add(text);
            }
          };
      assertThatThrownBy(() -> loop.run(run.trainer(), spoiling))
          .hasMessageContaining("step 8: a weight is not finite")
          .hasMessageContaining("the last good checkpoint is " + checkpoint("step-000002") + ". ")
          .hasMessageContaining("No step has learned from the later ones.")
          .hasMessageContaining("--restart-from 2");
    }
    assertThat(new Checkpoints(folder, 1).all())
        .extracting(Checkpoints.Saved::step)
        .containsExactly(2L, 7L);
    assertThat(told).singleElement().asString().startsWith("in steps 4 to 8 the gradient was 0");
  }

  private static void fill(Run run, double value) {
    try (TensorScope scope = new TensorScope()) {
      run.parameters().flat().fill_(value);
    }
  }

  private Path checkpoint(String name) {
    return folder.resolve("checkpoints").resolve(name);
  }

  private static TrainingLoop.Listener spoilAfter(Run run, int step) {
    return (report, total) -> {
      if (report.step() == step) {
        try (TensorScope scope = new TensorScope()) {
          run.parameters().flat().narrow(0, 5, 1).fill_(Double.NaN);
        }
      }
    };
  }

  private Map<String, byte[]> unbroken(Kind kind) throws Exception {
    Path directory = folder.resolve("straight");
    try (Run run = kind.start(directory, 1)) {
      assertThat(loop(directory, 100).run(run.trainer(), (report, total) -> {})).isTrue();
    }
    Map<String, byte[]> files = result(directory);
    assertThat(files)
        .containsKeys(
            "metrics.jsonl",
            "checkpoints/step-000008/model.safetensors",
            "checkpoints/step-000008/trainer_state.safetensors");
    return files;
  }

  private static TrainingLoop loop(Path directory, int checkpointEvery) {
    return new TrainingLoop(
        directory, checkpointEvery, 1, Set.of(), CLOCK, () -> false, ProcessGroup.single());
  }

  /** All that a run leaves, but the event files, of which each start makes one. */
  private static Map<String, byte[]> result(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString().replace('\\', '/');
        if (!name.startsWith("events.")) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  private static void assertSameFiles(Map<String, byte[]> files, Map<String, byte[]> expected) {
    assertThat(files.keySet()).isEqualTo(expected.keySet());
    files.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
  }

  private static void throwKilled() {
    throw new Killed();
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
