package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import java.io.IOException;
import java.nio.file.Path;

/** What a {@link TrainingLoop} drives: something that gets better step by step. */
public interface Trainer extends AutoCloseable {
  /** How many steps make the run. */
  int totalSteps();

  /**
   * Takes one step. What it does follows from the state and the number alone, so that a run that
   * goes on from a saved state ends in the same place.
   *
   * @param step counted from 0
   * @throws NonFiniteException where a loss or gradient is not finite; the update that would use it
   *     is not made
   */
  StepReport step(int step) throws IOException;

  /**
   * Writes all state into a directory: the model in Hugging Face layout, the rest beside it.
   *
   * @throws NonFiniteException if a weight is not finite
   */
  void save(Path directory) throws IOException;

  /** Takes up the state that {@link #save} wrote. */
  void restore(Path directory) throws IOException;

  /** Writes the model alone, in Hugging Face layout. */
  void saveModel(Path directory) throws IOException;

  @Override
  void close();
}
