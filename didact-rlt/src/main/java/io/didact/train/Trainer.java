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
   * resumes from a saved state ends in the same place.
   *
   * @param step counted from 0
   * @throws NonFiniteException where a loss or gradient is not finite; the update that would use it
   *     is not made
   */
  StepReport step(int step) throws IOException;

  /** What learns. */
  Learner learner();

  /**
   * Writes all state into a directory: the weights in their own form, the rest beside them.
   *
   * @throws NonFiniteException if a weight is not finite
   */
  default void save(Path directory) throws IOException {
    learner().save(directory);
  }

  /** What the other ranks do while the first saves: they give it what they alone have. */
  default void send() {
    learner().send();
  }

  /** Takes up the state that {@link #save} wrote. */
  default void restore(Path directory) throws IOException {
    learner().restore(directory);
  }

  /** Writes the weights alone, in their own form. */
  default void saveModel(Path directory) throws IOException {
    learner().saveModel(directory);
  }

  @Override
  void close();
}
