package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequencePackTest {
  private static final DecoderConfig CONFIG = RandomModels.config(30, 4, 2, 6, true);

  private static List<TokenIds> unequal() {
    return IntStream.of(3, 11, 1, 7, 11, 7, 7)
        .mapToObj(length -> RandomModels.ids(length, 30, 100 + length))
        .toList();
  }

  /** Longest first, equal lengths in the order given: 11 (1), 11 (4), 7 (3, 5, 6), 3 (0), 1 (2). */
  @Test
  void layoutByHand() {
    SequencePack pack = SequencePack.of(unequal());
    assertThat(pack.tokens()).isEqualTo(47);
    assertThat(IntStream.range(0, 7).map(i -> pack.row(i, 0)))
        .containsExactly(43, 0, 46, 22, 11, 29, 36);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void packedEqualsAlone(DType dtype) {
    double tolerance = dtype == DType.FLOAT64 ? 1e-11 : 1e-3;
    try (Parameters parameters = RandomModels.parameters(CONFIG, dtype, 1);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      SequencePack pack = SequencePack.of(unequal());
      Tensor packed = pack.hidden(decoder);
      for (int i = 0; i < unequal().size(); i++) {
        TokenIds ids = unequal().get(i);
        Tensor alone = SequencePack.of(List.of(ids)).hidden(decoder);
        assertThat(packed.narrow(0, pack.row(i, 0), ids.size()).toDoubles())
            .containsExactly(alone.toDoubles(), within(tolerance));
      }
    }
  }

  /** Another sequence in the pack, and later tokens of the same one, change not a bit. */
  @Test
  void nothingLeaksBetweenSequencesOrFromTheFuture() {
    List<TokenIds> changed = new ArrayList<>(unequal());
    changed.set(4, RandomModels.ids(11, 30, 7));
    TokenIds third = changed.get(3);
    changed.set(3, TokenIds.concat(third.slice(0, 6), TokenIds.of((third.get(6) + 1) % 30)));
    try (Parameters parameters = RandomModels.parameters(CONFIG, DType.FLOAT64, 1);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      SequencePack pack = SequencePack.of(unequal());
      Tensor before = pack.hidden(decoder);
      Tensor after = SequencePack.of(changed).hidden(decoder);
      for (int i = 0; i < 7; i++) {
        int same = i == 4 ? 0 : i == 3 ? 6 : changed.get(i).size();
        assertThat(after.narrow(0, pack.row(i, 0), same).toDoubles())
            .containsExactly(before.narrow(0, pack.row(i, 0), same).toDoubles());
      }
      assertThat(after.select(0, pack.row(3, 0) + 6).toDoubles())
          .isNotEqualTo(before.select(0, pack.row(3, 0) + 6).toDoubles());
    }
  }

  /**
   * Blocks of 1, 3, 7 and 64 rows over 20 tokens, windows of 1 to 19: each gives what one block
   * does, and with the whole sequence as window it is causal attention.
   */
  @Test
  void blocksOfAWindowChangeNothing() {
    SplittableRandom random = new SplittableRandom(1);
    try (TensorScope scope = new TensorScope()) {
      Tensor[] qkv = new Tensor[3];
      for (int i = 0; i < 3; i++) {
        qkv[i] = Tensor.ofDoubles(random.doubles(2 * 3 * 20 * 4, -2, 2).toArray(), 2, 3, 20, 4);
      }
      for (int window : new int[] {1, 2, 5, 19, 20, 30}) {
        double[] whole = causal(window).inBlocks(qkv[0], qkv[1], qkv[2], 64).toDoubles();
        for (int block : new int[] {1, 3, 7}) {
          assertThat(causal(window).inBlocks(qkv[0], qkv[1], qkv[2], block).toDoubles())
              .containsExactly(whole, within(1e-12));
        }
        assertThat(causal(window).of(qkv[0], qkv[1], qkv[2]).toDoubles())
            .containsExactly(whole, within(1e-12));
      }
      assertThat(causal(1).of(qkv[0], qkv[1], qkv[2]).toDoubles())
          .as("who sees only itself has its own value")
          .containsExactly(qkv[2].toDoubles(), within(1e-12));
    }
  }

  private static CausalAttention causal(int window) {
    return new CausalAttention(CausalBand.of(20, 20, window, DType.FLOAT64), window);
  }

  /** 600 tokens are more than one block of rows. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "BFLOAT16"})
  void longSequencesWithAWindowEqualLoops(DType dtype) {
    DecoderConfig config = RandomConfigs.of(7);
    assertThat(config.window().narrowest()).isLessThan(20);
    TokenIds ids = RandomModels.ids(600, config.vocabSize(), 1);
    try (Parameters parameters = RandomModels.parameters(config, dtype, 1);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      Tensor hidden = SequencePack.of(List.of(ids)).hidden(decoder);
      double[][] expected = new NaiveDecoder(parameters).hidden(ids);
      for (int t : new int[] {0, 5, 511, 512, 513, 599}) {
        assertThat(hidden.select(0, t).toDoubles())
            .containsExactly(expected[t], within(dtype == DType.FLOAT64 ? 1e-9 : 0.5));
      }
    }
  }

  @Test
  void emptySequencesAreRefused() {
    assertThatThrownBy(() -> SequencePack.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SequencePack.of(List.of(TokenIds.of(1), TokenIds.EMPTY)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
