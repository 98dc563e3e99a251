package io.didact.recipe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.tensor.Device;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  private static final ProcessorFeatures WITHOUT =
      ProcessorFeatures.of(
          List.of("processor\t: 0", "flags\t\t: fpu avx2 bf16c", "", "flags\t\t: avx512_bf16"));
  private static final ProcessorFeatures WITH =
      ProcessorFeatures.of(List.of("flags\t\t: fpu avx2 avx512_bf16"));
  private static final ProcessorFeatures ARM =
      ProcessorFeatures.of(List.of("Features\t: fp asimd bf16"));
  private static final ProcessorFeatures UNKNOWN = ProcessorFeatures.of(List.of("flagship : 1"));

  @Test
  void bf16IsRemarkedWhereTheProcessorLacksIt() {
    assertThat(Precision.BF16.remark(Device.CPU, WITHOUT))
        .hasValueSatisfying(text -> assertThat(text).contains("no products in bf16", "fp32"));
  }

  @Test
  void nothingIsSaidElsewhere() {
    assertThat(Precision.FP32.remark(Device.CPU, WITHOUT)).isEmpty();
    assertThat(Precision.BF16.remark(Device.CUDA, WITHOUT)).isEmpty();
    for (ProcessorFeatures each : List.of(WITH, ARM, UNKNOWN)) {
      assertThat(Precision.BF16.remark(Device.CPU, each)).as("%s", each).isEmpty();
    }
  }
}
