package io.didact.recipe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.LoraShape;
import io.didact.recipe.model.DeviceChoice;
import io.didact.recipe.model.LocalEngineSettings;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.Precision;
import io.didact.recipe.stage.Work;
import io.didact.train.Shard;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * By hand, for d 4, f 6, one layer, H 2, K 1, d_h 2, V 10, as in FloorTest:
 *
 * <pre>
 * matrices   240 a token      attention  16 a token that is seen      head  80 a row
 * weights    10·4 embedding, 32 + 4 + 2 + 2 of q, k, v with biases (4·(4 + 2 + 2) + 8 = 40), 16 of o,
 *            72 of SwiGLU, 2·4 + 4 of norms                       = 40 + 40 + 16 + 72 + 12 = 180
 * cache      2·1·2 numbers a token
 * </pre>
 *
 * <p>and 2 groups of 3 sequences that share 4 tokens and have 10 of their own, 16 at most.
 */
class JobTest {
  private static final DecoderConfig MODEL =
      new DecoderConfig("qwen2", 10, 4, 6, 1, 2, 1, 2, 1e-6, 10_000, true, 128, List.of(1));

  /** 1,000 FLOP/s, 100 bytes/s; jobs reach a half, a quarter and a fifth of that. */
  private static Scale scale(int gpus, Shard sharding) {
    return new Scale(
        "test",
        gpus,
        1,
        true,
        new Peaks(1000, 1000, 100, 1e9, "made up"),
        new Efficiency(0.5, 0.25, 0.2),
        sharding);
  }

  private static Machine machine(Precision type, DecoderPass.Activations activations, int rows) {
    return new Machine(
        1, 32, activations, new LocalEngineSettings(rows, 0), type, DeviceChoice.AUTO, Shard.NONE);
  }

  private static final Machine PLAIN = machine(Precision.FP32, DecoderPass.Activations.KEPT, 256);

  private static Work.Part part(Work.Kind kind) {
    return new Work.Part(kind, "model", MODEL, 5, 2, 3, 4, 10, 10, 16, 1);
  }

  /**
   * Tokens that go through the layers: 2·(4 + 3·10) = 68. Seen: 2·(1 + 2 + 3 + 4) of the shared
   * ones, 6·(5 + … + 14 = 95) of the others: 590. Forward 68·240 + 590·16 + 60·80 = 30,560; five
   * times 152,800.
   */
  private static final double FORWARD = 68 * 240 + 590 * 16 + 60 * 80;

  /**
   * Weights are read 16 times (the longest decides) of 720 bytes. A sequence's tokens read Σ (4 +
   * t), t below 10: 10·4 + 10²/2 = 90, of 16 bytes; 6 sequences. 11,520 + 8,640 = 20,160; five
   * times 100,800, which take 1,008 s at full speed and twice that at a half. Products take 153 s.
   */
  @Test
  void sampling() {
    Job job = Job.of(part(Work.Kind.SAMPLE), PLAIN, scale(1, Shard.NONE));
    assertThat(job.tokens()).isEqualTo(5 * 60);
    assertThat(job.flops()).isEqualTo(5 * FORWARD);
    assertThat(job.bytes()).isEqualTo(5 * (16 * 720 + 6 * 90 * 16));
    assertThat(job.seconds()).isCloseTo(2016, within(1e-9));
    assertThat(job.bound()).isEqualTo("memory");
  }

  /** Two at a time: 60 tokens are 30 steps, and 30 readings of the weights. */
  @Test
  void fewRowsAtATime() {
    Machine two = machine(Precision.FP32, DecoderPass.Activations.KEPT, 2);
    Job job = Job.of(part(Work.Kind.SAMPLE), two, scale(1, Shard.NONE));
    assertThat(job.bytes()).isEqualTo(5 * (30 * 720 + 6 * 90 * 16));
  }

  /** 68 tokens are 3 micro-batches of 32. */
  @Test
  void scoring() {
    Job job = Job.of(part(Work.Kind.SCORE), PLAIN, scale(1, Shard.NONE));
    assertThat(job.tokens()).isEqualTo(5 * 68);
    assertThat(job.flops()).isEqualTo(5 * FORWARD);
    assertThat(job.bytes()).isEqualTo(5 * 3 * 720);
    assertThat(job.seconds()).isCloseTo(5 * FORWARD / 1000 / 0.25, within(1e-9));
    assertThat(job.bound()).isEqualTo("compute");
  }

  /**
   * Forward and backward are three times forward; an update moves 28 bytes of each of 180 weights.
   * Here memory takes longer: 576 s at full speed, the products 458 s.
   */
  @Test
  void training() {
    Job job = Job.of(part(Work.Kind.TRAIN), PLAIN, scale(1, Shard.NONE));
    assertThat(job.flops()).isEqualTo(5 * 3 * FORWARD);
    assertThat(job.bytes()).isEqualTo(5 * (3 * 3 * 720 + 180 * 28));
    assertThat(job.seconds()).isCloseTo(5 * (6480 + 5040) / 100.0 / 0.2, within(1e-9));
  }

  /** Recomputed: one more pass through the layers, not through the head, and over the weights. */
  @Test
  void recomputed() {
    Machine again = machine(Precision.FP32, DecoderPass.Activations.RECOMPUTED, 256);
    Job job = Job.of(part(Work.Kind.TRAIN), again, scale(1, Shard.NONE));
    assertThat(job.flops()).isEqualTo(5 * (4 * FORWARD - 60 * 80));
    assertThat(job.bytes()).isEqualTo(5 * (4 * 3 * 720 + 180 * 28));
  }

  /**
   * An adapter of rank 2 of q (4 → 4) and down (6 → 4): 2·(4 + 4) + 2·(6 + 4) = 36 numbers. Frozen
   * matrices and the head cost two products, attention three, the adapter 8 a number and token; an
   * update moves 28 bytes of each of the 36.
   */
  @Test
  void trainingAnAdapter() {
    LoraShape lora =
        new LoraShape(2, 4, false, LoraShape.matching(MODEL, List.of("q_proj", "down_proj")));
    Work.Part part = part(Work.Kind.TRAIN).training(Optional.of(lora));
    Job job = Job.of(part, PLAIN, scale(1, Shard.NONE));
    assertThat(job.flops())
        .isEqualTo(5.0 * (2 * (68 * 240 + 60 * 80) + 3 * 590 * 16 + 8 * 36 * 68));
    assertThat(job.bytes()).isEqualTo(5 * (2 * 3 * 720 + 36 * 28));
  }

  /** In 16 bits an update also writes the weights that are computed with. */
  @Test
  void sixteenBits() {
    Machine half = machine(Precision.BF16, DecoderPass.Activations.KEPT, 256);
    Job job = Job.of(part(Work.Kind.TRAIN), half, scale(1, Shard.NONE));
    assertThat(job.bytes()).isEqualTo(5 * (3 * 3 * 360 + 180 * (28 + 2)));
  }

  /**
   * Two groups on two GPUs: half the time; each has 34 tokens, two micro-batches. On four, two have
   * nothing to do.
   */
  @Test
  void groupsStayTogether() {
    Job one = Job.of(part(Work.Kind.SCORE), PLAIN, scale(1, Shard.NONE));
    Job two = Job.of(part(Work.Kind.SCORE), PLAIN, scale(2, Shard.NONE));
    Job four = Job.of(part(Work.Kind.SCORE), PLAIN, scale(4, Shard.NONE));
    assertThat(two.seconds()).isCloseTo(one.seconds() / 2, within(1e-9));
    assertThat(two.bytes()).isEqualTo(5 * 2 * 2 * 720);
    assertThat(four).isEqualTo(two);
  }

  /** States that are shared out are updated by half on each. */
  @Test
  void sharedStates() {
    Job whole = Job.of(part(Work.Kind.TRAIN), PLAIN, scale(2, Shard.NONE));
    Job shared = Job.of(part(Work.Kind.TRAIN), PLAIN, scale(2, Shard.GRADIENTS));
    assertThat(whole.bytes() - shared.bytes()).isEqualTo(5 * 180 * 28);
  }
}
