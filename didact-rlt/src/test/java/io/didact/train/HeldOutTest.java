package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.engine.LocalEngine;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.ScoredGroup;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {
  /** Every second one and the last; 0 is the last alone. */
  @ParameterizedTest
  @CsvSource({"2, 1, false", "2, 2, true", "2, 5, true", "0, 4, false", "0, 5, true", "9, 5, true"})
  void isDue(int every, int completed, boolean due) {
    try (Parameters policy = Tiny.parameters(DType.FLOAT32, 1);
        Workers workers = new Workers(1);
        LocalEngine engine = new LocalEngine(policy, workers, Tiny.TOKENIZER.size())) {
      assertThat(heldOut(engine, 0.7, every).dueAfter(completed, 5)).isEqualTo(due);
    }
  }

  /**
   * Log-probs of sampling go to the reward only where they are at its temperature: those of greedy
   * samples are at 1. Two evaluations of one policy are the same.
   */
  @ParameterizedTest
  @CsvSource({"0.7, true", "0, false", "1, false"})
  void logProbsAtAnotherTemperatureAreNotHandedOn(double temperature, boolean handed) {
    try (Parameters policy = Tiny.parameters(DType.FLOAT32, 1);
        Workers workers = new Workers(2);
        LocalEngine engine = new LocalEngine(policy, workers, Tiny.TOKENIZER.size())) {
      HeldOut heldOut = heldOut(engine, temperature, 1);
      List<ScoredGroup> groups = heldOut.evaluate(ProcessGroup.single());
      assertThat(groups).hasSize(5);
      for (ScoredGroup group : groups) {
        Rollout rollout = group.group().rollouts().get(0);
        assertThat(rollout.logProbs()).hasSize(handed ? rollout.completion().size() : 0);
      }
      assertThat(ids(heldOut.evaluate(ProcessGroup.single()))).isEqualTo(ids(groups));
    }
  }

  private static List<Object> ids(List<ScoredGroup> groups) {
    return groups.stream()
        .<Object>map(group -> group.group().rollouts().get(0).completion())
        .toList();
  }

  private static HeldOut heldOut(LocalEngine engine, double temperature, int every) {
    return new HeldOut(
        Tiny.problems(5),
        new RolloutCollector(engine, Tiny.TEACHER::prompt, Tiny.sampling(temperature, 14), 1, 3),
        groups ->
            groups.stream()
                .map(
                    group ->
                        new ScoredGroup(
                            group,
                            List.of(""),
                            List.of(
                                new RewardBreakdown(
                                    List.of(new RewardTerm.Fixed("one", 1, "for a test"))))))
                .toList(),
        0.7,
        every);
  }
}
