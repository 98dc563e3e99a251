package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.MemoryUse;
import io.didact.tensor.ProcessGroup;
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
  private final Trainable trainable;
  private final ProcessGroup ranks;
  private final BatchGradient gradient;
  private final RankedAdamW adamW;
  private final TrainingState state;

  /**
   * What a model is trained with, whatever it learns.
   *
   * @param tokensPerMicroBatch how many tokens go through the model at once in one worker
   * @param entropy whether the distributions' entropies are summed up
   * @param shard what ranks share out
   */
  public record Means(
      AdamWOptions optimizer,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations,
      boolean entropy,
      Shard shard) {
    /** Where each rank holds all. */
    public Means(
        AdamWOptions optimizer,
        int tokensPerMicroBatch,
        DecoderPass.Activations activations,
        boolean entropy) {
      this(optimizer, tokensPerMicroBatch, activations, entropy, Shard.NONE);
    }
  }

  /**
   * One update, by all ranks.
   *
   * @param entropy Σ over the loss tokens, before the update, in nats; 0 where it is not asked for
   * @param gradientNorm the 2-norm, before clipping
   */
  public record Update(double loss, double entropy, double gradientNorm) {}

  /**
   * @param trainable changed in place, the same on all ranks; stays the caller's to close
   * @param reference whose log-probs losses ask for, saved with the state; the caller's to close,
   *     and to move
   * @param ranks the ranks that learn together
   */
  public Learner(
      Trainable trainable,
      @Nullable Reference reference,
      Means means,
      ProcessGroup ranks,
      Workers workers) {
    this.trainable = trainable;
    this.ranks = ranks;
    this.gradient =
        new BatchGradient(
            trainable,
            reference,
            workers,
            means.tokensPerMicroBatch(),
            means.activations(),
            means.entropy());
    this.adamW =
        MemoryUse.TRAINING_STATE.in(
            () -> new RankedAdamW(trainable, means.optimizer(), means.shard(), ranks, workers));
    this.state = new TrainingState(trainable, adamW, reference);
  }

  /**
   * Whether a checkpoint holds a reference; one that is read must have one where one is asked for,
   * and only there.
   */
  public static boolean hasReference(Path checkpoint) throws IOException {
    return TrainingState.hasReference(checkpoint);
  }

  /** Who learns together. */
  ProcessGroup ranks() {
    return ranks;
  }

  /**
   * Changes the weights by the gradient of a batch's loss, summed over the ranks.
   *
   * @param part of the batch, which this rank has; may be empty
   * @param temperature τ that divides the logits
   * @param number which update this is, from 1
   * @throws NonFiniteException on all ranks, where a loss of any or the gradient is not finite; the
   *     weights are unchanged
   */
  public Update learn(
      List<LabelledSequence> part,
      double temperature,
      SequenceLoss loss,
      long number,
      double learningRate) {
    trainable.beginUpdate(number);
    double[] totals = totals(part, temperature, loss);
    double norm = adamW.step(number, learningRate);
    return new Update(totals[0], totals[1], norm);
  }

  /** Loss and entropy over all ranks; leaves the gradient of this rank's part. */
  private double[] totals(List<LabelledSequence> part, double temperature, SequenceLoss loss) {
    double[] own = {Double.NaN, 0};
    @Nullable NonFiniteException failure = null;
    try {
      BatchGradient.Totals found =
          MemoryUse.TRAINING.in(() -> gradient.of(part, temperature, loss));
      own = new double[] {found.loss(), found.entropy()};
    } catch (NonFiniteException e) {
      failure = e; // once the others know
    }
    double[] sums = ranks.sum(own);
    if (failure != null) {
      throw failure;
    }
    if (Double.isNaN(sums[0])) {
      throw new NonFiniteException("a loss on another rank is not finite");
    }
    return sums;
  }

  /** Writes all that training needs to resume. */
  void save(Path directory) throws IOException {
    state.save(directory);
  }

  /** Gives the first rank's {@link #save} what this rank alone has. */
  void send() {
    state.send();
  }

  /** Reads what {@link #save} wrote. */
  void restore(Path directory) throws IOException {
    state.restore(directory);
  }

  /** Writes the model alone. */
  void saveModel(Path directory) throws IOException {
    trainable.write(directory);
  }

  @Override
  public void close() {
    gradient.close();
    adamW.close();
  }
}
