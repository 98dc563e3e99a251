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
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Qwen2.5-7B has 7,615,616,512 weights: 2·152,064·3,584 of embedding and head, and in each of 28
 * layers 3,584²·2 + 3,584 of queries and output, 2·(3,584·512 + 512) of keys and values,
 * 3·3,584·18,944 of SwiGLU and 2·3,584 of norms, and 3,584 at the end. A token's keys and values
 * are 2·28·512·2 = 57,344 bytes.
 */
class StageMemoryTest {
  private static final double P = 7_615_616_512.0;
  private static final PlanTables TABLES = PlanTables.shipped();
  private static final DecoderConfig MODEL =
      Objects.requireNonNull(TABLES.models().get("Qwen/Qwen2.5-7B-Instruct")).config();

  private static Scale h200(int gpus, Shard sharding) {
    return new Scale(
        "h200",
        gpus,
        1,
        true,
        Objects.requireNonNull(TABLES.machines().get("h200")),
        TABLES.efficiency(),
        sharding);
  }

  private static Machine machine(Precision type, DecoderPass.Activations activations) {
    return new Machine(
        16,
        16_384,
        activations,
        new LocalEngineSettings(128, 250_000),
        type,
        DeviceChoice.AUTO,
        Shard.NONE);
  }

  private static final Machine BF16 = machine(Precision.BF16, DecoderPass.Activations.RECOMPUTED);

  private static Work.Part part(Work.Kind kind, String key, double shared, double longest) {
    return new Work.Part(
        kind,
        key,
        MODEL,
        125,
        16,
        64,
        shared,
        4096,
        4096,
        longest,
        kind == Work.Kind.TRAIN ? 1 : 0);
  }

  private static final List<Work.Part> RLT =
      List.of(
          part(Work.Kind.SAMPLE, "policy", 768, 16_384),
          part(Work.Kind.SCORE, "reward.student", 256, 16_896),
          part(Work.Kind.SCORE, Work.REFERENCE, 768, 16_384),
          part(Work.Kind.TRAIN, "policy", 768, 16_384));

  private static double bytes(StageMemory memory, String part) {
    return Objects.requireNonNull(memory.parts().get(part));
  }

  /** 15.2, 30.5, 30.5, 60.9, 15.2 and 15.2 GB; 250,000 tokens of cache are 14.3 GB. */
  @Test
  void rltOfASevenBillionModel() {
    StageMemory memory = StageMemory.of(RLT, BF16, h200(8, Shard.NONE));
    assertThat(bytes(memory, StageMemory.WEIGHTS)).isEqualTo(2 * P);
    assertThat(bytes(memory, StageMemory.MASTER)).isEqualTo(4 * P);
    assertThat(bytes(memory, StageMemory.GRADIENTS)).isEqualTo(4 * P);
    assertThat(bytes(memory, StageMemory.MOMENTS)).isEqualTo(8 * P);
    assertThat(bytes(memory, StageMemory.REFERENCE)).isEqualTo(2 * P);
    assertThat(bytes(memory, StageMemory.STUDENT)).isEqualTo(2 * P);
    assertThat(bytes(memory, StageMemory.CACHE)).isEqualTo(250_000 * 57_344.0);
    // The longest sequence goes alone: 17,152 tokens of 2·(27·3,584 + 57,244 + 3·3,584) bytes that
    // are
    // held, and 8·57,244 that the backward pass of a layer works with.
    double layer = 2 * 3584 + 2 * 18_944 + 3 * 3584 + 2 * 512 + 28;
    assertThat(bytes(memory, StageMemory.ACTIVATIONS))
        .isEqualTo(17_152 * (2 * (27 * 3584 + layer + 3 * 3584) + 8 * layer));
    assertThat(bytes(memory, StageMemory.LOGITS)).isEqualTo(1 << 27);
    // The cache is more than the activations, and both are never there.
    assertThat(memory.most()).isEqualTo(22 * P + 250_000 * 57_344.0 + (1 << 27));
  }

  @Test
  void saysWhatDoesNotFitAndWhichKeyLowersIt() {
    StageMemory memory = StageMemory.of(RLT, BF16, h200(8, Shard.NONE));
    assertThat(memory.problems()).hasSize(4);
    assertThat(memory.problems().get(0)).isEqualTo("182.0 GB are wanted, there are 141.0");
    assertThat(memory.problems().get(1))
        .isEqualTo(
            "machine.engine.maxCachedTokens or maxRows: fewer samples at a time, of 14.3 GB cache");
    assertThat(memory.problems().get(2))
        .isEqualTo("algorithm.beta: 0 does without the reference: 15.2 GB less");
    assertThat(memory.problems().get(3))
        .startsWith(
            "lora: trains an adapter over the weights as they are, and holds nearly nothing of 121.8 GB of master weights");
  }

  /**
   * Rank 16 of all matrices: 16·(2·(3,584 + 3,584) + 2·(3,584 + 512) + 3·(3,584 + 18,944)) =
   * 1,441,792 numbers a layer, 40,370,176 in all: 0.16 GB each of weights, gradients and reference,
   * 0.32 GB of moments.
   */
  @Test
  void rltOfAnAdapter() {
    LoraShape lora = new LoraShape(16, 32, false, LoraShape.matching(MODEL, List.of("all-linear")));
    List<Work.Part> parts =
        RLT.stream()
            .map(
                part ->
                    part.kind() == Work.Kind.TRAIN || part.key().equals(Work.REFERENCE)
                        ? part.training(Optional.of(lora))
                        : part)
            .toList();
    StageMemory memory = StageMemory.of(parts, BF16, h200(1, Shard.NONE));
    double n = 28 * 1_441_792.0;
    assertThat(bytes(memory, StageMemory.WEIGHTS)).isEqualTo(2 * P + 4 * n);
    assertThat(bytes(memory, StageMemory.MASTER)).isZero();
    assertThat(bytes(memory, StageMemory.GRADIENTS)).isEqualTo(4 * n);
    assertThat(bytes(memory, StageMemory.MOMENTS)).isEqualTo(8 * n);
    assertThat(bytes(memory, StageMemory.REFERENCE)).isEqualTo(4 * n);
    assertThat(bytes(memory, StageMemory.STUDENT)).isEqualTo(2 * P);
    assertThat(memory.problems()).isEmpty();
  }

  /** In 32 bits, with kept activations, there is more to say. */
  @Test
  void typeAndActivations() {
    List<Work.Part> sft =
        List.of(new Work.Part(Work.Kind.TRAIN, "model", MODEL, 1, 16, 1, 0, 100, 50, 1000, 1));
    Machine wide = machine(Precision.FP32, DecoderPass.Activations.KEPT);
    StageMemory memory = StageMemory.of(sft, wide, h200(1, Shard.NONE));
    assertThat(memory.problems())
        .contains(
            "machine.dtype: bf16 halves weights, reference, student, activations and cache",
            "machine.tokensPerMicroBatch: as low as the longest sequence, 1000 tokens");
    assertThat(memory.problems())
        .anyMatch(each -> each.startsWith("machine.activations: recomputed, of "));
    assertThat(bytes(memory, StageMemory.MASTER)).isZero();
  }

  /** A sample may become so long that not one of them has room. */
  @Test
  void oneSampleWithoutRoom() {
    List<Work.Part> long_ = List.of(part(Work.Kind.SAMPLE, "model", 768, 16_384));
    Machine little =
        new Machine(
            1,
            16_384,
            DecoderPass.Activations.KEPT,
            new LocalEngineSettings(128, 10_000),
            Precision.BF16,
            DeviceChoice.AUTO,
            Shard.NONE);
    assertThat(StageMemory.of(long_, little, h200(1, Shard.NONE)).problems())
        .containsExactly(
            "a sample of 17152 tokens needs 1.0 GB of cache, a worker has 0.6: raise"
                + " machine.engine.maxCachedTokens");
  }

  /**
   * Eight share 22 bytes a weight: 2.75 each. Gradients that are not summed yet have a place
   * beside, and so have weights that are in use: as much as the embedding, the largest, and norms
   * and biases.
   */
  @Test
  void sharedOut() {
    StageMemory states = StageMemory.of(RLT, BF16, h200(8, Shard.GRADIENTS));
    StageMemory all = StageMemory.of(RLT, BF16, h200(8, Shard.WEIGHTS));
    double rest = 250_000 * 57_344.0 + (1 << 27);
    double places = 152_064 * 3_584.0 + 28 * (3_584 + 2 * 512 + 2 * 3_584) + 3_584;
    assertThat(states.most()).isCloseTo((6 + 2) * P + 4 * places + rest, within(8.0));
    StageMemory frozen = StageMemory.of(RLT, BF16, h200(8, Shard.FROZEN));
    assertThat(frozen.most())
        .isCloseTo((2 + 20 / 8.0) * P + (4 + 2 * 2) * places + rest, within(16.0));
    assertThat(all.most()).isCloseTo(22 * P / 8 + (4 + 3 * 2) * places + rest, within(16.0));
    assertThat(all.problems()).isEmpty();
    List<Work.Part> traces =
        List.of(RLT.get(0), part(Work.Kind.SCORE, "reward.student", 256, 16_896));
    StageMemory untrained = StageMemory.of(traces, BF16, h200(8, Shard.FROZEN));
    assertThat(bytes(untrained, StageMemory.STUDENT)).as("parts are dealt").isEqualTo(2 * P);
  }
}
