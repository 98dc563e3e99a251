package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.data.Seeds;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixTest {
  /** 30 of 100 parts; a binomial of 20,000 draws has a deviation of at most 0.0036. */
  @Test
  void picksByWeight() {
    Mix<Style> mix = Mixes.expert();
    assertThat(mix.share(Style.STEP)).isEqualTo(0.30);
    Map<Style, Integer> counts = new EnumMap<>(Style.class);
    SplittableRandom random = Seeds.random(3);
    for (int i = 0; i < 20_000; i++) {
      counts.merge(mix.pick(random), 1, Integer::sum);
    }
    for (Style style : Style.values()) {
      assertThat(counts.getOrDefault(style, 0) / 20_000.0)
          .as(style.name())
          .isCloseTo(mix.share(style), within(0.015));
    }
  }

  @Test
  void theOrderOfStatingDoesNotMatter() {
    Map<Style, Double> one = new LinkedHashMap<>();
    one.put(Style.TALK, 1.0);
    one.put(Style.STEP, 2.0);
    one.put(Style.SLIP, 0.0);
    Mix<Style> mix = new Mix<>(one);
    assertThat(mix).isEqualTo(new Mix<>(Map.of(Style.STEP, 2.0, Style.TALK, 1.0)));
    assertThat(mix.weights().keySet()).containsExactly(Style.STEP, Style.TALK);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesOtherWeights(double weight) {
    assertThatThrownBy(() -> new Mix<>(Map.of(Style.STEP, 1.0, Style.TALK, weight)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TALK must be ≥ 0");
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> new Mix<>(Map.of(Style.STEP, 0.0)))
        .hasMessage("a mix needs a weight above 0");
  }

  @Test
  void isStatedByNames() {
    assertThat(Mix.of(Style.class, Map.of("step", 30, "TALK", 12.5)))
        .isEqualTo(new Mix<>(Map.of(Style.STEP, 30.0, Style.TALK, 12.5)));
    assertThatThrownBy(() -> Mix.of(Style.class, Map.of("stepp", 30)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'stepp' is not a Style; did you mean `step`?");
  }
}
