package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KNOWN = List.of("learningRate", "steps", "seed");

  /** {@code sed → seed} one letter put in; {@code setps → steps} two changed. */
  @Test
  void findsTheNameMeant() {
    assertThat(NearestName.of("sed", KNOWN)).hasValue("seed");
    assertThat(NearestName.of("setps", KNOWN)).hasValue("steps");
    assertThat(NearestName.of("learningrate", KNOWN)).hasValue("learningRate");
    assertThat(NearestName.of("temperature", KNOWN)).isEmpty();
  }

  @Test
  void hintsAtAllNamesWhereNoneIsNear() {
    assertThat(NearestName.hint("sed", KNOWN)).isEqualTo("; did you mean 'seed'?");
    assertThat(NearestName.hint("temperature", KNOWN))
        .isEqualTo("; known are learningRate, steps, seed");
  }
}
