package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.algorithm.Grpo;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.ReferenceSync;
import io.didact.data.LabelledSequence;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Resident memory after many steps is that after some. What one step leaves behind shows 800 times:
 * a training step without its scope costs some 150 MiB. The slack is for the Java heap.
 */
class FlatMemoryTest {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE_BYTES = 4096;
  private static final long SLACK_BYTES = 64L << 20;

  @TempDir Path folder;

  @BeforeEach
  void memoryCanBeRead() {
    assumeTrue(Files.isReadable(STATM), "no " + STATM + " on this system");
  }

  @Test
  void aThousandStepsOfFineTuning() throws Exception {
    List<LabelledSequence> examples = Tiny.problems(3).stream().map(Tiny.STUDENT::example).toList();
    SftOptions options =
        new SftOptions(
            1000,
            LearningRateSchedule.constant(1e-3),
            AdamWOptions.paper(),
            1000,
            DecoderPass.Activations.KEPT,
            100);
    try (Parameters parameters = Tiny.parameters(DType.FLOAT32, 1);
        Workers workers = new Workers(1);
        SftTrainer trainer =
            new SftTrainer(
                new AllWeights(Tiny.CHECKPOINT, parameters),
                options,
                step -> examples,
                examples,
                ProcessGroup.single(),
                workers)) {
      assertFlat(trainer, 200);
    }
  }

  @Test
  void twoHundredStepsOfGrpo() throws Exception {
    RlOptions options =
        new RlOptions(
            200,
            1,
            4,
            1,
            1,
            LearningRateSchedule.constant(1e-4),
            AdamWOptions.paper(),
            Grpo.paper(),
            new ReferenceSync(0.9, 32),
            GrpoRun.TEMPERATURE,
            1000,
            DecoderPass.Activations.KEPT);
    try (GrpoRun run = new GrpoRun(folder, 1, options, 1, null)) {
      assertFlat(run.trainer, 40);
    }
  }

  private static void assertFlat(Trainer trainer, int warmUp) throws Exception {
    long before = 0;
    for (int step = 0; step < trainer.totalSteps(); step++) {
      if (step == warmUp) {
        before = residentBytes();
      }
      trainer.step(step);
    }
    assertThat(residentBytes() - before).isLessThan(SLACK_BYTES);
  }

  private static long residentBytes() throws IOException, InterruptedException {
    System.gc();
    Thread.sleep(500); // the collector gives memory back to the system a little later
    return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE_BYTES;
  }
}
