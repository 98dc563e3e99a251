package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.text.TokenIds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class EndingsTest {
  /** Ids 0…25 are letters, 26 is the two letters {@code yz}. */
  private static final IntFunction<byte[]> BYTES =
      id -> (id == 26 ? "yz" : String.valueOf((char) ('a' + id))).getBytes(StandardCharsets.UTF_8);

  private static final TokenIds IDS = TokenIds.of(0, 1, 26, 2, 1);

  private static Sampling stopping(Set<Integer> ids, String... texts) {
    return Sampling.at(1, 10).stoppingAt(ids, List.of(texts));
  }

  @Test
  void theTokenThatEndsASampleIsItsLast() {
    assertThat(new Endings(stopping(Set.of(1, 2)), null).of(IDS)).hasValue(2);
    assertThat(new Endings(stopping(Set.of(25)), null).of(IDS)).isEmpty();
    assertThat(new Endings(stopping(Set.of()), null).of(IDS)).isEmpty();
  }

  /** The text ends within token 26, whose other letter is the sample's too. */
  @Test
  void aTextEndsASampleWhereverTokensBegin() {
    assertThat(new Endings(stopping(Set.of(), "by"), BYTES).of(IDS)).hasValue(3);
    assertThat(new Endings(stopping(Set.of(0), "by"), BYTES).of(IDS)).hasValue(1);
    assertThat(new Endings(stopping(Set.of(), "zc", "bb"), BYTES).of(IDS)).hasValue(4);
    assertThatThrownBy(() -> new Endings(stopping(Set.of(), "x"), null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
