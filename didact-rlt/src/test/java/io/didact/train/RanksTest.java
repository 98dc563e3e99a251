package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.LossReduction;
import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.Objective;
import io.didact.algorithm.OffPolicy;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.algorithm.SequenceLoss;
import io.didact.algorithm.WarmUp;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.ScoredGroup;
import io.didact.tensor.DType;
import io.didact.tensor.GlooThreads;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ThreadRank;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Several ranks train as one does: the same losses, norms and weights up to the order of sums in 32
 * bits, and the same bits on all ranks and again.
 *
 * <p>AdamW's ε is large here and gradients are clipped: with a small one a step would be the same
 * for a mean over ranks in the place of the sum, and noise in a weight that hardly has a gradient
 * would be as large as the step.
 */
class RanksTest {
  private static final AdamWOptions OPTIMIZER = new AdamWOptions(0.9, 0.95, 1e-3, 0.1, 0.2);

  @TempDir Path folder;

  /**
   * What a rank saw.
   *
   * @param metrics of each step
   * @param weights [size] after each step
   */
  private record Seen(List<Map<String, Double>> metrics, List<List<Float>> weights) {}

  private static Seen train(Trainer trainer, Parameters parameters) {
    Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
    try {
      for (int step = 0; step < trainer.totalSteps(); step++) {
        StepReport report = trainer.step(step);
        seen.metrics.add(report.metrics());
        List<Float> weights = new ArrayList<>();
        for (float weight : parameters.flat().toFloats()) {
          weights.add(weight);
        }
        seen.weights.add(weights);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seen;
  }

  private static AllWeights weights(Parameters parameters, ProcessGroup group, Shard shard) {
    return new AllWeights(
        Tiny.CHECKPOINT,
        parameters,
        shard.ofGradients() ? group : ProcessGroup.single(),
        shard.ofFrozen() ? group : ProcessGroup.single());
  }

  /**
   * Batches of 5 and 2 held out: shares are unequal, and of three ranks one has nothing held out.
   */
  private static Seen sft(ProcessGroup group, Shard shard) {
    return sft(group, shard, 3, 100);
  }

  private static Seen sft(ProcessGroup group, Shard shard, int steps, int tokensPerMicroBatch) {
    List<LabelledSequence> examples =
        Tiny.problems(11).stream().map(Tiny.TEACHER::example).toList();
    SftOptions options =
        new SftOptions(
            steps,
            LearningRateSchedule.cosine(1e-2, WarmUp.NONE),
            OPTIMIZER,
            tokensPerMicroBatch,
            DecoderPass.Activations.KEPT,
            1,
            shard);
    try (Parameters parameters = Tiny.parameters(DType.FLOAT32, 1);
        Workers workers = new Workers(2);
        AllWeights weights = weights(parameters, group, shard);
        SftTrainer trainer =
            new SftTrainer(
                weights,
                options,
                new EpochOrder<>(examples, 5, 5)::batch,
                examples.subList(0, 2),
                group,
                workers)) {
      return train(trainer, parameters);
    }
  }

  /**
   * Two updates a batch, with a reference. The loss is a mean over tokens, of which completions
   * have unequally many: a mean over ranks of the ranks' means would be another.
   */
  private Seen rl(
      ProcessGroup group, int problemsPerStep, boolean choosy, int miniBatches, Shard shard) {
    Grpo grpo =
        new Grpo(
            0.04,
            new PolicyRatio.Clipped(0.2, 0.2),
            GroupAdvantage.WITH_STD,
            LossReduction.TOKEN_MEAN,
            false);
    Objective objective = choosy ? new RlTrainerTest.Choosy(grpo, false) : grpo;
    RlOptions options =
        new RlOptions(
            2,
            problemsPerStep,
            6,
            2,
            miniBatches,
            LearningRateSchedule.constant(1e-2),
            OPTIMIZER,
            objective,
            new ReferenceSync(0.9, 1),
            GrpoRun.TEMPERATURE,
            100,
            DecoderPass.Activations.KEPT,
            shard,
            OffPolicy.defaults());
    List<Problem> problems = Tiny.problems(20);
    Path log = folder.resolve(group.size() + "-" + group.rank());
    try (Parameters policy = Tiny.parameters(DType.FLOAT32, 1);
        Workers workers = new Workers(shard.ofFrozen() ? 1 : 2);
        RolloutEngine engine = new ByPrompt(policy, workers);
        AllWeights weights = weights(policy, group, shard);
        RlTrainer trainer =
            new RlTrainer(
                weights,
                options,
                new EpochOrder<>(problems, problemsPerStep, 5)::batch,
                new RolloutCollector(
                    engine,
                    Tiny.TEACHER::prompt,
                    Tiny.sampling(GrpoRun.TEMPERATURE, 14),
                    options.rolloutsPerProblem(),
                    7),
                groups -> groups.stream().map(RanksTest::scored).toList(),
                new RolloutLog(log),
                null,
                group,
                workers)) {
      return train(trainer, policy);
    }
  }

  /** Worth its length, and more where it is of one token, which not every rank samples. */
  private static ScoredGroup scored(RolloutGroup group) {
    List<RewardBreakdown> rewards = new ArrayList<>();
    for (Rollout rollout : group.rollouts()) {
      int length = rollout.completion().size();
      List<RewardTerm> terms = new ArrayList<>();
      terms.add(new RewardTerm.Fixed("length", length, "for a test"));
      if (length == 1) {
        terms.add(new RewardTerm.Fixed("one", 3, "for a test"));
      }
      rewards.add(new RewardBreakdown(terms));
    }
    return new ScoredGroup(group, Collections.nCopies(rewards.size(), ""), rewards);
  }

  /**
   * Samples one prompt after another: not even the last bits depend on which problems a rank has.
   */
  private static final class ByPrompt implements RolloutEngine {
    private final LocalEngine local;

    ByPrompt(Parameters parameters, Workers workers) {
      local = new LocalEngine(parameters, workers, Tiny.TOKENIZER.size());
    }

    @Override
    public List<List<Completion>> generate(
        List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
      return requests.stream()
          .flatMap(each -> local.generate(List.of(each), sampling, listener).stream())
          .toList();
    }

    @Override
    public Promises promises() {
      return local.promises();
    }

    @Override
    public void weightsChanged(long version) {
      local.weightsChanged(version);
    }

    @Override
    public void close() {
      local.close();
    }
  }

  private static void assertTrainsAsOne(int ranks, Function<ProcessGroup, Seen> run) {
    Seen one = run.apply(ProcessGroup.single());
    List<Seen> all = ThreadRank.each(ranks, run);
    assertThat(all).hasSize(ranks).containsOnly(all.get(0)); // to the last bit
    assertThat(ThreadRank.each(ranks, run)).containsOnly(all.get(0));
    Map<String, Double> expected = one.metrics.get(0);
    Map<String, Double> metrics = all.get(0).metrics.get(0);
    assertThat(metrics).containsOnlyKeys(expected.keySet());
    assertThat(expected.get("loss")).isNotCloseTo(0, within(1e-2));
    assertThat(expected.get("gradientNorm")).isGreaterThan(OPTIMIZER.maxGradientNorm());
    expected.forEach(
        (name, value) ->
            assertThat(metrics.get(name))
                .as(name)
                .isCloseTo(value, within(1e-6 * Math.max(Math.abs(value), 0.01))));
    assertClose(all.get(0).weights.get(0), one.weights.get(0));
  }

  private static void assertClose(List<Float> weights, List<Float> expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.size(); i++) {
      difference += Math.pow(weights.get(i) - expected.get(i), 2);
      norm += Math.pow(expected.get(i), 2);
    }
    assertThat(Math.sqrt(difference)).isLessThanOrEqualTo(1e-6 * Math.sqrt(norm));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void supervised(int ranks) {
    assertTrainsAsOne(ranks, group -> sft(group, Shard.NONE));
  }

  /** The weights are no multiple of three: parts are unequal. */
  @ParameterizedTest
  @CsvSource({"2, OPTIMIZER", "3, OPTIMIZER", "2, GRADIENTS", "3, GRADIENTS"})
  void supervisedWithAPartEach(int ranks, Shard shard) {
    assertTrainsAsOne(ranks, group -> sft(group, shard));
  }

  /** Over twenty steps, too: no weight differs by 1e-5; and the same bits again. */
  @ParameterizedTest
  @CsvSource({"2, NONE", "4, NONE", "2, OPTIMIZER", "4, OPTIMIZER", "2, GRADIENTS", "4, GRADIENTS"})
  void twentyStepsEndAtTheSameWeights(int ranks, Shard shard) {
    Function<ProcessGroup, List<Float>> last = group -> sft(group, shard, 20, 100).weights.get(19);
    List<Float> one = last.apply(ProcessGroup.single());
    List<List<Float>> all = ThreadRank.each(ranks, last);
    assertThat(all).containsOnly(all.get(0)).isEqualTo(ThreadRank.each(ranks, last));
    for (int i = 0; i < one.size(); i++) {
      assertThat(all.get(0).get(i)).isCloseTo(one.get(i), within(1e-5f));
    }
  }

  /**
   * Of P weights in 32 bits a step sends 8·P·(N − 1)/N bytes in each form: a sum, or a sum of
   * gradients by parts and the weights. Gradients that are shared out are sent in each pass: with a
   * sequence in each, one of two ranks has three for its two workers, which is two passes. Losses,
   * norms and the vote to stop are some numbers more.
   */
  @ParameterizedTest
  @CsvSource({
    "2, NONE, 100, 1",
    "2, OPTIMIZER, 100, 1",
    "3, NONE, 100, 1",
    "3, OPTIMIZER, 100, 1",
    "2, GRADIENTS, 10000, 1",
    "3, GRADIENTS, 10000, 1",
    "2, GRADIENTS, 1, 2"
  })
  void noStepSendsMoreThanItMust(int ranks, Shard shard, int tokensPerMicroBatch, int passes) {
    List<Long> sent =
        GlooThreads.onEach(
            ranks,
            Duration.ofSeconds(60),
            group -> {
              sft(group, shard, 3, tokensPerMicroBatch);
              return group.bytesSent();
            });
    long weights;
    try (Parameters parameters = Tiny.parameters(DType.FLOAT32, 1)) {
      weights = parameters.flat().elements();
    }
    int steps = 3;
    long floor = steps * 4 * (passes + 1) * weights * (ranks - 1) / ranks;
    assertThat(sent.stream().mapToLong(each -> each).sum())
        .isBetween(ranks * floor, ranks * (floor + steps * 250L));
  }

  /** Written by three ranks with a part each, gone on from by one that has all, and back. */
  @Test
  void aCheckpointIsTheSameForAnyNumberOfRanks() throws IOException {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Path one = folder.resolve("one");
    Path changing = folder.resolve("changing");
    ProcessGroup alone = ProcessGroup.single();
    assertThat(loop(one, clock, alone, 1, 99, Shard.NONE)).isEqualTo(4);
    assertThat(ThreadRank.each(3, group -> loop(changing, clock, group, 1, 2, Shard.OPTIMIZER)))
        .containsOnly(2);
    Path half = folder.resolve("half");
    assertThat(loop(half, clock, alone, 1, 2, Shard.NONE)).isEqualTo(2);
    assertSameNumbers(half, changing, 2);
    assertThat(loop(changing, clock, alone, 2, 99, Shard.NONE)).isEqualTo(2);
    assertSameNumbers(one, changing, 4);

    Path other = folder.resolve("other");
    assertThat(ThreadRank.each(2, group -> loop(other, clock, group, 1, 2, Shard.GRADIENTS)))
        .containsOnly(2);
    assertThat(ThreadRank.each(3, group -> loop(other, clock, group, 2, 1, Shard.OPTIMIZER)))
        .containsOnly(1);
    assertThat(ThreadRank.each(3, group -> loop(other, clock, group, 2, 99, Shard.GRADIENTS)))
        .containsOnly(1);
    assertSameNumbers(one, other, 4);
  }

  /** All that a checkpoint holds, by name. */
  private static void assertSameNumbers(Path one, Path other, int step) throws IOException {
    for (String file : List.of("model.safetensors", "trainer_state.safetensors")) {
      String name = "checkpoints/step-%06d/%s".formatted(step, file);
      Map<String, List<Float>> expected = numbers(one.resolve(name));
      Map<String, List<Float>> found = numbers(other.resolve(name));
      assertThat(found).containsOnlyKeys(expected.keySet());
      expected.forEach((tensor, values) -> assertClose(found.get(tensor), values));
    }
  }

  /** Also with ranks that have no problem at all, and with some that learn from none of theirs. */
  @ParameterizedTest
  @CsvSource({
    "2, 4, false, 1, NONE", "3, 4, false, 1, NONE", "3, 2, false, 1, NONE", "3, 4, true, 1, NONE",
    "2, 4, false, 2, NONE", "3, 4, false, 3, NONE", "3, 2, false, 2, NONE", "3, 4, true, 2, NONE",
    "3, 2, false, 2, GRADIENTS", "3, 4, true, 2, GRADIENTS", "3, 2, false, 2, FROZEN"
  })
  void reinforced(int ranks, int problemsPerStep, boolean choosy, int miniBatches, Shard shard) {
    assertTrainsAsOne(ranks, group -> rl(group, problemsPerStep, choosy, miniBatches, shard));
  }

  /** The loss of rank 1 is not a number: no rank takes the step, and none waits for another. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "GRADIENTS"})
  void aLossThatIsNotANumberStopsAllRanks(Shard shard) {
    List<String> messages =
        ThreadRank.each(
            3,
            group -> {
              SequenceLoss loss =
                  (sequence, first, logProbs, reference) ->
                      new SequenceLoss.Value(
                          group.rank() == 1 ? Double.NaN : 1, new double[logProbs.length]);
              Learner.Means means =
                  new Learner.Means(OPTIMIZER, 100, DecoderPass.Activations.KEPT, false, shard);
              try (Parameters parameters = Tiny.parameters(DType.FLOAT32, 1);
                  Workers workers = new Workers(1);
                  AllWeights weights = weights(parameters, group, shard);
                  Learner learner = new Learner(weights, null, means, group, workers)) {
                float[] before = parameters.flat().toFloats();
                List<LabelledSequence> part =
                    List.of(Tiny.TEACHER.example(Tiny.problems(1).get(0)));
                Throwable thrown = catchThrowable(() -> learner.learn(part, 1, loss, 1, 1e-2));
                assertThat(thrown).isInstanceOf(NonFiniteException.class);
                assertThat(parameters.flat().toFloats()).isEqualTo(before);
                return String.valueOf(thrown.getMessage());
              }
            });
    String other = "a loss on another rank is not finite";
    assertThat(messages)
        .containsExactly(other, "the loss of sequence 0 of the batch is NaN", other);
  }

  /**
   * Two ranks in one directory, stopped on the word of the second: both stop after the same step,
   * the first alone has written, and both go on from there to the weights of an unbroken run.
   */
  @Test
  void theFirstRankWritesAndAllStopAndGoOnTogether() throws IOException {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Path straight = folder.resolve("straight");
    Path broken = folder.resolve("broken");
    assertThat(ThreadRank.each(2, group -> loop(straight, clock, group, 1, 99, Shard.NONE)))
        .containsOnly(4);
    assertThat(ThreadRank.each(2, group -> loop(broken, clock, group, 1, 2, Shard.NONE)))
        .containsOnly(2);
    assertThat(ThreadRank.each(2, group -> loop(broken, clock, group, 2, 99, Shard.NONE)))
        .containsOnly(2);
    for (String name : List.of("metrics.jsonl", "checkpoints/step-000004/model.safetensors")) {
      assertThat(broken.resolve(name)).hasSameBinaryContentAs(straight.resolve(name));
    }
    assertThat(Files.readAllLines(broken.resolve("metrics.jsonl"))).hasSize(4);
  }

  private static Map<String, List<Float>> numbers(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(bytes.getLong());
    JsonNode entries =
        JsonMapper.shared().readTree(new String(bytes.array(), 8, header, StandardCharsets.UTF_8));
    Map<String, List<Float>> numbers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      JsonNode offsets = entry.getValue().path("data_offsets");
      List<Float> values = new ArrayList<>();
      for (int at = offsets.path(0).asInt(); at < offsets.path(1).asInt(); at += 4) {
        values.add(bytes.getFloat(8 + header + at));
      }
      numbers.put(entry.getKey(), values);
    }
    return numbers;
  }

  /** How many steps were taken until the end or until rank 1 asked for a stop. */
  private static int loop(
      Path directory, Clock clock, ProcessGroup group, long modelSeed, int stopAfter, Shard shard) {
    List<LabelledSequence> examples = Tiny.problems(6).stream().map(Tiny.TEACHER::example).toList();
    SftOptions options =
        new SftOptions(
            4,
            LearningRateSchedule.constant(1e-2),
            OPTIMIZER,
            100,
            DecoderPass.Activations.KEPT,
            0,
            shard);
    AtomicInteger steps = new AtomicInteger();
    try (Parameters parameters = Tiny.parameters(DType.FLOAT32, modelSeed);
        Workers workers = new Workers(1);
        AllWeights weights = weights(parameters, group, shard);
        SftTrainer trainer =
            new SftTrainer(
                weights,
                options,
                new EpochOrder<>(examples, 4, 5)::batch,
                List.of(),
                group,
                workers)) {
      new TrainingLoop(
              directory,
              100,
              1,
              Set.of(),
              clock,
              () -> group.rank() == group.size() - 1 && steps.get() == stopAfter,
              group)
          .run(trainer, (report, total) -> steps.incrementAndGet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return steps.get();
  }
}
