package io.didact.train;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.Objective;
import io.didact.data.LabelledSequence;
import io.didact.rollout.Rollout;
import io.didact.tensor.ProcessGroup;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes a policy by a batch of completions and their advantages, as the options' objective says.
 *
 * @param learner the policy
 */
public record PolicyUpdate(Learner learner, RlOptions options) {
  /**
   * Makes the updates of one step.
   *
   * @param rollouts what this rank learns from, may be none
   * @param advantages [rollouts] A_i of each completion
   * @param step from 0
   * @return metrics of the last update over all ranks, and the step's learning rate; nothing where
   *     no rank has a completion: there is no update then
   * @throws NonFiniteException where a loss or the gradient is not finite
   */
  public Map<String, Double> update(List<Rollout> rollouts, double[] advantages, int step) {
    List<LabelledSequence> batch = new ArrayList<>();
    List<Objective.Sampled> sampled = new ArrayList<>();
    for (int i = 0; i < rollouts.size(); i++) {
      batch.add(labelled(rollouts.get(i)));
      sampled.add(new Objective.Sampled(rollouts.get(i).logProbs(), advantages[i]));
    }
    ProcessGroup ranks = learner.ranks();
    long tokens = batch.stream().mapToLong(each -> each.loss().length()).sum();
    double[] ofAll = ranks.sum(new double[] {batch.size(), tokens});
    if (ofAll[0] == 0) {
      return Map.of();
    }
    BatchCounts counts = new BatchCounts((long) ofAll[0], (long) ofAll[1]);
    double learningRate = options.schedule().at(step, options.steps());
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int update = 0; update < options.updatesPerBatch(); update++) {
      Objective.BatchLoss loss = options.objective().loss(sampled, counts);
      long number = (long) step * options.updatesPerBatch() + update + 1;
      Learner.Update done = learner.learn(batch, options.temperature(), loss, number, learningRate);
      metrics.put("loss", done.loss());
      metrics.putAll(RankSums.of(loss.metrics(), ranks));
      metrics.put("gradientNorm", done.gradientNorm());
    }
    metrics.put("learningRate", learningRate);
    return metrics;
  }

  private static LabelledSequence labelled(Rollout rollout) {
    return new LabelledSequence(
        TokenIds.concat(rollout.prompt(), rollout.completion()),
        TokenSpan.at(rollout.prompt().size(), rollout.completion().size()));
  }
}
