package io.didact.engine;

import java.util.List;

/**
 * Whoever samples asks one of these: token ids in, completions out. Rollouts, traces, evaluation
 * and {@code didact generate} know this type only; {@link LocalEngine} is the one that computes in
 * this process.
 */
public interface RolloutEngine extends AutoCloseable {

  /**
   * Samples completions.
   *
   * @param listener hears how far it is
   * @return for each request its completions, in the order of its seeds
   * @throws IllegalArgumentException where a request cannot be met; nothing has been sampled then
   * @throws RuntimeException what the listener threw to end it
   */
  List<List<Completion>> generate(
      List<RolloutRequest> requests, Sampling sampling, GenerationListener listener);

  /** Samples completions while nobody listens. */
  default List<List<Completion>> generate(List<RolloutRequest> requests, Sampling sampling) {
    return generate(requests, sampling, GenerationListener.NONE);
  }

  /** What its completions can be relied upon for. */
  Promises promises();

  /** What it can be relied upon for with one sampling: at most what it promises. */
  default LogProbs logProbs(Sampling sampling) {
    return promises().logProbs();
  }

  /**
   * The policy's weights are others from now on. Called after each update, before the next call
   * that samples.
   *
   * @param version of the weights: the number of steps that made them
   */
  void weightsChanged(long version);

  @Override
  void close();

  /** Where the log-probs of completions come from. */
  enum LogProbs {
    /** There are none: {@link Completion#logProbs} is empty. */
    NONE,
    /** The sampler's own, which differ from those of the training weights by its arithmetic. */
    OF_SAMPLER,
    /** Those of the training weights, up to rounding. */
    EXACT
  }

  /**
   * What an engine promises.
   *
   * @param seeded whether a completion is a function of its prompt, its seed and the sampling
   * @param follows whether it samples with the weights that {@link #weightsChanged} tells of;
   *     reinforcement learning needs that
   */
  record Promises(LogProbs logProbs, boolean seeded, boolean follows) {}
}
