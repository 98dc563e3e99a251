package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.model.Checkpoint;
import io.didact.model.DecoderPass;
import io.didact.model.Parameters;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that learns: its weights, their gradient, the optimizer, and what a checkpoint holds of
 * them. A trainer has one or more.
 */
public final class Learner implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final TrainableModel model;
  private final AdamW adamW;
  private final TrainingState state;

  /**
   * What a model is trained with, whatever it learns.
   *
   * @param tokensPerMicroBatch how many tokens go through the model at once in one lane
   */
  public record Means(
      AdamWOptions optimizer, int tokensPerMicroBatch, DecoderPass.Activations activations) {}

  /**
   * One update.
   *
   * @param gradientNorm the 2-norm, before clipping
   */
  public record Update(double loss, double gradientNorm) {}

  /**
   * @param checkpoint the model's small files
   * @param parameters changed in place; stay the caller's to close
   * @param reference whose log-probs losses ask for, saved with the state; the caller's to close,
   *     and to move
   */
  public Learner(
      Checkpoint checkpoint,
      Parameters parameters,
      @Nullable Parameters reference,
      Means means,
      Workers workers) {
    this.checkpoint = checkpoint;
    this.model =
        new TrainableModel(
            parameters, reference, workers, means.tokensPerMicroBatch(), means.activations());
    this.adamW = new AdamW(parameters, means.optimizer(), workers);
    this.state = new TrainingState(checkpoint, parameters, adamW, reference);
  }

  /** The weights. */
  public Parameters parameters() {
    return model.parameters();
  }

  /**
   * Changes the weights by the gradient of a batch's loss.
   *
   * @param temperature τ that divides the logits
   * @param number which update this is, from 1
   * @throws NonFiniteException where a loss or the gradient is not finite; the weights are unchanged
   */
  public Update learn(
      List<LabelledSequence> batch,
      double temperature,
      SequenceLoss loss,
      long number,
      double learningRate) {
    double value = model.computeGradient(batch, temperature, loss);
    return new Update(value, adamW.step(model.gradient(), number, learningRate));
  }

  /** Writes all that training needs to go on. */
  void save(Path directory) throws IOException {
    state.save(directory);
  }

  /** Reads what {@link #save} wrote. */
  void restore(Path directory) throws IOException {
    state.restore(directory);
  }

  /** Writes the model alone. */
  void saveModel(Path directory) throws IOException {
    checkpoint.write(directory, parameters());
  }

  @Override
  public void close() {
    model.close();
    adamW.close();
  }
}
