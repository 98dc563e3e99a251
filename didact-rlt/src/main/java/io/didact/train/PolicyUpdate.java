package io.didact.train;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.Objective;
import io.didact.data.LabelledSequence;
import io.didact.rollout.Rollout;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Changes a policy by a batch of completions and their advantages, as the options' objective says.
 *
 * @param learner the policy
 * @param seed of the order in which mini-batches are dealt
 */
public record PolicyUpdate(Learner learner, RlOptions options, long seed) {
  private static final String ENTROPY = "entropy";

  /**
   * What is learned from one problem.
   *
   * @param problem its place in the step's batch, which all ranks have alike
   * @param rollouts those that take part, may be none
   * @param advantages [rollouts] A_i of each
   * @param weights [rollouts][tokens] of the sampler's correction; empty for 1
   */
  public record Lesson(
      int problem, List<Rollout> rollouts, double[] advantages, List<double[]> weights) {
    /** What the policy itself sampled. */
    public Lesson(int problem, List<Rollout> rollouts, double[] advantages) {
      this(problem, rollouts, advantages, rollouts.stream().map(each -> new double[0]).toList());
    }

    long tokens() {
      return rollouts.stream().mapToLong(each -> each.completion().size()).sum();
    }
  }

  /**
   * Makes the updates of one step.
   *
   * @param lessons of this rank's problems, may be none
   * @param problems of the step, on all ranks
   * @param step from 0
   * @return metrics of the last pass over all ranks, means over its updates; the entropy of the
   *     first; and the step's learning rate. Nothing where no rank has a completion: there is no
   *     update then
   * @throws NonFiniteException where a loss or the gradient is not finite
   */
  public Map<String, Double> update(List<Lesson> lessons, int problems, int step) {
    double[] own = new double[2 * problems];
    for (Lesson lesson : lessons) {
      own[lesson.problem] += lesson.rollouts.size();
      own[problems + lesson.problem] += lesson.tokens();
    }
    double[] ofAll = learner.ranks().sum(own);
    List<Integer> learned =
        IntStream.range(0, problems).filter(problem -> ofAll[problem] > 0).boxed().toList();
    if (learned.isEmpty()) {
      return Map.of();
    }
    MiniBatches miniBatches = new MiniBatches(options.miniBatches(), seed);
    double learningRate = options.schedule().at(step, options.steps());
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int pass = 0; pass < options.updatesPerBatch(); pass++) {
      List<List<Integer>> parts = miniBatches.of(learned, step, pass);
      long number = ((long) step * options.updatesPerBatch() + pass) * options.miniBatches();
      Map<String, Double> sums = new LinkedHashMap<>();
      for (List<Integer> part : parts) {
        double[] counts = new double[2];
        for (int problem : part) {
          counts[0] += ofAll[problem];
          counts[1] += ofAll[problems + problem];
        }
        update(
                lessons.stream().filter(lesson -> part.contains(lesson.problem)).toList(),
                new BatchCounts((long) counts[0], (long) counts[1]),
                ++number,
                learningRate)
            .forEach((name, value) -> sums.merge(name, value, Double::sum));
      }
      sums.replaceAll((name, sum) -> sum / parts.size());
      sums.computeIfPresent(ENTROPY, (name, mean) -> metrics.getOrDefault(name, mean));
      metrics.putAll(sums);
    }
    metrics.put("learningRate", learningRate);
    return metrics;
  }

  /** One update, by a mini-batch. */
  private Map<String, Double> update(
      List<Lesson> lessons, BatchCounts counts, long number, double learningRate) {
    List<LabelledSequence> batch = new ArrayList<>();
    List<Objective.Sampled> sampled = new ArrayList<>();
    for (Lesson lesson : lessons) {
      for (int i = 0; i < lesson.rollouts.size(); i++) {
        Rollout rollout = lesson.rollouts.get(i);
        batch.add(labelled(rollout));
        sampled.add(
            new Objective.Sampled(rollout.logProbs(), lesson.advantages[i], lesson.weights.get(i)));
      }
    }
    Objective.BatchLoss loss = options.objective().loss(sampled, counts);
    Learner.Update done = learner.learn(batch, options.temperature(), loss, number, learningRate);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", done.loss());
    metrics.putAll(RankSums.of(loss.metrics(), learner.ranks()));
    metrics.put(ENTROPY, done.entropy() / counts.tokens());
    metrics.put("gradientNorm", done.gradientNorm());
    return metrics;
  }

  private static LabelledSequence labelled(Rollout rollout) {
    return new LabelledSequence(
        TokenIds.concat(rollout.prompt(), rollout.completion()),
        TokenSpan.at(rollout.prompt().size(), rollout.completion().size()));
  }
}
