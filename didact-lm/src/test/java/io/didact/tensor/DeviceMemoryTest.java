package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceMemoryTest {
  /** 8 and 24 GiB, an H200 alone and with 100 GiB in use, and one that does not exist. */
  @ParameterizedTest
  @CsvSource({
    "8192, 8192, 128, 2048",
    "24576, 24576, 192, 6144",
    "143155, 143155, 1024, 35788",
    "40755, 143155, 1024, 20377",
    "1048576, 1048576, 1024, 262144"
  })
  void sizesFollowTheMemory(long freeMiB, long totalMiB, long logitsMiB, long cacheMiB) {
    DeviceMemory memory = new DeviceMemory(freeMiB << 20, totalMiB << 20);
    assertThat(memory.forLogits() >> 20).isEqualTo(logitsMiB);
    assertThat(memory.forCache() >> 20).isEqualTo(cacheMiB);
  }

  @Test
  void aBudgetStandsInForTheGpu() {
    System.setProperty("didact.deviceMemory", "5000000000");
    try {
      assertThat(DeviceMemory.ofGpu()).isEqualTo(new DeviceMemory(5_000_000_000L, 5_000_000_000L));
    } finally {
      System.clearProperty("didact.deviceMemory");
    }
  }
}
