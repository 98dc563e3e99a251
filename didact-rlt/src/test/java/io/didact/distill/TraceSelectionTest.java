package io.didact.distill;

import static io.didact.distill.TraceSelection.By.LENGTH;
import static io.didact.distill.TraceSelection.By.LOWEST_REWARD;
import static io.didact.distill.TraceSelection.By.RANDOM;
import static io.didact.distill.TraceSelection.By.REWARD;
import static io.didact.distill.TraceSelection.By.SAMPLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.text.TokenIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Two problems, their samples interleaved; seeds name the samples. */
class TraceSelectionTest {
  private static final Trace A0 = trace("a", -2, true, 0);
  private static final Trace A1 = trace("a", -1, false, 1);
  private static final Trace A2 = trace("a", -2, true, 2);
  private static final Trace B0 = trace("b", -9, true, 3);
  private static final Trace B1 = trace("b", -8, true, 4);
  private static final List<Trace> ALL = List.of(B0, A0, A1, B1, A2);

  private static List<Trace> kept(TraceSelection selection) {
    return selection.of(Map.of("all", ALL)).stream().map(TraceSelection.Kept::trace).toList();
  }

  private static TraceSelection by(TraceSelection.By by, Integer... ranks) {
    return new TraceSelection(by, List.of(ranks), false, 0, 1);
  }

  /** Rewards of a: −2, −1, −2; of b: −9, −8. Equal ones stand as they were sampled. */
  @Test
  void ranksWithinEachProblem() {
    assertThat(kept(by(REWARD))).containsExactly(B1, B0, A1, A0, A2);
    assertThat(kept(by(REWARD, 1))).containsExactly(B1, A1);
    assertThat(kept(by(REWARD, 2))).containsExactly(B0, A0);
    assertThat(kept(by(REWARD, 3, 1))).containsExactly(B1, A1, A2);
    assertThat(kept(by(LOWEST_REWARD, 1))).containsExactly(B0, A0);
    assertThat(kept(by(SAMPLED, 2))).containsExactly(B1, A1);
  }

  @Test
  void aKeptTraceSaysWhereItCameFromAndItsRank() {
    Map<String, List<Trace>> sets = new LinkedHashMap<>();
    sets.put("first", List.of(A0, B0));
    sets.put("second", List.of(A1));
    assertThat(by(REWARD, 1).of(sets))
        .containsExactly(
            new TraceSelection.Kept("second", A1, 1, 2),
            new TraceSelection.Kept("first", B0, 1, 1));
  }

  @Test
  void cutAndLongTracesTakeNoPart() {
    assertThat(kept(new TraceSelection(REWARD, List.of(1), true, 0, 1))).containsExactly(B1, A0);
    Trace longer =
        new Trace(
            new Problem("a", "q", "s", null, "xyz"),
            TokenIds.of(1, 2, 3),
            true,
            OptionalDouble.of(7),
            "x",
            9);
    TraceSelection capped = new TraceSelection(REWARD, List.of(1), false, 2, 1);
    assertThat(capped.of(Map.of("all", List.of(A0, longer))))
        .containsExactly(new TraceSelection.Kept("all", A0, 1, 1));
    assertThat(kept(by(LENGTH))).containsExactly(B0, B1, A0, A1, A2);
  }

  /** Over many seeds each of three traces comes first about a third of the time. */
  @Test
  void byLotIsFairAndRepeatable() {
    int[] first = new int[3];
    for (long seed = 0; seed < 3000; seed++) {
      TraceSelection lot = new TraceSelection(RANDOM, List.of(1), false, 0, seed);
      List<TraceSelection.Kept> kept = lot.of(Map.of("all", List.of(A0, A1, A2)));
      first[(int) kept.get(0).trace().seed()]++;
      assertThat(lot.of(Map.of("all", List.of(A0, A1, A2)))).isEqualTo(kept);
    }
    // 1000 expected with a deviation of 26: five deviations either way
    for (int count : first) {
      assertThat(count).isBetween(870, 1130);
    }
  }

  @Test
  void choicesKeepTheOrderOfSampling() {
    assertThat(TraceChoice.all().ofEach(ALL)).containsExactly(B0, B1, A0, A1, A2);
  }

  /** A0 and A2 have the same reward: the first sampled wins. */
  @Test
  void bestOfLooksAtTheFirstSamples() {
    assertThat(TraceChoice.bestOf(1).ofEach(ALL)).containsExactly(B0, A0);
    assertThat(TraceChoice.bestOf(2).ofEach(ALL)).containsExactly(B1, A1);
    assertThat(TraceChoice.bestOf(8).ofEach(List.of(A0, A2))).containsExactly(A0);
  }

  @Test
  void choosingByRewardNeedsOne() {
    Trace unscored = trace("c", OptionalDouble.empty(), true, 5);
    List<Trace> traces = List.of(A0, unscored);
    assertThatThrownBy(() -> by(REWARD).of(Map.of("all", List.of(unscored))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("problem c: a trace has no reward");
    assertThatThrownBy(() -> TraceChoice.bestOf(1).ofEach(traces))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("problem c: a trace has no reward");
    assertThat(TraceChoice.all().ofEach(traces)).containsExactly(A0, unscored);
  }

  @Test
  void badInputIsAnError() {
    assertThatThrownBy(() -> by(REWARD, 0)).hasMessageContaining("ranks must be ≥ 1, was 0");
    assertThatThrownBy(() -> by(REWARD, 2, 2)).hasMessageContaining("has one of them twice");
    assertThatThrownBy(() -> TraceChoice.bestOf(0)).hasMessageContaining("n must be ≥ 1, was 0");
    assertThatThrownBy(() -> trace("x", Double.NaN, true, 0)).hasMessageContaining("problem x");
  }

  private static Trace trace(String problem, double reward, boolean closed, long seed) {
    return trace(problem, OptionalDouble.of(reward), closed, seed);
  }

  private static Trace trace(String problem, OptionalDouble reward, boolean closed, long seed) {
    return new Trace(
        new Problem(problem, "q", "s", null, "t"),
        TokenIds.of(1, 2),
        closed,
        reward,
        "teacher",
        seed);
  }
}
