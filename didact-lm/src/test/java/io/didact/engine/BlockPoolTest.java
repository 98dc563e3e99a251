package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.MemoryEstimate;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockPoolTest {
  private static final DecoderConfig CONFIG = RandomModels.config(20, 4, 2, 6, true);

  /** Keys and values of so many columns, all of one value. */
  private static Tensor filled(double value, int columns) {
    return Tensor.full(
        DType.FLOAT32, value, CONFIG.layers(), 2, CONFIG.kvHeads(), columns, CONFIG.headDim());
  }

  /**
   * 600 times at random a sequence of 1 to 20 columns comes (blocks of 4) or goes: what the others
   * hold is unchanged, the blocks in use are the first ones, and columns that nothing was written
   * to are finite.
   */
  @Test
  void blocksKeepWhatTheyHold() {
    SplittableRandom random = new SplittableRandom(1);
    Map<Integer, List<BlockPool.Block>> held = new LinkedHashMap<>();
    Map<Integer, Integer> columns = new LinkedHashMap<>();
    try (BlockPool pool = new BlockPool(CONFIG, DType.FLOAT32, 4)) {
      for (int i = 1; i <= 600; i++) {
        try (TensorScope scope = new TensorScope()) {
          if (held.size() < 12 && random.nextInt(3) > 0 || held.isEmpty()) {
            int count = random.nextInt(1, 21);
            held.put(i, pool.store(filled(i, count)));
            columns.put(i, count);
          } else {
            List<Integer> names = new ArrayList<>(held.keySet());
            int gone = names.get(random.nextInt(names.size()));
            held.remove(gone).forEach(pool::giveBack);
          }
          check(pool, held, columns);
        }
      }
    }
  }

  private static void check(
      BlockPool pool, Map<Integer, List<BlockPool.Block>> held, Map<Integer, Integer> columns) {
    int layer = CONFIG.layers() - 1;
    Tensor values = pool.values(layer);
    assertThat(values.contiguous().isFinite()).isTrue();
    assertThat(held.values().stream().flatMap(List::stream).map(BlockPool.Block::index).sorted())
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, pool.used()).boxed().toList());
    held.forEach(
        (name, blocks) -> {
          assertThat(blocks).hasSize(pool.blocksFor(columns.get(name)));
          for (int k = 0; k < blocks.size(); k++) {
            int count = Math.min(4, columns.get(name) - 4 * k);
            assertThat(values.select(0, blocks.get(k).index()).narrow(1, 0, count).toFloats())
                .containsOnly(name);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void theEstimateIsTheSizeOfAFullPool(DType dtype) {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, dtype);
    try (BlockPool pool = new BlockPool(CONFIG, dtype, 4)) {
      for (int i = 0; i < 32; i++) {
        pool.take();
      }
      assertThat(pool.bytes()).isEqualTo(estimate.cache(32, 4));
    }
  }
}
