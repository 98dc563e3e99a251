package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Metrics, their intervals, and groups of problems. */
class MetricTest {
  private static Estimate of(Metric metric, SampleSet set) {
    return Estimate.of(metric, set, ClusterBootstrap.STANDARD);
  }

  /**
   * RRab, aa?-, RRRR: accuracy (2/4 + 0 + 1)/3 = 1/2; pass@2 (5/6 + 0 + 1)/3 = 11/18; one of twelve
   * is undecided, one is cut and has no answer; tokens 10, 20, 30, 40, mean 25.
   */
  @Test
  void byHand() {
    SampleSet set = Samples.set("RRab", "aa?-", "RRRR");
    assertThat(of(Metric.ACCURACY, set).value()).isCloseTo(0.5, within(1e-15));
    assertThat(of(Metric.passAt(2), set).value()).isCloseTo(11.0 / 18, within(1e-15));
    assertThat(of(Metric.majorityAt(4), set).value()).isCloseTo(2.0 / 3, within(1e-13));
    assertThat(of(Metric.UNDECIDED, set).value()).isCloseTo(1.0 / 12, within(1e-15));
    assertThat(of(Metric.TRUNCATED, set).value()).isCloseTo(1.0 / 12, within(1e-15));
    assertThat(of(Metric.UNANSWERED, set).value()).isCloseTo(1.0 / 12, within(1e-15));
    assertThat(of(Metric.TOKENS, set)).isEqualTo(new Estimate(25, new Interval(25, 25), 3));
    assertThat(set.size()).isEqualTo(12);
    assertThat(set.correct()).isEqualTo(6);
  }

  /** 8 of 10 problems with one sample each: Wilson's interval, as everywhere. */
  @Test
  void oneSampleAProblemIsATrial() {
    SampleSet set = Samples.set("R", "R", "R", "R", "a", "R", "R", "R", "R", "-");
    assertThat(of(Metric.ACCURACY, set).interval()).isEqualTo(WilsonInterval.of(8, 10));
    assertThat(Metric.all(1).stream().map(Metric::name))
        .containsExactly("accuracy", "truncated", "undecided", "unanswered", "tokens");
  }

  /** All right is no proof: four samples each do not make the interval narrower, or a point. */
  @Test
  void problemsThatAreAllAlikeStillHaveAWidth() {
    SampleSet set = Samples.set("RRRR", "RRRR", "RRRR");
    assertThat(of(Metric.ACCURACY, set).interval()).isEqualTo(WilsonInterval.of(3, 3));
  }

  /** Percentiles of 2,000,000 resamples in NumPy: of these twelve means 0.375 and 0.8125. */
  @Test
  void severalSamplesAreResampledByProblem() {
    SampleSet set =
        Samples.set(
            "Raaa", "RRaa", "RRRR", "RRRR", "aaaa", "RRRa", "aRaR", "RRRR", "abcd", "aaaR", "RRRR",
            "RRRR");
    Estimate estimate = of(Metric.ACCURACY, set);
    assertThat(estimate.value()).isCloseTo(0.6041666666666666, within(1e-15));
    assertThat(estimate.interval().low()).isCloseTo(0.375, within(0.011));
    assertThat(estimate.interval().high()).isCloseTo(0.8125, within(0.011));
    assertThat(of(Metric.ACCURACY, set)).isEqualTo(estimate);
  }

  /** NumPy, 2,000,000 resamples: 11/17 with [0.4, 0.7826]. */
  @Test
  void ratiosAreResampledByProblem() {
    Interval interval =
        ClusterBootstrap.STANDARD.ratioInterval(
            new double[] {1, 3, 0, 2, 5}, new double[] {2, 4, 1, 4, 6});
    assertThat(interval.low()).isCloseTo(0.4, within(0.015));
    assertThat(interval.high()).isCloseTo(0.7826, within(0.015));
  }

  /**
   * Whether 95 % intervals hold the truth: 40 problems whose difficulty is uniform on [0, 1], 4
   * samples each, 300 times. Taken as 160 independent samples the interval would be √(Var[mean of
   * 4] / (Var/4)) = √2 times too narrow and hold it in about 83 %.
   */
  @Test
  void intervalsHoldTheTruth() {
    SplittableRandom random = new SplittableRandom(11);
    int held = 0;
    int heldByIndependence = 0;
    for (int round = 0; round < 300; round++) {
      String[] problems =
          IntStream.range(0, 40)
              .mapToObj(
                  i -> {
                    double p = random.nextDouble();
                    return Stream.generate(() -> random.nextDouble() < p ? "R" : "a")
                        .limit(4)
                        .reduce("", String::concat);
                  })
              .toArray(String[]::new);
      SampleSet set = Samples.set(problems);
      Interval interval =
          Estimate.of(Metric.ACCURACY, set, new ClusterBootstrap(1000, round)).interval();
      held += interval.contains(0.5) ? 1 : 0;
      heldByIndependence += WilsonInterval.of(set.correct(), set.size()).contains(0.5) ? 1 : 0;
    }
    assertThat(held / 300.0).isBetween(0.91, 0.98);
    assertThat(heldByIndependence / 300.0).isLessThan(0.88);
  }

  @Test
  void sizesOfSubsets() {
    assertThat(Metric.sizes(1)).isEmpty();
    assertThat(Metric.sizes(2)).containsExactly(2);
    assertThat(Metric.sizes(10)).containsExactly(2, 4, 8, 10);
    assertThat(Metric.sizes(16)).containsExactly(2, 4, 8, 16);
  }

  private static ProblemSamples labelled(String id, String samples, String subject, String level) {
    return new ProblemSamples(
        Samples.problem(id, samples).samples().stream()
            .map(
                s ->
                    new SampleOutcome(
                        s.problem(),
                        s.sample(),
                        s.expected(),
                        s.answer(),
                        s.verdict(),
                        s.tokens(),
                        s.finish(),
                        Optional.of(subject).filter(text -> !text.isEmpty()),
                        Optional.of(level).filter(text -> !text.isEmpty())))
            .toList());
  }

  @Test
  void groupsAreInTheOrderOfTheirLabels() {
    SampleSet set =
        new SampleSet(
            List.of(
                labelled("a", "R", "Geometry", "10"),
                labelled("b", "a", "Algebra", "2"),
                labelled("c", "R", "Algebra", ""),
                labelled("d", "a", "", "hard"),
                labelled("e", "R", "Algebra", "9".repeat(40))));
    Map<String, SampleSet> subjects = set.by(Grouping.SUBJECT);
    assertThat(subjects.keySet()).containsExactly("Algebra", "Geometry");
    assertThat(of(Metric.ACCURACY, subjects.get("Algebra")).value())
        .isCloseTo(2.0 / 3, within(1e-15));
    assertThat(set.by(Grouping.LEVEL).keySet()).containsExactly("2", "10", "9".repeat(40), "hard");
    assertThat(Samples.set("R").by(Grouping.LEVEL)).isEmpty();
  }
}
