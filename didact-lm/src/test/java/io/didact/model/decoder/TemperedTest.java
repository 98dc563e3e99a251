package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.engine.Scorer;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that stand for a temperature. */
class TemperedTest {
  private static final TokenIds IDS = TokenIds.of(1, 4, 2, 7, 3, 5);

  /** Of every family: gains are w or 1 + w; the head is the embedding or not, and may be scaled. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 80, 81, 82, 83, 84, 85, 87})
  void logProbsAreThoseAtTheTemperature(int seed) {
    DecoderConfig config = RandomConfigs.of(seed);
    try (Parameters weights = RandomModels.parameters(config, DType.FLOAT64, seed);
        Workers workers = new Workers(1)) {
      double[] wanted = logProbs(weights, workers, 0.7);
      double[] before = logProbs(weights, workers, 1);
      weights.temper(0.7);
      assertThat(logProbs(weights, workers, 1)).containsExactly(wanted, within(1e-10));
      assertThat(before).isNotEqualTo(wanted);
    }
  }

  private static double[] logProbs(Parameters weights, Workers workers, double temperature) {
    try (Scorer scorer = new Scorer(weights, workers, 64)) {
      return scorer
          .score(List.of(new Scorer.Request(IDS, TokenSpan.at(1, IDS.size() - 1))), temperature)
          .get(0)
          .get(0)
          .values();
    }
  }

  @Test
  void noTemperatureIsRefused() {
    try (Parameters weights = RandomModels.parameters(RandomConfigs.of(0), DType.FLOAT64, 5)) {
      for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertThatThrownBy(() -> weights.temper(wrong))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("temperature must be > 0");
      }
    }
  }
}
