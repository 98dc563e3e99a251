package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.DecoderConfig;
import io.didact.model.MemoryEstimate;
import io.didact.model.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.TensorScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link MemoryEstimate} says of the cache against the cache itself. */
class CacheEstimateTest {
  private static final DecoderConfig CONFIG = RandomModels.config(20, 4, 2, 6, true);

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void isTheSizeOfAFullCache(DType dtype) {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, dtype, 1);
    try (KvCache cache = new KvCache(CONFIG, dtype, 5, 3, 11);
        TensorScope scope = new TensorScope()) {
      assertThat(cache.slots().elements() * dtype.bytes()).isEqualTo(estimate.cache(5, 3));
      cache.reserve(7);
      cache.reserve(11);
      assertThat(cache.slots().elements() * dtype.bytes()).isEqualTo(estimate.cache(5, 11));
    }
  }
}
