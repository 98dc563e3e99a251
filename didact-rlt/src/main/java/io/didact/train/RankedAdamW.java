package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.checkpoint.Safetensors;
import io.didact.model.checkpoint.WrittenTensor;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Norm;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/**
 * AdamW over ranks. Either each has all moments, sums all gradients and makes the same step; or
 * each has the moments of its part of the weights, gets the sum of that part's gradients, makes
 * that part's step, and hands the new weights out. A checkpoint is the same either way.
 *
 * <p>What a rank with P weights of w bytes sends a step: 8·P·(N − 1)/N bytes where all is held, and
 * (4 + w)·P·(N − 1)/N where it is shared out.
 */
final class RankedAdamW implements AutoCloseable {
  private final Trainable trainable;
  private final ProcessGroup ranks;
  private final Workers workers;
  private final boolean shares;
  private final AdamW adamW;

  RankedAdamW(
      Trainable trainable, AdamWOptions options, Shard shard, ProcessGroup ranks, Workers workers) {
    if (!shard.isBuilt()) {
      throw new IllegalArgumentException("ranks cannot share out " + shard + " yet");
    }
    this.trainable = trainable;
    this.ranks = ranks;
    this.workers = workers;
    this.shares = shard.ofOptimizer() && ranks.size() > 1;
    try (TensorScope scope = new TensorScope()) {
      Tensor weights = own(trainable.weights());
      long decayed = Math.min(Math.max(trainable.decayedSize() - start(), 0), weights.elements());
      this.adamW = new AdamW(weights.owned(), decayed, options, workers);
    }
  }

  private long start() {
    return shares ? ranks.start(trainable.weights().elements(), ranks.rank()) : 0;
  }

  /** This rank's part of what lies like the weights; all of it, where nothing is shared out. */
  private Tensor own(Tensor flat) {
    long end = shares ? ranks.start(flat.elements(), ranks.rank() + 1) : flat.elements();
    return flat.narrow(0, start(), end - start());
  }

  /**
   * Sums the ranks' gradients, clips the sum and takes one step.
   *
   * @param update which update this is, counted from 1
   * @return the 2-norm of the sum, before clipping
   * @throws NonFiniteException on all ranks if it is not finite; the weights are unchanged
   */
  double step(long update, double learningRate) {
    Tensor sum = trainable.gradient().sum();
    if (!shares) {
      ranks.allReduce(sum);
      return adamW.step(sum, update, learningRate);
    }
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor gradient = own(sum);
      ranks.reduceScatter(sum, gradient);
      double ofOwn = Norm.of(gradient, workers);
      double norm = Math.sqrt(ranks.sum(ofOwn * ofOwn));
      adamW.step(gradient, norm, update, learningRate);
      ranks.allGather(own(trainable.weights()), trainable.weights());
      return norm;
    }
  }

  /**
   * Writes the whole state, with more of the caller's. All ranks call it where the state is shared
   * out; the first has a file to write. The gradient's place holds what is on its way.
   */
  void save(Path file, Map<String, Tensor> more) throws IOException {
    if (!shares) {
      Map<String, Tensor> all = new TreeMap<>(more);
      all.putAll(adamW.state());
      Safetensors.write(file, all);
      return;
    }
    Map<String, WrittenTensor> all = new TreeMap<>();
    more.forEach((name, tensor) -> all.put(name, WrittenTensor.of(name, tensor)));
    long[] shape = {trainable.weights().elements()};
    adamW
        .state()
        .forEach(
            (name, part) ->
                all.put(
                    name,
                    new WrittenTensor(
                        name, shape, DType.FLOAT32, out -> gathered(part).writeTo(out))));
    Safetensors.write(file, new ArrayList<>(all.values()));
  }

  /** Sends what the first rank's {@link #save} asks for, in its order. */
  void send() {
    if (shares) {
      adamW.state().values().forEach(this::gathered);
    }
  }

  private Tensor gathered(Tensor part) {
    Tensor whole = trainable.gradient().sum();
    ranks.allGather(part, whole);
    return whole;
  }

  /** Reads what {@link #save} wrote, whatever the number of ranks was then. */
  void restore(Path file, Map<String, Tensor> more) throws IOException {
    Map<String, Tensor> all = new TreeMap<>(more);
    Map<String, Tensor> state = adamW.state();
    if (!shares) {
      all.putAll(state);
      Safetensors.read(file, all);
      return;
    }
    Safetensors.readParts(file, all, state, start(), trainable.weights().elements());
  }

  @Override
  public void close() {
    adamW.close();
  }
}
