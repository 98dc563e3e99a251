package io.didact.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.text.TokenIds;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Two problems, their samples interleaved; seeds name the samples. */
class TraceRankingTest {
  private static final Trace A0 = trace("a", -2, true, 0);
  private static final Trace A1 = trace("a", -1, false, 1);
  private static final Trace A2 = trace("a", -2, true, 2);
  private static final Trace B0 = trace("b", -9, true, 3);
  private static final Trace B1 = trace("b", -8, true, 4);
  private static final List<Trace> ALL = List.of(B0, A0, A1, B1, A2);

  @Test
  void ranksWithinEachProblem() {
    TraceRanking ranking = TraceRanking.of(ALL);
    assertThat(ranking.byProblem()).containsExactly(List.of(B1, B0), List.of(A1, A0, A2));
    assertThat(ranking.ranks()).isEqualTo(2);
    assertThat(ranking.rank(1)).containsExactly(B1, A1);
    assertThat(ranking.rank(2)).containsExactly(B0, A0);
  }

  @Test
  void aRankThatSomeProblemLacksIsAnError() {
    TraceRanking ranking = TraceRanking.of(ALL);
    assertThatThrownBy(() -> ranking.rank(3)).hasMessageContaining("only ranks 1 to 2");
    assertThatThrownBy(() -> ranking.rank(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(TraceRanking.of(List.of()).ranks()).isZero();
  }

  @Test
  void choicesKeepTheOrderOfSampling() {
    assertThat(TraceChoice.all().ofEach(ALL)).containsExactly(B0, B1, A0, A1, A2);
    assertThat(TraceChoice.closed().ofEach(ALL)).containsExactly(B0, B1, A0, A2);
  }

  /** A0 and A2 have the same reward: the first sampled wins. */
  @Test
  void bestOfLooksAtTheFirstSamples() {
    assertThat(TraceChoice.bestOf(1).ofEach(ALL)).containsExactly(B0, A0);
    assertThat(TraceChoice.bestOf(2).ofEach(ALL)).containsExactly(B1, A1);
    assertThat(TraceChoice.bestOf(8).ofEach(List.of(A0, A2))).containsExactly(A0);
  }

  @Test
  void aProblemWithoutClosedTracesIsLeftOut() {
    assertThat(TraceChoice.closed().ofEach(List.of(A1, B0))).containsExactly(B0);
  }

  @Test
  void choosingByRewardNeedsOne() {
    Trace unscored = trace("c", OptionalDouble.empty(), true, 5);
    List<Trace> traces = List.of(A0, unscored);
    assertThatThrownBy(() -> TraceRanking.of(traces))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("problem c: a trace has no reward");
    assertThatThrownBy(() -> TraceChoice.bestOf(1).ofEach(traces))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("problem c: a trace has no reward");
    assertThat(TraceChoice.closed().ofEach(traces)).containsExactly(A0, unscored);
  }

  @Test
  void badInputIsAnError() {
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
