package io.didact.model.decoder;

import io.didact.tensor.ShardedRow;
import java.util.Map;

/**
 * π_ref: a model that a policy is held near to. It is a copy of the weights, or the same weights
 * with something switched off.
 */
public interface Reference extends AutoCloseable {
  /** A decoder for inference; one for each worker. The caller closes it. */
  Decoder decoder();

  /**
   * Moves to the policy's present weights.
   *
   * @param weight how far, in [0, 1]
   * @throws UnsupportedOperationException where it cannot move
   */
  void sync(double weight);

  /** What a checkpoint has to hold of it, by name; nothing where it never moves. */
  Map<String, ShardedRow> state();

  @Override
  void close();
}
