package io.didact.distill;

import static io.didact.distill.TraceSelection.By.LENGTH;
import static io.didact.distill.TraceSelection.By.LOG_PROB;
import static io.didact.distill.TraceSelection.By.RANDOM;
import static io.didact.distill.TraceSelection.By.REWARD;
import static io.didact.distill.TraceSelection.By.RSR;
import static io.didact.distill.TraceSelection.By.SAMPLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.didact.algorithm.RankSurprisal;
import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.text.TokenIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return kept(selection.of(Map.of("all", ALL)));
  }

  private static List<Trace> kept(TraceSelection.Selected selected) {
    return selected.kept().stream().map(TraceSelection.Kept::trace).toList();
  }

  private static TraceSelection by(TraceSelection.By by, Integer... ranks) {
    return new TraceSelection(by, List.of(ranks), false, false, 0, 1);
  }

  /** Rewards of a: −2, −1, −2; of b: −9, −8. Equal ones stand as they were sampled. */
  @Test
  void ranksWithinEachProblem() {
    assertThat(kept(by(REWARD))).containsExactly(B1, B0, A1, A0, A2);
    assertThat(kept(by(REWARD, 1))).containsExactly(B1, A1);
    assertThat(kept(by(REWARD, 2))).containsExactly(B0, A0);
    assertThat(kept(by(REWARD, 3, 1))).containsExactly(B1, A1, A2);
    assertThat(kept(by(REWARD, -1))).as("the worst").containsExactly(B0, A2);
    assertThat(kept(by(REWARD, -2, 1))).containsExactly(B1, A1, A0);
    assertThat(kept(by(SAMPLED, 2))).containsExactly(B1, A1);
  }

  @Test
  void aKeptTraceSaysWhereItCameFromAndItsRank() {
    Map<String, List<Trace>> sets = new LinkedHashMap<>();
    sets.put("first", List.of(A0, B0));
    sets.put("second", List.of(A1));
    assertThat(by(REWARD, 1).of(sets).kept())
        .containsExactly(
            new TraceSelection.Kept("second", A1, 1, 2, Optional.of(-1.0), Optional.empty()),
            new TraceSelection.Kept("first", B0, 1, 1, Optional.of(-9.0), Optional.empty()));
  }

  /** a has three traces, b two: b has no third place, and nobody a fourth. */
  @Test
  void ranksBeyondTheTraces() {
    TraceSelection.Selected third = by(REWARD, 3).of(Map.of("all", ALL));
    assertThat(kept(third)).containsExactly(A2);
    assertThat(third.missing()).isEqualTo(1);
    assertThat(by(REWARD, 1, 2).of(Map.of("all", ALL)).missing()).isZero();
    for (int beyond : new int[] {4, -4}) {
      assertThatThrownBy(() -> by(REWARD, 1, beyond).of(Map.of("all", ALL)))
          .hasMessage(
              "ranks: there is no %d: no problem has more than 3 traces that take part", beyond);
    }
  }

  @Test
  void setsOfOtherProblemsAreRefused() {
    Trace other = new Trace(problem("a", "q2"), A0.think(), true, A0.reward(), "x", 0);
    assertThatThrownBy(() -> by(REWARD, 1).of(sets(List.of(A0), List.of(other))))
        .hasMessageContaining("problem a has another question in `second` than in `first`:")
        .hasMessageContaining("\"q2\", and \"q\"");
    assertThatThrownBy(() -> by(REWARD, 1).of(sets(List.of(A0, A1), List.of(B0))))
        .hasMessageContaining("`first` has no problem in common with the other sets");
    assertThat(kept(by(REWARD, 1).of(sets(List.of(A0, B0), List.of(B1))))).containsExactly(A0, B1);
  }

  private static Map<String, List<Trace>> sets(List<Trace> first, List<Trace> second) {
    Map<String, List<Trace>> sets = new LinkedHashMap<>();
    sets.put("first", first);
    sets.put("second", second);
    return sets;
  }

  /** Wrong ones are left out before ranking; one that nobody looked at is an error. */
  @Test
  void correctOnly() {
    List<Trace> answers = List.of(answer(0, false), answer(1, true), answer(2, true));
    TraceSelection right = new TraceSelection(SAMPLED, List.of(1), false, true, 0, 1);
    assertThat(right.of(Map.of("all", answers)).kept())
        .extracting(TraceSelection.Kept::trace, TraceSelection.Kept::of)
        .containsExactly(tuple(answers.get(1), 2));
    assertThatThrownBy(() -> right.of(Map.of("all", List.of(A0))))
        .hasMessageContaining("problem a: a trace of `all` does not say whether its answer is");
  }

  private static Trace answer(long seed, boolean right) {
    return new Trace(
        problem("a", "q"),
        TokenIds.of(1),
        true,
        OptionalDouble.empty(),
        "student",
        seed,
        Optional.of(right),
        Optional.empty());
  }

  /**
   * The student's mean log-probs of a's three traces: −1, −3, −2, with mean ranks 3, 3, 8: ratios
   * 3, 1, 4. It is asked of those that take part alone.
   */
  @Test
  void aStudentPutsThemInOrder() {
    Map<Trace, RankSurprisal> student =
        Map.of(
            A0, new RankSurprisal(3, 1),
            A1, new RankSurprisal(3, 3),
            A2, new RankSurprisal(8, 2));
    Map<String, List<Trace>> sets = Map.of("all", List.of(A0, A1, A2));
    TraceSelection.Selected likely =
        by(LOG_PROB).of(sets, traces -> traces.stream().map(student::get).toList());
    assertThat(kept(likely)).containsExactly(A0, A2, A1);
    assertThat(likely.kept().get(1).value()).contains(-2.0);
    TraceSelection.Selected near =
        by(RSR).of(sets, traces -> traces.stream().map(student::get).toList());
    assertThat(kept(near)).containsExactly(A1, A0, A2);
    assertThat(near.kept().get(0).student()).contains(student.get(A1));

    TraceSelection closed = new TraceSelection(RSR, List.of(1), true, false, 0, 1);
    assertThat(
            kept(
                closed.of(
                    sets,
                    traces -> {
                      assertThat(traces).containsExactly(A0, A2);
                      return traces.stream().map(student::get).toList();
                    })))
        .containsExactly(A0);
  }

  @Test
  void lengthsNeedTokens() {
    Trace text = new Trace(problem("a", "q"), TokenIds.EMPTY, true, A0.reward(), "x", 0);
    assertThatThrownBy(() -> by(LENGTH).of(Map.of("expert", List.of(text))))
        .hasMessage("problem a: a trace of `expert` has no traceIds, and lengths are in tokens");
    assertThatThrownBy(
            () ->
                new TraceSelection(REWARD, List.of(), false, false, 9, 1)
                    .of(Map.of("expert", List.of(text))))
        .hasMessageContaining("lengths are in tokens");
    assertThat(kept(by(REWARD).of(Map.of("expert", List.of(text))))).containsExactly(text);
  }

  private static Problem problem(String id, String question) {
    return new Problem(id, question, "s", null, "t");
  }

  @Test
  void cutAndLongTracesTakeNoPart() {
    assertThat(kept(new TraceSelection(REWARD, List.of(1), true, false, 0, 1)))
        .containsExactly(B1, A0);
    Trace longer =
        new Trace(
            new Problem("a", "q", "s", null, "xyz"),
            TokenIds.of(1, 2, 3),
            true,
            OptionalDouble.of(7),
            "x",
            9);
    TraceSelection capped = new TraceSelection(REWARD, List.of(1), false, false, 2, 1);
    assertThat(kept(capped.of(Map.of("all", List.of(A0, longer))))).containsExactly(A0);
    assertThat(kept(by(LENGTH))).containsExactly(B0, B1, A0, A1, A2);
  }

  /** Over many seeds each of three traces comes first about a third of the time. */
  @Test
  void byLotIsFairAndRepeatable() {
    int[] first = new int[3];
    for (long seed = 0; seed < 3000; seed++) {
      TraceSelection lot = new TraceSelection(RANDOM, List.of(1), false, false, 0, seed);
      TraceSelection.Selected kept = lot.of(Map.of("all", List.of(A0, A1, A2)));
      first[(int) kept(kept).get(0).seed()]++;
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
    assertThatThrownBy(() -> by(REWARD, 0)).hasMessageContaining("there is no 0");
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
