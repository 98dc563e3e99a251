package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.data.Problem;
import io.didact.data.Seeds;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskSourceTest {
  @ParameterizedTest
  @EnumSource
  void splitsNeverShareAKey(Domain domain) {
    Map<String, Split> owner = new HashMap<>();
    for (Split split : Split.values()) {
      // The same seed on purpose: splits are apart by what tasks are, not by how they are drawn.
      TaskSource source = TaskSource.of(domain, split, 1);
      for (int i = 0; i < 2000; i++) {
        Split before = owner.putIfAbsent(source.task(i).key(), split);
        assertThat(before).isIn(null, split);
      }
    }
  }

  /** The same three numbers in another order are the same puzzle. */
  @Test
  void countdownIsSplitByItsNumbersInAnyOrder() {
    String key = Countdown.parse("4,9,3>8").key();
    for (String order : new String[] {"4,3,9>8", "9,4,3>8", "9,3,4>8", "3,4,9>8", "3,9,4>8"}) {
      assertThat(Countdown.parse(order).key()).isEqualTo(key);
      assertThat(Split.of(Countdown.parse(order))).isEqualTo(Split.of(Countdown.parse("4,9,3>8")));
    }
    assertThat(Countdown.parse("4,9,3>6").key()).isNotEqualTo(key);
  }

  @Test
  void splitsHaveTheirShares() {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    SplittableRandom random = Seeds.random(11);
    for (int i = 0; i < 20_000; i++) {
      counts.merge(Split.of(Chain.random(5, random)), 1, Integer::sum);
    }
    double sum = 0;
    for (Split split : Split.values()) {
      sum += split.share();
      assertThat(counts.getOrDefault(split, 0) / 20_000.0).isCloseTo(split.share(), within(0.015));
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void aTaskDependsOnSeedAndIndexOnly(Domain domain) {
    TaskSource source = TaskSource.of(domain, Split.RL, 5);
    List<Problem> forwards = List.of(source.problem(0), source.problem(1), source.problem(2));
    TaskSource again = TaskSource.of(domain, Split.RL, 5);
    assertThat(List.of(again.problem(2), again.problem(1), again.problem(0)))
        .containsExactly(forwards.get(2), forwards.get(1), forwards.get(0));
    assertThat(source.explained(7, Mixes.expert())).isEqualTo(again.explained(7, Mixes.expert()));
    assertThat(source.explained(7, Mixes.expert()).withTrace(null)).isEqualTo(source.problem(7));
    assertThat(TaskSource.of(domain, Split.RL, 6).problem(0).question())
        .isNotEqualTo(source.problem(0).question());
  }

  @Test
  void chainsHaveTheUsualLengths() {
    TaskSource source = TaskSource.of(Domain.CHAIN, Split.TEST, 9);
    Map<Integer, Integer> lengths = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      lengths.merge(((Chain) source.task(i)).operations().size(), 1, Integer::sum);
    }
    assertThat(lengths.keySet()).containsExactlyInAnyOrder(3, 4, 5);
    lengths.values().forEach(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void problemsAreNamed() {
    Problem problem = TaskSource.of(Domain.COUNTDOWN, Split.DEV, 9).problem(17);
    assertThat(problem.id()).isEqualTo("countdown-dev-17");
    assertThat(Domain.COUNTDOWN.parse(problem.question()).correct(problem.solution())).isTrue();
  }

  @Test
  void distinctProblemsAskDifferentQuestions() {
    TaskSource source = TaskSource.of(Domain.COUNTDOWN, Split.TEST, 9);
    assertThat(source.distinct(500).map(Problem::question)).hasSize(500).doesNotHaveDuplicates();
    assertThatThrownBy(() -> source.distinct(5000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 5000 different problems");
  }
}
