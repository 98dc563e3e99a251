package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthBinTest {
  private static final ClusterBootstrap BOOTSTRAP = ClusterBootstrap.STANDARD;

  /** Samples of 10, 20, 30 and 40 tokens; the last ones are wrong, undecided and cut. */
  @Test
  void byHand() {
    SampleSet set = Samples.set("RRRa", "RaR?", "aRa-");
    assertThat(LengthBin.ofEqualCounts(set, 2, BOOTSTRAP))
        .extracting(LengthBin::from, LengthBin::to, LengthBin::size, LengthBin::correct)
        .containsExactly(tuple(10, 20, 6, 4), tuple(21, 40, 6, 2));
    // 40 tokens in at most 4 bins: a width of 20 makes 3
    List<LengthBin> bins = LengthBin.ofEqualWidths(set, 4, BOOTSTRAP);
    assertThat(bins).extracting(LengthBin::from).containsExactly(0, 20, 40);
    assertThat(bins).extracting(LengthBin::to).containsExactly(19, 39, 40);
    LengthBin last = bins.get(2);
    assertThat(List.of(last.correct(), last.wrong(), last.undecided(), last.cut()))
        .containsExactly(0, 1, 1, 1);
    assertThat(last.accuracy().interval()).isEqualTo(WilsonInterval.of(0, 3));
  }

  @Test
  void equallyLongSamplesShareABin() {
    SampleSet set = Samples.set("R", "a", "R", "R");
    assertThat(LengthBin.ofEqualCounts(set, 8, BOOTSTRAP))
        .containsExactly(
            new LengthBin(10, 10, 3, 0, 0, 1, new Estimate(0.75, WilsonInterval.of(3, 4), 4)));
  }

  @Test
  void everySampleIsInExactlyOneBin() {
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 50; round++) {
      int longest = 1 << random.nextInt(30);
      SampleSet set =
          SampleSet.of(
              IntStream.range(0, 60)
                  .mapToObj(
                      i ->
                          Samples.outcome(
                              "p" + i / 3,
                              i % 3,
                              "Ra-?".charAt(random.nextInt(4)),
                              random.nextInt(longest))));
      for (List<LengthBin> bins :
          List.of(
              LengthBin.ofEqualCounts(set, 8, new ClusterBootstrap(100, 1)),
              LengthBin.ofEqualWidths(set, 12, new ClusterBootstrap(100, 1)))) {
        assertThat(bins.stream().mapToInt(LengthBin::size).sum()).isEqualTo(60);
        assertThat(bins).hasSizeLessThanOrEqualTo(13);
        for (int i = 1; i < bins.size(); i++) {
          assertThat(bins.get(i).from()).isEqualTo(bins.get(i - 1).to() + 1);
        }
      }
    }
  }

  /** Of three problems one is all right and one all wrong: 24 samples, but hardly any certainty. */
  @Test
  void intervalsRespectProblems() {
    SampleSet set = Samples.set("RRRRRRRR", "aaaaaaaa", "RRRRaaaa");
    LengthBin all = LengthBin.ofEqualCounts(set, 1, BOOTSTRAP).get(0);
    assertThat(all.accuracy().interval().low()).isCloseTo(0, within(0.01));
    assertThat(all.accuracy().interval().high()).isCloseTo(1, within(0.01));
  }
}
