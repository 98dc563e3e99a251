package io.didact.model.decoder;

import io.didact.model.checkpoint.AllWeights;
import io.didact.model.checkpoint.LowRankWeights;
import io.didact.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The weights of a decoder that training changes, with their gradient and their form in a
 * checkpoint: all of them ({@link AllWeights}), or a few that are added to frozen ones ({@link
 * LowRankWeights}).
 */
public interface Trainable extends AutoCloseable {
  /** The decoder's shape. */
  DecoderConfig config();

  /**
   * A decoder over the present weights whose backward pass adds to the gradient; one for each
   * worker. The caller closes it.
   */
  Decoder decoder();

  /** The model with its present weights, for passes without gradients. */
  ModelWeights model();

  /**
   * Hears which update is worked on: what is drawn at random in its passes follows from that.
   *
   * @param number from 1
   */
  default void beginUpdate(long number) {}

  /** [size] the weights that the optimizer changes, in place. */
  Tensor weights();

  /** How many of the weights, from the first on, weight decay touches: the matrices. */
  long decayedSize();

  /** The gradient of {@link #weights}, in their order. */
  GradientBuffer gradient();

  /** The model as it is now, for a training that begins here. The caller closes it. */
  Reference reference();

  /** Writes the weights, in a directory that other tools read too. */
  void write(Path directory) throws IOException;

  /** Reads what {@link #write} wrote, in place. */
  void read(Path directory) throws IOException;

  /** Frees the gradient; the weights stay. */
  @Override
  void close();
}
