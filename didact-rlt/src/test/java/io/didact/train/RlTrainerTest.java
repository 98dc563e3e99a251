package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LossReduction;
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
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

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
    RlOptions options = GrpoRun.options(3, 1, GrpoEquation.paper(), ReferenceSync.NEVER, 0, 100);
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

  /** What an objective was shown, update by update. */
  private record Shown(List<Objective.Sampled> part, BatchCounts counts) {}

  /** GRPO that writes down what it is shown. */
  private record Watched(Grpo grpo, List<Shown> shown) implements Objective {
    @Override
    public double[] advantages(double[] rewards) {
      return grpo.advantages(rewards);
    }

    @Override
    public BatchLoss loss(List<Sampled> part, BatchCounts counts) {
      shown.add(new Shown(part, counts));
      return grpo.loss(part, counts);
    }

    @Override
    public boolean asksReference() {
      return grpo.asksReference();
    }

    @Override
    public boolean masksTruncated() {
      return grpo.masksTruncated();
    }

    @Override
    public boolean allowsSeveralUpdates() {
      return grpo.allowsSeveralUpdates();
    }
  }

  private static Grpo clippedGrpo(boolean maskTruncated) {
    return new Grpo(
        0.04,
        new PolicyRatio.Clipped(0.2, 0.2),
        GroupAdvantage.WITH_STD,
        LossReduction.TOKEN_MEAN,
        maskTruncated);
  }

  /**
   * Of 4 problems with 6 completions each, in 2 mini-batches and 2 passes: 4 updates by 12
   * completions, each completion once a pass, whole groups together, denominators their own.
   */
  @Test
  void miniBatchesAreOfWholeGroups() throws IOException {
    List<Shown> shown = new ArrayList<>();
    RlOptions options = GrpoRun.options(1, new Watched(clippedGrpo(false), shown), 2, 2);
    try (GrpoRun run = new GrpoRun(folder, 1, options, 2, fallingInEvenGroups())) {
      run.trainer.step(0);
    }
    List<JsonlRow> rows = logged();
    for (int pass = 0; pass < 2; pass++) {
      List<Integer> seen = new ArrayList<>();
      for (Shown each : shown.subList(2 * pass, 2 * pass + 2)) {
        assertThat(each.part()).hasSize(12);
        assertThat(each.counts().sequences()).isEqualTo(12);
        assertThat(each.counts().tokens())
            .isEqualTo(each.part().stream().mapToLong(s -> s.logProbs().length).sum());
        for (int g = 0; g < 2; g++) {
          int first = places(rows, each.part().get(6 * g)).get(0);
          for (int i = 0; i < 6; i++) {
            assertThat(places(rows, each.part().get(6 * g + i))).contains(first + i);
          }
          seen.add(first / 6);
        }
      }
      assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
    assertThat(shown).hasSize(4);
  }

  /** Where a completion with these log-probs stands in the log. */
  private static List<Integer> places(List<JsonlRow> rows, Objective.Sampled sampled) {
    return IntStream.range(0, rows.size())
        .filter(
            i -> {
              JsonNode logProbs = rows.get(i).fields().path("logProbs");
              return logProbs.size() == sampled.logProbs().length
                  && IntStream.range(0, logProbs.size())
                      .allMatch(k -> logProbs.get(k).asDouble() == sampled.logProbs()[k]);
            })
        .boxed()
        .toList();
  }

  /** Mini-batches of one step, made by hand one after another, with one optimizer. */
  @Test
  void eachMiniBatchIsAnUpdate() throws IOException {
    RlOptions options = GrpoRun.options(1, clippedGrpo(false), 1, 4);
    RlOptions whole = GrpoRun.options(1, clippedGrpo(false), 1, 1);
    try (GrpoRun run = new GrpoRun(folder.resolve("a"), 1, options, 1, fallingInEvenGroups());
        GrpoRun alone = new GrpoRun(folder.resolve("b"), 1, whole, 1, fallingInEvenGroups())) {
      run.trainer.step(0);
      List<RolloutGroup> groups = alone.collect(0);
      List<List<Integer>> order = new MiniBatches(4, 7).of(List.of(0, 1, 2, 3), 0, 0);
      for (int update = 0; update < 4; update++) {
        int place = order.get(update).get(0);
        RolloutGroup group = groups.get(place);
        double[] advantages =
            clippedGrpo(false).advantages(fallingInEvenGroups().score(groups).get(place).totals());
        new PolicyUpdate(alone.trainer.learner(), whole, 1)
            .update(List.of(new PolicyUpdate.Lesson(0, group.rollouts(), advantages)), 1, update);
      }
      assertThat(run.weights()).isEqualTo(alone.weights());
    }
  }

  @Test
  void miniBatchesResumeToTheSameWeights() throws IOException {
    RlOptions options = GrpoRun.options(3, clippedGrpo(false), 2, 3);
    try (GrpoRun straight = new GrpoRun(folder.resolve("a"), 1, options, 2, null);
        GrpoRun broken = new GrpoRun(folder.resolve("b"), 1, options, 2, null);
        GrpoRun resumed = new GrpoRun(folder.resolve("b"), 5, options, 2, null)) {
      for (int step = 0; step < 3; step++) {
        straight.trainer.step(step);
      }
      broken.trainer.step(0);
      Path saved = Files.createDirectories(folder.resolve("saved"));
      broken.trainer.save(saved);
      resumed.trainer.restore(saved);
      resumed.trainer.step(1);
      resumed.trainer.step(2);
      assertThat(resumed.weights()).isEqualTo(straight.weights());
    }
  }

  /**
   * Those that the limit cut are in no loss and no denominator; the advantages of the others are of
   * the whole group. Without the setting all take part.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void truncatedCompletionsAreMasked(boolean masked) throws IOException {
    List<Shown> shown = new ArrayList<>();
    RlOptions options = GrpoRun.options(1, new Watched(clippedGrpo(masked), shown), 1, 1);
    try (GrpoRun run = new GrpoRun(folder, 1, options, 1, null)) {
      assertThat(run.trainer.step(0).metrics().get("finished")).isBetween(0.1, 0.99);
    }
    List<JsonlRow> rows = logged();
    List<JsonlRow> taking =
        rows.stream().filter(row -> !masked || row.string("finish").equals("stop")).toList();
    assertThat(taking.size()).isBetween(1, masked ? 23 : 24);
    Shown all = shown.get(0);
    assertThat(all.counts().sequences()).isEqualTo(taking.size());
    assertThat(all.counts().tokens())
        .isEqualTo(taking.stream().mapToLong(row -> row.fields().path("ids").size()).sum());
    assertThat(all.part().stream().map(Objective.Sampled::advantage))
        .containsExactlyElementsOf(
            taking.stream().map(row -> row.fields().path("advantage").asDouble()).toList());
  }

  /** Weights of 0 make all 56 tokens equally likely: ln 56 = 4.0254, at every temperature. */
  @Test
  void theEntropyOfAUniformPolicyIsThatOfItsVocabulary() throws IOException {
    try (GrpoRun run = new GrpoRun(folder, 1, GrpoRun.options(1), 2, null);
        GrpoRun sharp = new GrpoRun(folder, 1, GrpoRun.options(1), 2, null);
        TensorScope scope = new TensorScope()) {
      run.policy.flat().mul_(0);
      double uniform = run.trainer.step(0).metrics().get("entropy");
      assertThat(uniform).isCloseTo(Math.log(Tiny.TOKENIZER.size()), within(1e-5));
      assertThat(sharp.trainer.step(0).metrics().get("entropy")).isBetween(0.1, uniform - 0.1);
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
                      null,
                      ProcessGroup.single(),
                      workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs an engine that gives log-probs");
    }
  }
}
