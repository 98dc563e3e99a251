package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankPlaceTest {
  private static final Map<String, String> TORCHRUN =
      Map.of(
          "RANK", "3",
          "WORLD_SIZE", "4",
          "LOCAL_RANK", "1",
          "MASTER_ADDR", "host0",
          "MASTER_PORT", "29500");

  @Test
  void readsWhatTorchrunSets() {
    assertThat(RankPlace.of(TORCHRUN))
        .contains(new RankPlace(3, 4, 1, "host0", 29_500, Duration.ofSeconds(1800)));
  }

  /** A shell may have a RANK for something else. */
  @Test
  void oneProcessIsNoRank() {
    assertThat(RankPlace.of(Map.of())).isEmpty();
    assertThat(RankPlace.of(Map.of("RANK", "general"))).isEmpty();
    assertThat(RankPlace.of(Map.of("WORLD_SIZE", "1", "RANK", "0"))).isEmpty();
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(() -> RankPlace.of(Map.of("WORLD_SIZE", "2", "RANK", "0")))
        .hasMessage(
            "WORLD_SIZE=2 says that several processes train together, but MASTER_ADDR, MASTER_PORT"
                + " are not set (docs/ranks.md)");
  }

  @ParameterizedTest
  @CsvSource({
    "RANK, 4, RANK must be a whole number from 0 to 3",
    "RANK, -1, RANK must be a whole number from 0 to 3",
    "WORLD_SIZE, many, WORLD_SIZE must be a whole number from 1 to 4096",
    "MASTER_PORT, 65536, MASTER_PORT must be a whole number from 1 to 65535",
    "DIDACT_RANKS_TIMEOUT, 0, DIDACT_RANKS_TIMEOUT must be a whole number from 1"
  })
  void namesWhatIsWrong(String name, String value, String message) {
    Map<String, String> environment = new HashMap<>(TORCHRUN);
    environment.put(name, value);
    assertThatThrownBy(() -> RankPlace.of(environment))
        .hasMessageContaining(message)
        .hasMessageContaining("was '" + value + "'");
  }
}
