package io.didact.algorithm;

import java.util.List;
import java.util.Map;

/**
 * What makes an algorithm of reinforcement learning: which groups it learns from, what their
 * completions' advantages are, and the loss with its derivative by each token's log-prob. All of it
 * is plain doubles. The trainer knows this type only.
 */
public interface Objective {

  /**
   * Whether a group is learned from.
   *
   * @param rewards [G] of one problem's completions
   */
  default boolean admits(double[] rewards) {
    return true;
  }

  /**
   * The advantages of a group that is admitted.
   *
   * @param rewards [G] of one problem's completions
   * @return [G], exactly 0 where all rewards are equal
   */
  double[] advantages(double[] rewards);

  /**
   * The loss of a batch, or of the part of it that one rank has.
   *
   * @param part the completions that are learned from here, may be none
   * @param counts of the whole batch, all ranks together: the denominators
   */
  BatchLoss loss(List<Sampled> part, BatchCounts counts);

  /** Whether the loss asks for log-probs under the reference. */
  boolean asksReference();

  /**
   * Whether a batch may be used for several updates: the ratio to the policy that sampled is taken,
   * and bounded.
   */
  boolean allowsSeveralUpdates();

  /**
   * Whether completions that the limit cut take no part in the loss, as if they had not been
   * sampled; their rewards count in their groups' advantages all the same.
   */
  default boolean masksTruncated() {
    return false;
  }

  /**
   * A completion as the loss sees it.
   *
   * @param logProbs [tokens] log π_old of each token, at the sampling temperature
   * @param advantage A of the completion
   * @param weights [tokens] w ≥ 0 of the sampler's correction, which multiplies the policy part of
   *     the loss; empty where it is 1 for all
   */
  record Sampled(double[] logProbs, double advantage, double[] weights) {
    public Sampled {
      if (weights.length != 0 && weights.length != logProbs.length) {
        throw new IllegalArgumentException(
            weights.length + " weights for " + logProbs.length + " tokens");
      }
    }

    /** A completion that the policy itself sampled. */
    public Sampled(double[] logProbs, double advantage) {
      this(logProbs, advantage, new double[0]);
    }

    /**
     * w·A of a token. The policy part of a loss is proportional to the advantage, also where it is
     * clipped, so that this is w times that part.
     */
    public double advantage(int token) {
      return weights.length == 0 ? advantage : weights[token] * advantage;
    }
  }

  /** The loss of one batch, and what it saw. */
  interface BatchLoss extends SequenceLoss {
    /**
     * What the metrics show once all was seen, by name: {@code kl} and such. Like losses they add
     * up over the parts of the batch.
     */
    Map<String, Double> metrics();
  }
}
