package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.Objective;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.engine.LocalEngine;
import io.didact.eval.task.KeptResponses;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RlTrainerTest {
  @TempDir Path folder;

  /**
   * The reference is a copy of the policy and sees the same packs, so before the first update it
   * predicts the same to the last bit, for completions of unequal lengths too. After the update it
   * does not.
   */
  @ParameterizedTest
  @CsvSource({"1, 100", "1, 1", "1, 100000", "3, 100"})
  void atTheFirstStepTheKlIsZero(int workerCount, int tokensPerMicroBatch) throws IOException {
    RlOptions options =
        GrpoRun.options(2, 1, GrpoEquation.paper(), ReferenceSync.NEVER, 1e-3, tokensPerMicroBatch);
    try (GrpoRun run = new GrpoRun(folder, 1, options, workerCount, null)) {
      Map<String, Double> first = run.trainer.step(0).metrics();
      assertThat(first.get("kl")).isEqualTo(0.0);
      assertThat(first).doesNotContainKey("clippedFraction"); // on policy there is no bound
      assertThat(first.get("length")).isBetween(2.0, 13.0);
      assertThat(run.trainer.step(1).metrics().get("kl")).isPositive();
    }
  }

  /** Advantages of 0, and without β nothing else: the gradient is 0, not merely small. */
  @Test
  void equalRewardsMoveNothing() throws IOException {
    RlOptions options =
        GrpoRun.options(
            3, 1, new GrpoEquation(0, PolicyRatio.ON_POLICY), ReferenceSync.NEVER, 1e-2, 100);
    try (GrpoRun run = new GrpoRun(folder, 1, options, 2, equalInEachGroup())) {
      float[] before = run.weights();
      for (int step = 0; step < 3; step++) {
        Map<String, Double> metrics = run.trainer.step(step).metrics();
        assertThat(metrics.get("gradientNorm")).isEqualTo(0.0);
        assertThat(metrics.get("equalGroups")).isEqualTo(1.0);
        assertThat(metrics).doesNotContainKey("kl"); // β is 0: there is nothing to compare with
      }
      assertThat(run.weights()).isEqualTo(before);
    }
  }

  /** With the method's reward the same run does move. */
  @Test
  void unequalRewardsMoveTheWeights() throws IOException {
    try (GrpoRun run = new GrpoRun(folder, 1, GrpoRun.options(1), 2, null)) {
      float[] before = run.weights();
      Map<String, Double> metrics = run.trainer.step(0).metrics();
      assertThat(metrics.get("gradientNorm")).isPositive();
      assertThat(metrics.get("equalGroups")).isLessThan(1.0);
      assertThat(run.weights()).isNotEqualTo(before);
    }
  }

  /** A control: everything happens but a step of the weights, decay of which included. */
  @Test
  void aLearningRateOfZeroMovesNothing() throws IOException {
    RlOptions options =
        GrpoRun.options(3, 1, GrpoEquation.paper(), ReferenceSync.NEVER, 0, 100);
    try (GrpoRun run = new GrpoRun(folder, 1, options, 2, null)) {
      float[] before = run.weights();
      for (int step = 0; step < 3; step++) {
        Map<String, Double> metrics = run.trainer.step(step).metrics();
        assertThat(metrics.get("gradientNorm")).isPositive();
        assertThat(metrics.get("learningRate")).isZero();
      }
      assertThat(run.weights()).isEqualTo(before);
    }
  }

  /** Rewards of 0.1, 0.2, …: equal within each group, whose mean may round. */
  private static RolloutReward equalInEachGroup() {
    return groups ->
        IntStream.range(0, groups.size())
            .mapToObj(i -> scored(groups.get(i), k -> 0.1 * (i + 1)))
            .toList();
  }

  @Test
  void severalUpdatesWithClipping() throws IOException {
    try (GrpoRun narrow = new GrpoRun(folder, 1, GrpoRun.clipped(3, 1e-3, 1e-2), 2, null);
        GrpoRun wide = new GrpoRun(folder, 1, GrpoRun.clipped(3, 0.9, 1e-5), 2, null)) {
      double clipped = 0;
      for (int step = 0; step < 4; step++) {
        double fraction = narrow.trainer.step(step).metrics().get("clippedFraction");
        assertThat(fraction).isBetween(0.0, 1.0);
        clipped += fraction;
        assertThat(wide.trainer.step(step).metrics().get("clippedFraction")).isEqualTo(0.0);
      }
      assertThat(clipped).isPositive();
    }
  }

  /** One update with ρ = π_θ/π_sampling is the update with ρ = 1: the policy is the sampler. */
  @Test
  void oneUpdateIsOnPolicy() throws IOException {
    try (GrpoRun onPolicy = new GrpoRun(folder, 1, GrpoRun.options(1), 1, null);
        GrpoRun ratio = new GrpoRun(folder, 1, GrpoRun.clipped(1, 0.2, 1e-3), 1, null)) {
      double norm = onPolicy.trainer.step(0).metrics().get("gradientNorm");
      assertThat(ratio.trainer.step(0).metrics().get("gradientNorm"))
          .isCloseTo(norm, within(1e-4 * norm));
    }
  }

  /** τ = 3, weight ½: the reference stands still, then goes halfway, after steps 3 and 6 only. */
  @Test
  void theReferenceIsPulledEveryThirdStep() throws IOException {
    RlOptions options =
        GrpoRun.options(7, 1, GrpoEquation.paper(), new ReferenceSync(0.5, 3), 1e-2, 100);
    try (GrpoRun run = new GrpoRun(folder, 1, options, 1, null)) {
      float[] reference = run.weights();
      for (int step = 1; step <= 7; step++) {
        run.trainer.step(step - 1);
        float[] now = run.reference(folder.resolve("after-" + step));
        if (step % 3 == 0) {
          float[] policy = run.weights();
          float[] halfway = new float[reference.length];
          for (int i = 0; i < halfway.length; i++) {
            halfway[i] = reference[i] + 0.5f * (policy[i] - reference[i]);
          }
          assertThat(now).isNotEqualTo(reference).containsExactly(halfway, within(1e-7f));
        } else {
          assertThat(now).as("after step %d", step).isEqualTo(reference);
        }
        reference = now;
      }
    }
  }

  /** GRPO that learns from no group, or from those alone whose first reward is the better one. */
  record Choosy(Grpo grpo, boolean none) implements Objective {
    @Override
    public boolean admits(double[] rewards) {
      return !none && rewards[0] > rewards[1];
    }

    @Override
    public double[] advantages(double[] rewards) {
      return grpo.advantages(rewards);
    }

    @Override
    public BatchLoss loss(List<Sampled> part, BatchCounts counts) {
      return grpo.loss(part, counts);
    }

    @Override
    public boolean asksReference() {
      return grpo.asksReference();
    }

    @Override
    public boolean allowsSeveralUpdates() {
      return grpo.allowsSeveralUpdates();
    }
  }

  private List<JsonlRow> logged() throws IOException {
    Path file = folder.resolve("rollouts").resolve("step-000001.jsonl.gz");
    try (Stream<JsonlRow> rows = Jsonl.read(file, row -> row)) {
      return rows.toList();
    }
  }

  /** No update, not one by nothing: AdamW's moments would move weights by themselves. */
  @Test
  void whereNoGroupIsAdmittedNothingIsLearned() throws IOException {
    RlOptions options = GrpoRun.options(2, new Choosy(Grpo.paper(), true));
    try (GrpoRun run = new GrpoRun(folder, 1, options, 2, null)) {
      float[] before = run.weights();
      Map<String, Double> metrics = run.trainer.step(0).metrics();
      assertThat(metrics).containsKey("reward").doesNotContainKeys("loss", "gradientNorm");
      assertThat(run.weights()).isEqualTo(before);
      assertThat(logged()).hasSize(24).noneMatch(row -> row.fields().has("advantage"));
    }
  }

  /** Groups 0 and 2, whose first reward is the best; others are logged without an advantage. */
  @Test
  void onlyAdmittedGroupsAreLearnedFrom() throws IOException {
    RlOptions options = GrpoRun.options(1, new Choosy(Grpo.paper(), false));
    try (GrpoRun run = new GrpoRun(folder, 1, options, 2, fallingInEvenGroups())) {
      float[] before = run.weights();
      assertThat(run.trainer.step(0).metrics().get("gradientNorm")).isPositive();
      assertThat(run.weights()).isNotEqualTo(before);
      assertThat(logged().stream().map(row -> row.fields().has("advantage")))
          .containsExactlyElementsOf(IntStream.range(0, 24).mapToObj(i -> i / 6 % 2 == 0).toList());
    }
  }

  /** 0, −1, −2, … in every second group, 0, 1, 2, … in the others. */
  private static RolloutReward fallingInEvenGroups() {
    return groups ->
        IntStream.range(0, groups.size())
            .mapToObj(g -> scored(groups.get(g), k -> g % 2 == 0 ? -k : k))
            .toList();
  }

  private static ScoredGroup scored(RolloutGroup group, IntToDoubleFunction reward) {
    List<RewardBreakdown> rewards =
        IntStream.range(0, group.rollouts().size())
            .mapToObj(k -> new RewardTerm.Fixed("place", reward.applyAsDouble(k), "for a test"))
            .map(term -> new RewardBreakdown(List.of(term)))
            .toList();
    return new ScoredGroup(group, Collections.nCopies(rewards.size(), ""), rewards);
  }

  @Test
  void anEngineWithoutLogProbsIsRefused() throws IOException {
    try (Parameters parameters = Tiny.parameters(DType.FLOAT32, 1);
        Workers workers = new Workers(1);
        LocalEngine local = new LocalEngine(parameters, workers, Tiny.TOKENIZER.size());
        KeptResponses kept = new KeptResponses(folder.resolve("kept.jsonl"), local);
        AllWeights policy = new AllWeights(Tiny.CHECKPOINT, parameters)) {
      RolloutCollector collector =
          new RolloutCollector(
              kept, Tiny.TEACHER::prompt, Tiny.sampling(GrpoRun.TEMPERATURE, 14), 6, 7);
      assertThatThrownBy(
              () ->
                  new RlTrainer(
                      policy,
                      GrpoRun.options(1),
                      step -> Tiny.problems(4),
                      collector,
                      equalInEachGroup(),
                      new RolloutLog(folder),
                      ProcessGroup.single(),
                      workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs an engine that gives log-probs");
    }
  }
}
