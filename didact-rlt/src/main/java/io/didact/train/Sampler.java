package io.didact.train;

import io.didact.algorithm.Mismatch;
import io.didact.algorithm.OffPolicy;
import io.didact.algorithm.SamplerCorrection;
import io.didact.engine.RolloutEngine;
import io.didact.engine.Scorer;
import io.didact.model.decoder.Trainable;
import io.didact.rollout.PolicyLogProbs;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sampler that is not the policy: another program, or one with weights of before. Its tokens are
 * scored again by the policy, and their loss is corrected by what the sampler says of them.
 */
final class Sampler implements AutoCloseable {
  private final OffPolicy options;
  private final Scorer scorer;
  private final PolicyLogProbs policy;
  private Mismatch mismatch = new Mismatch();

  private Sampler(OffPolicy options, Scorer scorer, double temperature) {
    this.options = options;
    this.scorer = scorer;
    this.policy = new PolicyLogProbs(scorer, temperature);
  }

  /**
   * The sampler of a training; none where it is the policy itself.
   *
   * @throws IllegalArgumentException where it cannot be trained with
   */
  static @Nullable Sampler of(
      Trainable policy,
      RolloutCollector collector,
      RlOptions options,
      ProcessGroup ranks,
      Workers workers) {
    RolloutEngine engine = collector.engine();
    RolloutEngine.LogProbs logProbs = engine.logProbs(collector.sampling());
    if (logProbs == RolloutEngine.LogProbs.NONE || !engine.promises().follows()) {
      throw new IllegalArgumentException(
          "reinforcement learning needs an engine that gives log-probs of what it samples and that"
              + " samples with the weights as they are trained; this one does not"
              + (engine.promises().follows()
                  ? ", with this sampling: see docs/engines.md"
                  : ": a server needs handOver, see docs/engines.md"));
    }
    if (logProbs == RolloutEngine.LogProbs.EXACT) {
      if (options.offPolicy().staleness() > 0) {
        throw new IllegalArgumentException(
            "offPolicy.staleness needs an engine that samples elsewhere, such as a vLLM server: the"
                + " local one reads the weights that are being trained");
      }
      return null;
    }
    if (ranks.size() > 1) {
      throw new IllegalArgumentException(
          "a server as engine is for one process: %d ranks would each hand weights over to it"
              .formatted(ranks.size()));
    }
    return new Sampler(
        options.offPolicy(),
        new Scorer(policy.model(), workers, options.tokensPerMicroBatch()),
        options.temperature());
  }

  /**
   * The groups with the policy's own log-probs.
   *
   * @throws IOException where the sampler is too far from the policy
   */
  List<RolloutGroup> compared(List<RolloutGroup> groups) throws IOException {
    List<RolloutGroup> own = policy.of(groups);
    mismatch = new Mismatch();
    for (RolloutGroup group : own) {
      for (Rollout each : group.rollouts()) {
        if (each.samplerLogProbs().length == 0) {
          mismatch.addUnknown();
        } else {
          mismatch.add(
              each.logProbs(),
              each.samplerLogProbs(),
              options.correction().weights(each.logProbs(), each.samplerLogProbs()));
        }
      }
    }
    requireNear();
    return own;
  }

  private void requireNear() throws IOException {
    if (mismatch.isUnknown()) {
      throw new IOException(
          "the engine gave no log-probs for any completion of this step: nothing can be learned from it");
    }
    if (!(mismatch.mean() <= options.mostMismatch())) {
      throw new IOException(
          ("the sampler's log-probs differ from the policy's by %.3g nats in the mean, more than"
                  + " offPolicy.mostMismatch, %s: it has not taken the weights, or has another"
                  + " precision or temperature")
              .formatted(mismatch.mean(), options.mostMismatch()));
    }
  }

  /** [tokens]; empty for 1. */
  double[] weights(Rollout rollout) {
    if (options.correction().beyond() == SamplerCorrection.Beyond.OFF) {
      return new double[0];
    }
    return options.correction().weights(rollout.logProbs(), rollout.samplerLogProbs());
  }

  /** Not where nothing is known of it, nor where all of it is masked. */
  boolean takesPart(Rollout rollout) {
    if (options.correction().beyond() == SamplerCorrection.Beyond.OFF) {
      return true;
    }
    return rollout.samplerLogProbs().length > 0
        && Arrays.stream(weights(rollout)).anyMatch(weight -> weight > 0);
  }

  /** Of the last step. */
  Map<String, Double> metrics() {
    return mismatch.metrics();
  }

  @Override
  public void close() {
    scorer.close();
  }
}
