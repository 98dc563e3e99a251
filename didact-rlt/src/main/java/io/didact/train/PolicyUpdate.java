package io.didact.train;

import io.didact.data.LabelledSequence;
import io.didact.model.Parameters;
import io.didact.rollout.Rollout;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes a policy's weights by a batch of completions and their advantages (paper eq. 1). */
public final class PolicyUpdate implements AutoCloseable {
  private final GrpoOptions options;
  private final TrainableModel model;
  private final AdamW adamW;

  /**
   * @param policy π_θ, changed in place; the caller's to close
   * @param reference π_ref; null where β = 0. The caller's to close, and to move
   */
  public PolicyUpdate(
      Parameters policy, @Nullable Parameters reference, GrpoOptions options, Workers workers) {
    this.options = options;
    this.model =
        new TrainableModel(
            policy, reference, workers, options.tokensPerMicroBatch(), options.activations());
    this.adamW = new AdamW(policy, options.optimizer(), workers);
  }

  /** The optimizer, whose state belongs to a checkpoint. */
  AdamW adamW() {
    return adamW;
  }

  /**
   * Makes the updates of one step.
   *
   * @param advantages [rollouts] A_i of each completion
   * @param step from 0
   * @return figures of the last update, and the step's learning rate
   * @throws NonFiniteException where a loss or the gradient is not finite
   */
  public Map<String, Double> update(List<Rollout> rollouts, double[] advantages, int step) {
    List<LabelledSequence> batch = rollouts.stream().map(PolicyUpdate::labelled).toList();
    double learningRate = options.schedule().at(step, options.steps());
    Map<String, Double> figures = new LinkedHashMap<>();
    for (int update = 0; update < options.updatesPerBatch(); update++) {
      GrpoLoss loss = new GrpoLoss(options.equation(), options.reduction(), rollouts, advantages);
      double value = model.computeGradient(batch, options.temperature(), loss);
      long number = (long) step * options.updatesPerBatch() + update + 1;
      double norm = adamW.step(model.gradient(), number, learningRate);
      figures.put("loss", value);
      figures.put("kl", loss.meanKl());
      figures.put("clippedFraction", loss.clippedFraction());
      figures.put("gradientNorm", norm);
    }
    figures.put("learningRate", learningRate);
    return figures;
  }

  private static LabelledSequence labelled(Rollout rollout) {
    return new LabelledSequence(
        TokenIds.concat(rollout.prompt(), rollout.completion()),
        TokenSpan.at(rollout.prompt().size(), rollout.completion().size()));
  }

  @Override
  public void close() {
    model.close();
    adamW.close();
  }
}
