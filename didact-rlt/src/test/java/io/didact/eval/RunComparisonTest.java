package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.eval.Comparison.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two runs on the same problems. */
class RunComparisonTest {
  private static Comparison compare(SampleSet first, SampleSet second) {
    return Comparison.of(first, second, ClusterBootstrap.STANDARD);
  }

  private static SampleSet repeated(int times, String... problems) {
    return Samples.set(
        Stream.generate(() -> List.of(problems))
            .limit(times)
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  /** Of 5 problems both solve one, the first alone two, the second alone one, nobody one. */
  @Test
  void overlapByHand() {
    Comparison comparison =
        compare(Samples.set("R", "R", "R", "a", "a"), Samples.set("R", "a", "a", "R", "b"));
    SolvedOverlap overlap = comparison.solvedMostly();
    assertThat(overlap).isEqualTo(new SolvedOverlap(1, 2, 1, 1));
    assertThat(overlap.ofFirst()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(overlap.ofSecond()).isEqualTo(0.5);
    assertThat(overlap.ofUnion()).isEqualTo(0.25);
    assertThat(overlap.test()).isEqualTo(new McNemarTest(2, 1));
    assertThat(comparison.accuracy().value()).isCloseTo(-0.2, within(1e-15));
    assertThat(comparison.finding()).isEqualTo(Finding.INSIDE_THE_NOISE);
    assertThat(compare(Samples.set("a"), Samples.set("a")).solvedMostly().ofFirst()).isNaN();
  }

  /** Half right is not most of them; once is enough for the other measure. */
  @Test
  void solvedMeansMoreThanHalf() {
    Comparison comparison = compare(Samples.set("RRaa", "RRRa"), Samples.set("RRRa", "aaaR"));
    assertThat(comparison.solvedMostly()).isEqualTo(new SolvedOverlap(0, 1, 1, 0));
    assertThat(comparison.solvedOnce()).isEqualTo(new SolvedOverlap(2, 0, 0, 0));
  }

  /**
   * A model that is right with chance ½ has most of 4 samples right with chance 5/16: graded by all
   * samples, four of one run against one of the other would show a difference where there is none.
   */
  @Test
  void solvedIsGradedByAsManySamples() {
    Comparison comparison =
        compare(Samples.set("RRaa", "aRRa", "aaRR"), Samples.set("R", "a", "a"));
    assertThat(comparison.samplesOfBoth()).isEqualTo(1);
    assertThat(comparison.solvedMostly()).isEqualTo(new SolvedOverlap(1, 0, 0, 2));
    assertThat(comparison.accuracy().first().value()).isEqualTo(0.5);
  }

  @Test
  void aRunDoesNotDifferFromItself() {
    SampleSet set = Samples.set("RRab", "aaaa", "R---");
    Comparison comparison = compare(set, set);
    assertThat(comparison.finding()).isEqualTo(Finding.INSIDE_THE_NOISE);
    assertThat(comparison.test().pValue()).isEqualTo(1);
    assertThat(comparison.differences())
        .allSatisfy(
            difference -> {
              assertThat(difference.value()).isZero();
              assertThat(difference.interval()).isEqualTo(new Interval(0, 0));
            });
  }

  /**
   * NumPy, 2,000,000 resamples of the twelve differences (in quarters 1 0 0 0 1 1 0 0 1 0 0 −1):
   * mean 0.0625 with [−0.0208, 0.1458].
   */
  @Test
  void differencesArePaired() {
    SampleSet first =
        Samples.set(
            "Raaa", "RRaa", "RRRR", "RRRR", "aaaa", "RRRa", "aRaR", "RRRR", "abcd", "aaaR", "RRRR",
            "RRRR");
    SampleSet second =
        Samples.set(
            "RRaa", "RRaa", "RRRR", "RRRR", "aaaR", "RRRR", "aRaR", "RRRR", "Rbcd", "aaaR", "RRRR",
            "RRRa");
    Difference accuracy = compare(first, second).accuracy();
    assertThat(accuracy.value()).isCloseTo(0.0625, within(1e-15));
    assertThat(accuracy.interval().low()).isCloseTo(-0.0208, within(0.011));
    assertThat(accuracy.interval().high()).isCloseTo(0.1458, within(0.011));
    // unpaired, the two intervals overlap far and wide
    assertThat(accuracy.interval().width()).isLessThan(accuracy.first().interval().width() / 2);
    assertThat(accuracy.mayBeChance()).isTrue();
  }

  @Test
  void onlyCommonProblemsAreCompared() {
    SampleSet first = Samples.set("R", "R", "a", "R");
    SampleSet second =
        new SampleSet(
            List.of(
                Samples.problem("other", "R"),
                Samples.problem("p2", "R"),
                Samples.problem("p0", "R")));
    Comparison comparison = compare(first, second);
    assertThat(comparison.problems()).isEqualTo(2);
    assertThat(comparison.onlyInFirst()).isEqualTo(2);
    assertThat(comparison.onlyInSecond()).isEqualTo(1);
    assertThat(comparison.second().problems().get(0).problem()).isEqualTo("p0");
    assertThat(comparison.accuracy().value()).isEqualTo(0.5);
    assertThatThrownBy(() -> compare(first, new SampleSet(List.of(Samples.problem("other", "R")))))
        .hasMessage("no problem is in both runs (the first has p0, the second other)");
  }

  /** pass@k and maj@k only up to the smaller number of samples. */
  @Test
  void runsMayHaveDifferentlyManySamples() {
    Comparison comparison = compare(Samples.set("RRaa", "aaaa"), Samples.set("Ra", "RR"));
    assertThat(comparison.differences().stream().map(d -> d.metric().name()))
        .containsExactly(
            "accuracy", "pass@2", "maj@2", "truncated", "undecided", "unanswered", "tokens");
    // in quarters: 2 → 2 and 0 → 4
    assertThat(comparison.test().differences()).containsExactly(0, 4);
  }

  @Test
  void findings() {
    // 5 of 8 problems won, none lost: the bootstrap's interval is above 0, p = 2/32
    SampleSet before = Samples.set("a", "a", "a", "a", "a", "R", "R", "a");
    SampleSet after = Samples.set("R", "R", "R", "R", "R", "R", "R", "a");
    assertThat(compare(before, after).test().pValue()).isCloseTo(0.0625, within(1e-15));
    assertThat(compare(before, after).finding()).isEqualTo(Finding.AT_ITS_EDGE);
    assertThat(compare(repeated(4, "a", "R"), repeated(4, "R", "R")).finding())
        .isEqualTo(Finding.AT_ITS_EDGE);
    assertThat(compare(repeated(40, "a", "R"), repeated(40, "R", "R")).finding())
        .isEqualTo(Finding.BEYOND_THE_NOISE);
  }

  /**
   * Two runs of one model, 40 problems whose difficulty is uniform on [0, 1], 400 times: about one
   * in twenty is called a difference, with equally and with differently many samples.
   */
  @Test
  void equalModelsAreRarelyToldApart() {
    for (int[] sizes : new int[][] {{1, 1}, {4, 4}, {8, 1}}) {
      SplittableRandom random = new SplittableRandom(6);
      int toldApart = 0;
      for (int round = 0; round < 400; round++) {
        double[] difficulty = random.doubles(40).toArray();
        Comparison comparison =
            Comparison.of(
                sampled(difficulty, sizes[0], random),
                sampled(difficulty, sizes[1], random),
                new ClusterBootstrap(500, round));
        toldApart += comparison.finding() == Finding.BEYOND_THE_NOISE ? 1 : 0;
      }
      assertThat(toldApart / 400.0).as(sizes[0] + " and " + sizes[1]).isBetween(0.005, 0.075);
    }
  }

  private static SampleSet sampled(double[] difficulty, int samples, SplittableRandom random) {
    return Samples.set(
        Arrays.stream(difficulty)
            .mapToObj(
                p ->
                    Stream.generate(() -> random.nextDouble() < p ? "R" : "a")
                        .limit(samples)
                        .collect(Collectors.joining()))
            .toArray(String[]::new));
  }

  /** Of 128 sign patterns of 3, 1, 2, 4, 0, 2, 1 (0 counts for both) 44 sum up to 7 or more. */
  @Test
  void signFlipsAgainstEnumeration() {
    int[] differences = {3, 1, -2, 4, 0, 2, -1};
    assertThat(new SignFlipTest(differences).pValue()).isCloseTo(11.0 / 32, within(1e-15));
    assertThat(new SignFlipTest(new int[] {2, 2, -2, 4, 4, 6}).pValue())
        .isCloseTo(1.0 / 8, within(1e-15));
    assertThat(new SignFlipTest(new int[0]).pValue()).isEqualTo(1);
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 100; round++) {
      int[] values = random.ints(1 + random.nextInt(10), -4, 5).toArray();
      assertThat(new SignFlipTest(values).pValue()).isCloseTo(naive(values), within(1e-12));
    }
  }

  @Test
  void withOneSampleItIsMcNemarsTest() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 50; round++) {
      String[] first =
          random.ints(60, 0, 2).mapToObj(i -> i == 0 ? "R" : "a").toArray(String[]::new);
      String[] second =
          random.ints(60, 0, 3).mapToObj(i -> i == 0 ? "a" : "R").toArray(String[]::new);
      Comparison comparison = compare(Samples.set(first), Samples.set(second));
      assertThat(comparison.test().pValue())
          .isCloseTo(comparison.solvedMostly().test().pValue(), within(1e-12));
    }
  }

  private static double naive(int[] values) {
    int seen = 0;
    for (int value : values) {
      seen += value;
    }
    int asFar = 0;
    for (int signs = 0; signs < 1 << values.length; signs++) {
      int sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += (signs >> i & 1) == 1 ? values[i] : -values[i];
      }
      asFar += Math.abs(sum) >= Math.abs(seen) ? 1 : 0;
    }
    return asFar / (double) (1 << values.length);
  }
}
