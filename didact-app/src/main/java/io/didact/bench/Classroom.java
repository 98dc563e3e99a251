package io.didact.bench;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.RltReward;
import io.didact.data.ScoringSequence;
import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.FrozenWeights;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.ExplanationScorer;
import io.didact.rollout.Rollout;
import io.didact.rollout.ScoredExplanation;
import io.didact.rollout.TaughtSequence;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.train.AdamWOptions;
import io.didact.train.Learner;
import io.didact.train.PolicyUpdate;
import io.didact.train.RlOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A teacher, a student and a reference that are one model, as they are when training begins, and
 * what works with them.
 */
public final class Classroom implements AutoCloseable {
  /** Of sampling and of all log-probs (paper, appendix). */
  private static final double TEMPERATURE = 0.7;

  private final Parameters parameters;
  private final Workers workers;
  private final int tokensPerMicroBatch;
  private final DecoderPass.Activations activations;
  private final RolloutEngine engine;
  private final Scorer scorer;
  private final ExplanationScorer reward;
  private @Nullable AllWeights trained;
  private @Nullable Learner learner;
  private int steps;

  /**
   * @param parameters changed by {@link #train} and {@link #step}; the caller's to close
   * @param activations what training does about them
   */
  public Classroom(
      Parameters parameters,
      Workers workers,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations) {
    this.parameters = parameters;
    this.workers = workers;
    this.tokensPerMicroBatch = tokensPerMicroBatch;
    this.activations = activations;
    engine = new LocalEngine(parameters, workers, parameters.config().vocabSize());
    scorer = new Scorer(parameters, workers, tokensPerMicroBatch);
    reward = new ExplanationScorer(RltReward.paper(), scorer, scorer);
  }

  /** Gradient and moments are there only once something is trained. */
  private void update(List<Rollout> rollouts, double[] advantages) {
    if (learner == null) {
      Learner.Means means =
          new Learner.Means(AdamWOptions.paper(), tokensPerMicroBatch, activations, true);
      trained = new AllWeights(Checkpoint.of(parameters.config(), Map.of()), parameters);
      learner =
          new Learner(
              trained, new FrozenWeights(parameters), means, ProcessGroup.single(), workers);
    }
    new PolicyUpdate(learner, options(), 1)
        .update(List.of(new PolicyUpdate.Lesson(0, rollouts, advantages)), 1, steps++);
  }

  private RlOptions options() {
    return new RlOptions(
        Integer.MAX_VALUE,
        1,
        2,
        1,
        1,
        LearningRateSchedule.constant(1e-6),
        AdamWOptions.paper(),
        Grpo.paper(),
        ReferenceSync.NEVER,
        TEMPERATURE,
        tokensPerMicroBatch,
        activations);
  }

  List<List<Completion>> generate(Workload work) {
    List<RolloutRequest> requests = new ArrayList<>();
    for (int p = 0; p < work.prompts().size(); p++) {
      int[] lengths = work.lengths().get(p);
      long first = 1000L * p;
      long[] seeds = LongStream.range(first, first + lengths.length).toArray();
      requests.add(new RolloutRequest(work.prompts().get(p), seeds, lengths));
    }
    return engine.generate(requests, Sampling.at(TEMPERATURE, work.longestCompletion()));
  }

  List<ScoredExplanation> score(Workload work) {
    return reward.score(taught(work, random(work)));
  }

  void train(Workload work) {
    List<Rollout> rollouts = new ArrayList<>();
    List<List<TokenIds>> completions = random(work);
    for (int p = 0; p < completions.size(); p++) {
      for (TokenIds completion : completions.get(p)) {
        rollouts.add(
            new Rollout(
                work.prompts().get(p), completion, new double[completion.size()], Finish.STOP, 0));
      }
    }
    double[] advantages = new double[rollouts.size()];
    Arrays.fill(advantages, 0.5);
    update(rollouts, advantages);
  }

  void step(Workload work) {
    List<List<Completion>> completions = generate(work);
    List<ScoredExplanation> rewards =
        reward.score(
            taught(
                work,
                completions.stream()
                    .map(group -> group.stream().map(Completion::ids).toList())
                    .toList()),
            completions.stream().flatMap(List::stream).map(Completion::logProbs).toList());
    List<Rollout> rollouts = new ArrayList<>();
    List<Double> advantages = new ArrayList<>();
    for (int p = 0; p < completions.size(); p++) {
      List<Completion> group = completions.get(p);
      int at = rollouts.size();
      double[] totals =
          rewards.subList(at, at + group.size()).stream()
              .mapToDouble(each -> each.reward().total())
              .toArray();
      for (double advantage : GroupAdvantage.WITH_STD.of(totals)) {
        advantages.add(advantage);
      }
      for (Completion each : group) {
        rollouts.add(
            new Rollout(work.prompts().get(p), each.ids(), each.logProbs(), each.finish(), 0));
      }
    }
    update(rollouts, advantages.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private List<List<TokenIds>> random(Workload work) {
    SplittableRandom random = new SplittableRandom(0);
    return work.lengths().stream()
        .map(
            lengths ->
                Arrays.stream(lengths)
                    .mapToObj(
                        length ->
                            Workload.randomIds(random, length, parameters.config().vocabSize()))
                    .toList())
        .toList();
  }

  /** The student reads prompt, completion and solution; the teacher the solution before it. */
  private static List<TaughtSequence> taught(Workload work, List<List<TokenIds>> completions) {
    List<TaughtSequence> all = new ArrayList<>();
    for (int p = 0; p < completions.size(); p++) {
      TokenIds prompt = work.prompts().get(p);
      TokenIds solution = work.solutions().get(p);
      for (TokenIds completion : completions.get(p)) {
        all.add(
            new TaughtSequence(
                TokenIds.concat(prompt, solution),
                ScoringSequence.of(prompt, completion, TokenIds.EMPTY, solution, TokenIds.EMPTY),
                true));
      }
    }
    return all;
  }

  @Override
  public void close() {
    if (learner != null && trained != null) {
      learner.close();
      trained.close();
    }
    scorer.close();
    engine.close();
  }
}
