package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  /** Exact in binary, so that sums are exact; not in the order of the ids. */
  private static final float[] P = {0.125f, 0.5f, 0.0625f, 0.25f, 0.0625f};

  /** The smallest and the largest point that there is. */
  private static final double LEAST = 0x1p-53;

  private static final double MOST = 1 - 0x1p-53;

  /**
   * By hand, for P = (1/8, 1/2, 1/16, 1/4, 1/16), descending 1/2 (id 1), 1/4 (3), 1/8 (0), 1/16 (2,
   * 4):
   *
   * <ul>
   *   <li>top-k 2 keeps ids 1, 3; top-k 4 ends in a tie, which stays whole
   *   <li>top-p 1/2 keeps id 1 alone: the mass before id 3 is 1/2, not below it; top-p 0.51 needs
   *       id 3, which crosses
   *   <li>top-k 2 then top-p 0.6: of the mass 3/4 that is left, 0.6 · 3/4 = 0.45 &lt; 1/2, so id 1
   *       alone; top-p first would have kept id 3 too
   *   <li>min-p 1/4: at least 1/4 · 1/2 = 1/8, ids 0, 1, 3
   * </ul>
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 11111",
    "1, 2, 0, 01010",
    "1, 4, 0, 11111",
    "1, 9, 0, 11111",
    "0.5, 0, 0, 01000",
    "0.51, 0, 0, 01010",
    "0.000001, 0, 0, 01000",
    "0.6, 2, 0, 01000",
    "0.7, 2, 0, 01010",
    "1, 0, 0.25, 11010",
    "1, 0, 1, 01000",
    "0.8, 0, 0.5, 01010"
  })
  void truncationKeeps(double topP, int topK, double minP, String kept) {
    Sampler sampler =
        new Sampler(new Sampling(1, topP, topK, minP, 1, Set.of(), List.of()), P.length);
    try (TensorScope scope = new TensorScope()) {
      float[] masses = sampler.truncate(Tensor.ofFloats(P, 1, P.length)).toFloats();
      for (int id = 0; id < P.length; id++) {
        assertThat(masses[id]).isEqualTo(kept.charAt(id) == '1' ? P[id] : 0);
      }
    }
  }

  /**
   * Among logits that are the same the lowest id wins, as one row and among others, wherever the
   * ties stand: 16 bits make many of them. Ids 7 and 8 of 152,000 are a vector's width apart from
   * nothing; the rest is spread over all of the vocabulary.
   */
  @ParameterizedTest
  @CsvSource({"152000, 1", "152000, 5", "50257, 3", "56, 1", "56, 64", "1000, 17"})
  void aGreedyTieGoesToTheLowestId(int vocabulary, int rows) {
    SplittableRandom random = new SplittableRandom(vocabulary + rows);
    Sampler sampler = new Sampler(Sampling.greedy(1), vocabulary);
    for (int round = 0; round < 20; round++) {
      float[] logits = new float[rows * vocabulary];
      long[] lowest = new long[rows];
      for (int row = 0; row < rows; row++) {
        int[] tied =
            random.ints(1 + random.nextInt(9), 0, vocabulary).sorted().distinct().toArray();
        for (int id : tied) {
          logits[row * vocabulary + id] = 20.125f; // exact in bfloat16
        }
        lowest[row] = tied[0];
      }
      try (TensorScope scope = new TensorScope()) {
        Tensor exact = Tensor.ofFloats(logits, rows, vocabulary);
        for (Tensor some : List.of(exact, exact.to(DType.BFLOAT16).to(DType.FLOAT32))) {
          assertThat(sampler.choose(some, new double[rows]).ids()).isEqualTo(lowest);
        }
        // closed ids take part in nothing, and the next lowest wins
        long first = lowest[0];
        List<Set<Integer>> closed = new ArrayList<>(Collections.nCopies(rows, Set.of()));
        closed.set(0, Set.of((int) first));
        assertThat(sampler.choose(exact, new double[rows], closed).ids()[0]).isNotEqualTo(first);
      }
    }
  }

  /**
   * The cumulative masses of P are 0.125, 0.625, 0.6875, 0.9375, 1: points just before and after
   * the first border pick ids 0 and 1. With top-k 2 the masses are 0, 1/2, 0, 1/4, 0, in all 3/4: u
   * = 0.66 is at 0.495 &lt; 1/2, id 1; u = 0.67 at 0.5025, id 3. The log-prob is that of the whole
   * distribution.
   */
  @Test
  void thePointPicksTheToken() {
    Sampler plain = new Sampler(Sampling.at(1, 1), P.length);
    Sampler topTwo = new Sampler(new Sampling(1, 1, 2, 0, 1, Set.of(), List.of()), P.length);
    try (TensorScope scope = new TensorScope()) {
      Tensor logits = Tensor.ofFloats(P, 1, P.length).log().expand(6, P.length);
      double[] points = {LEAST, 0.124, 0.126, 0.626, 0.9374, MOST};
      assertThat(plain.choose(logits, points).ids()).containsExactly(0, 0, 1, 2, 3, 4);
      Sampler.Choice choice =
          topTwo.choose(logits.narrow(0, 0, 4), new double[] {LEAST, 0.66, 0.67, MOST});
      assertThat(choice.ids()).containsExactly(1, 1, 3, 3);
      assertThat(choice.logProbs()[3]).isCloseTo(Math.log(0.25), within(1e-6));
    }
  }

  /** Ids 3 and 4 are padding: never chosen, though part of the distribution of the log-prob. */
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2"})
  void paddingIsNeverChosen(double temperature, int expected) {
    Sampler sampler = new Sampler(Sampling.at(temperature, 1), 3);
    try (TensorScope scope = new TensorScope()) {
      Tensor logits = Tensor.ofFloats(new float[] {0, 1, 0, 9, 9}, 1, 5);
      Sampler.Choice choice = sampler.choose(logits, new double[] {MOST});
      assertThat(choice.ids()).containsExactly(expected);
      double logit = expected == 1 ? 1 : 0;
      double sum = 2 + Math.exp(1) + 2 * Math.exp(9);
      assertThat(choice.logProbs()[0]).isCloseTo(logit - Math.log(sum), within(1e-5));
    }
  }

  /**
   * Ids 1 and 4 are gaps, id 5 is padding. P without them, in the order of the ids, is (1/8, –,
   * 1/16, 1/4, –): cumulative 2/7, 3/7, 1. Every truncation is over what is left: top-k 1 and top-p
   * 0.5 keep id 3 (its mass is 4/7), min-p 0.3 keeps ids 0 and 3. The log-prob of id 3 is that of
   * the whole distribution, whose mass is 2: log(1/8).
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 0, '3,3,3,3,3'",
    "1, 1, 0, 0, '0,0,2,3,3'",
    "1, 1, 1, 0, '3,3,3,3,3'",
    "1, 0.5, 0, 0, '3,3,3,3,3'",
    "1, 1, 5, 0, '0,0,2,3,3'",
    "1, 1, 0, 0.3, '0,0,3,3,3'"
  })
  void gapsAreNeverChosen(double temperature, double topP, int topK, double minP, String chosen) {
    try (TensorScope scope = new TensorScope()) {
      Tensor forbidden = Tensor.ofFloats(new float[] {0, 1, 0, 0, 1}, 5).to(DType.BOOL);
      Sampling sampling = new Sampling(temperature, topP, topK, minP, 1, Set.of(), List.of());
      Tensor masses = Tensor.ofFloats(new float[] {0.125f, 0.5f, 0.0625f, 0.25f, 0.0625f, 1}, 1, 6);
      double[] points = {LEAST, 0.28, 0.42, 0.43, MOST};
      Sampler.Choice choice =
          new Sampler(sampling, 5, forbidden).choose(masses.log().expand(5, 6), points);
      assertThat(choice.ids())
          .containsExactly(Arrays.stream(chosen.split(",")).mapToLong(Long::parseLong).toArray());
      assertThat(choice.ids()[4]).isEqualTo(3);
      assertThat(choice.logProbs()[4]).isCloseTo(Math.log(0.125), within(1e-6));
    }
  }

  /**
   * P = (1/2, 3/10, 1/5). The first row may not get id 0: of the 1/2 that is left id 1 has 3/5, so
   * that points before and after 0.6 pick ids 1 and 2. The second row may not get id 2, nor 7,
   * which is none: id 0 has 5/8 = 0.625. The third may get all. Log-probs are of the whole P.
   */
  @Test
  void aRowMayHaveIdsClosedToIt() {
    List<Set<Integer>> closed = List.of(Set.of(0), Set.of(2, 7), Set.of());
    try (TensorScope scope = new TensorScope()) {
      Tensor logits = Tensor.ofFloats(new float[] {0.5f, 0.3f, 0.2f}, 1, 3).log().expand(3, 3);
      Sampler sampler = new Sampler(Sampling.at(1, 1), 3);
      Sampler.Choice low = sampler.choose(logits, new double[] {0.59, 0.62, 0.49}, closed);
      assertThat(low.ids()).containsExactly(1, 0, 0);
      assertThat(low.logProbs()[0]).isCloseTo(Math.log(0.3), within(1e-6));
      Sampler.Choice high = sampler.choose(logits, new double[] {0.61, 0.63, 0.81}, closed);
      assertThat(high.ids()).containsExactly(2, 1, 2);
      Sampler greedy = new Sampler(Sampling.greedy(1), 3);
      assertThat(greedy.choose(logits, new double[3], closed).ids()).containsExactly(1, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aTokenWithoutMassIsNeverChosen(DType dtype) {
    Sampler sampler = new Sampler(Sampling.at(1, 1), 4);
    try (TensorScope scope = new TensorScope()) {
      Tensor logits =
          Tensor.ofFloats(new float[] {-200, 0.3f, 0.1f, -200}, 1, 4).to(dtype).expand(2, 4);
      assertThat(sampler.choose(logits, new double[] {LEAST, MOST}).ids()).containsExactly(1, 2);
    }
  }

  /**
   * Blocks of 1 to 11 tokens against one cumulative sum of exact 64-bit masses k/2⁶, some of them
   * 0, at points all along it, next to every border.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 10, 11})
  void blocksOfTokensChangeNothing(long block) {
    double[] masses = {0, 0, 3, 0, 7, 1, 0, 0, 20, 0};
    try (TensorScope scope = new TensorScope()) {
      Tensor row = Tensor.ofDoubles(masses, 1, masses.length).mul(0x1p-6);
      CumulativeMass cumulative = CumulativeMass.of(row, block);
      for (int k = 0; k < 31 * 8; k++) {
        double point = (k + 0.5) / 8; // of 31
        int expected = 0;
        double sum = masses[0];
        while (sum <= point) {
          sum += masses[++expected];
        }
        assertThat(cumulative.invert(new double[] {point / 31}).toLongs())
            .containsExactly(expected);
      }
      assertThat(cumulative.invert(new double[] {LEAST}).toLongs()).containsExactly(2);
      assertThat(cumulative.invert(new double[] {MOST}).toLongs()).containsExactly(8);
    }
  }

  /**
   * 3,001 tokens, the first with nearly all mass, the others with 10⁻⁹ to 3·10⁻⁹ each: in 32 bits
   * their sums would be lost beside it. Each border of the cumulative masses is where it should be
   * to 10⁻¹³.
   */
  @Test
  void rareTokensKeepTheirPlaces() {
    int tokens = 3001;
    float[] masses = new float[tokens];
    double[] ends = new double[tokens];
    for (int id = 0; id < tokens; id++) {
      masses[id] = id == 0 ? 0.99999f : 1e-9f * (1 + id % 3);
      ends[id] = masses[id] + (id == 0 ? 0 : ends[id - 1]);
    }
    try (TensorScope scope = new TensorScope()) {
      CumulativeMass cumulative = CumulativeMass.of(Tensor.ofFloats(masses, 1, tokens));
      for (int id = 0; id + 1 < tokens; id += 7) {
        double total = ends[tokens - 1];
        double[] before = {(ends[id] - 1e-13) / total};
        double[] after = {(ends[id] + 1e-13) / total};
        assertThat(cumulative.invert(before).toLongs()).containsExactly(id);
        assertThat(cumulative.invert(after).toLongs()).containsExactly(id + 1);
      }
    }
  }

  @Test
  void logitsThatAreNoNumbersAreRefused() {
    Sampler sampler = new Sampler(Sampling.at(1, 1), 2);
    try (TensorScope scope = new TensorScope()) {
      Tensor logits = Tensor.ofFloats(new float[] {Float.NaN, 0}, 1, 2);
      assertThatThrownBy(() -> sampler.choose(logits, new double[] {0.5}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not finite");
    }
  }

  /**
   * 20,000 draws from 8 logits, one a seed: Pearson's χ² with 7 degrees of freedom is below 24.3 in
   * 999 of 1,000 sets of seeds, and this set is fixed.
   */
  @Test
  void frequenciesFollowTheSoftmax() {
    float[] logits = {1, 0, -1, 2, 0.5f, -2, 1.5f, 0.25f};
    int draws = 20_000;
    double temperature = 0.7;
    float[] scaled = new float[8];
    double total = 0;
    for (int id = 0; id < 8; id++) {
      scaled[id] = (float) (logits[id] / temperature);
      total += Math.exp(scaled[id]);
    }
    double[] points = new double[draws];
    for (int seed = 0; seed < draws; seed++) {
      points[seed] = Sampler.uniform(seed, 3);
    }
    int[] count = new int[8];
    try (TensorScope scope = new TensorScope()) {
      Tensor rows = Tensor.ofFloats(scaled, 1, 8).expand(draws, 8);
      for (long id : new Sampler(Sampling.at(temperature, 1), 8).choose(rows, points).ids()) {
        count[(int) id]++;
      }
    }
    double chiSquare = 0;
    for (int id = 0; id < 8; id++) {
      double expected = draws * Math.exp(scaled[id]) / total;
      chiSquare += (count[id] - expected) * (count[id] - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(24.3);
  }

  /** Means of 1/2 and, between neighbours in seed or index, no correlation: within 4 deviations. */
  @Test
  void pointsAreUniformAndUnrelated() {
    int n = 10_000;
    double mean = 0;
    double bySeed = 0;
    double byIndex = 0;
    for (int i = 0; i < n; i++) {
      double u = Sampler.uniform(i, 0) - 0.5;
      mean += u / n;
      bySeed += 12 * u * (Sampler.uniform(i + 1, 0) - 0.5) / n;
      byIndex += 12 * u * (Sampler.uniform(i, 1) - 0.5) / n;
      assertThat(u).isBetween(LEAST - 0.5, MOST - 0.5);
    }
    assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(1.0 / 12 / n)));
    assertThat(bySeed).isCloseTo(0, within(4 / Math.sqrt(n)));
    assertThat(byIndex).isCloseTo(0, within(4 / Math.sqrt(n)));
  }
}
