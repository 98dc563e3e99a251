package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryUseTest {
  /** 4 PiB, which no address space has; refused by libtorch itself. */
  private static Tensor tooMuch() {
    try (TensorScope scope = new TensorScope()) {
      return Tensor.empty(DType.UINT8, 1L << 52);
    }
  }

  /** The words are those of libtorch 2.10's allocator on a GPU. */
  private static RuntimeException onGpu() {
    return new RuntimeException(
        "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 139.80 GiB"
            + " of which 3.21 GiB is free.");
  }

  @Test
  void saysWhichPartHowMuchAndWhatToDo() {
    assertThatThrownBy(() -> MemoryUse.SCORING.in(MemoryUseTest::tooMuch))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessage(
            "main memory is full: log-probs of given tokens asked for 4503599627370496 bytes more;"
                + " lower machine.tokensPerMicroBatch");
    try (Device.Scope scope = Device.CUDA.use()) {
      assertThatThrownBy(
              () ->
                  MemoryUse.TRAINING.in(
                      () -> {
                        throw onGpu();
                      }))
          .hasMessage(
              "the GPU's memory is full: the forward and backward pass asked for 20.00 GiB more; set"
                  + " machine.activations: recomputed, then lower machine.tokensPerMicroBatch");
    }
  }

  /** Through workers, and of two uses the inner one. */
  @Test
  void theInnermostUseIsNamed() {
    try (Workers two = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  MemoryUse.TRAINING.in(
                      () -> MemoryUse.SAMPLING.in(() -> two.onEach(worker -> tooMuch()))))
          .isInstanceOf(DeviceMemoryException.class)
          .hasMessageContaining(": sampling asked for ")
          .hasMessageContaining("machine.engine.maxCachedTokens");
    }
  }

  @Test
  void otherErrorsStayWhatTheyAre() {
    IllegalStateException other = new IllegalStateException("no");
    assertThatThrownBy(
            () ->
                MemoryUse.WEIGHTS.in(
                    () -> {
                      throw other;
                    }))
        .isSameAs(other);
    assertThat(MemoryUse.WEIGHTS.in(() -> 3)).isEqualTo(3);
  }
}
