package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import org.junit.jupiter.api.Test;

class CausalAttentionTest {
  /** Few scores in 16 bits go through products, which need the mask; on a GPU they do not. */
  @Test
  void productsAreTheCpusAlone() {
    assertThat(masked(8, 8, 8, DType.BFLOAT16)).isTrue();
    try (Device.Scope on = Device.CUDA.use()) {
      assertThat(masked(8, 8, 8, DType.BFLOAT16)).isFalse();
    }
  }

  /** Rows after others, and windows, are masked everywhere. */
  @Test
  void whatIsNotPlainIsMaskedOnEveryDevice() {
    for (Device device : Device.values()) {
      try (Device.Scope on = device.use()) {
        assertThat(masked(8, 8, 8, DType.FLOAT32)).isFalse();
        assertThat(masked(4, 8, 8, DType.FLOAT32)).isTrue();
        assertThat(masked(8, 8, 5, DType.FLOAT32)).isTrue();
      }
    }
  }

  @Test
  void theKernelsTypeIsWideOnTheCpuAndTheArgumentsOnAGpu() {
    assertThat(CausalAttention.typeOfScores(DType.BFLOAT16)).isEqualTo(DType.FLOAT32);
    assertThat(CausalAttention.typeOfScores(DType.FLOAT64)).isEqualTo(DType.FLOAT64);
    try (Device.Scope on = Device.CUDA.use()) {
      assertThat(CausalAttention.typeOfScores(DType.BFLOAT16)).isEqualTo(DType.BFLOAT16);
      assertThat(CausalAttention.typeOfScores(DType.FLOAT32)).isEqualTo(DType.FLOAT32);
    }
  }

  private static boolean masked(long rows, long columns, int window, DType dtype) {
    return CausalAttention.isMasked(rows, columns, window, dtype);
  }
}
