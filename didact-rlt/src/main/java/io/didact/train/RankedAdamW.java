package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.Gradients;
import io.didact.tensor.Norm;
import io.didact.tensor.Partition;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * AdamW over ranks. Either each has all moments, sums all gradients and makes the same step; or
 * each has the moments of its part of the weights, gets the sum of that part's gradients, makes
 * that part's step, and hands the new weights out. Where gradients are shared out as well, their
 * sum is there already. A checkpoint is the same either way.
 *
 * <p>What a rank with P weights of w bytes sends a step: 8·P·(N − 1)/N bytes where all is held, and
 * (4 + w)·P·(N − 1)/N where moments are shared out. Where gradients are, each backward pass sends
 * 4·P·(N − 1)/N, and the step w·P·(N − 1)/N.
 */
final class RankedAdamW implements AutoCloseable {
  private final Trainable trainable;
  private final ProcessGroup ranks;
  private final Workers workers;
  private final boolean shares;
  private final Partition partition;
  private final List<Tensor> weights = new ArrayList<>(); // this rank's part of each run
  private final List<AdamW> adamWs = new ArrayList<>(); // one a run

  RankedAdamW(
      Trainable trainable, AdamWOptions options, Shard shard, ProcessGroup ranks, Workers workers) {
    if (!shard.isBuilt()) {
      throw new IllegalArgumentException("ranks cannot share out " + shard + " yet");
    }
    this.trainable = trainable;
    this.ranks = ranks;
    this.workers = workers;
    this.shares = shard.ofOptimizer() && ranks.size() > 1;
    if (trainable.gradient().isShared() != (shares && shard.ofGradients())) {
      throw new IllegalArgumentException("the model's gradient is not shared out as " + shard);
    }
    this.partition =
        trainable.gradient().isShared()
            ? trainable.gradient().partition()
            : Partition.ofOneRun(
                shares ? ranks : ProcessGroup.single(), trainable.weights().elements());
    for (int run = 0; run < partition.runs(); run++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor own = partition.part(partition.run(trainable.weights(), run)).owned();
        weights.add(own);
        long decayed = trainable.decayedSize() - partition.startOfOwn(run);
        adamWs.add(
            new AdamW(own, Math.min(Math.max(decayed, 0), own.elements()), options, workers));
      }
    }
  }

  /**
   * Sums the ranks' gradients, clips the sum and takes one step.
   *
   * @param update which update this is, counted from 1
   * @return the 2-norm of the sum, before clipping
   * @throws NonFiniteException on all ranks if it is not finite; the weights are unchanged
   */
  double step(long update, double learningRate) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      List<Tensor> gradients = gradients();
      double squares = 0;
      for (Tensor each : gradients) {
        double norm = Norm.of(each, workers);
        squares += norm * norm;
      }
      double ofAll = Math.sqrt(partition.ranks().sum(squares));
      for (int run = 0; run < partition.runs(); run++) {
        adamWs.get(run).step(gradients.get(run), ofAll, update, learningRate);
      }
      for (int run = 0; shares && run < partition.runs(); run++) {
        ranks.allGather(weights.get(run), partition.run(trainable.weights(), run));
      }
      return ofAll;
    }
  }

  /** The ranks' sum of the gradients of what this rank steps, by run. */
  private List<Tensor> gradients() {
    Tensor sum = trainable.gradient().sum();
    if (!shares) {
      ranks.allReduce(sum);
      return List.of(sum);
    }
    if (!trainable.gradient().isShared()) {
      Tensor own = partition.part(sum);
      ranks.reduceScatter(sum, own);
      return List.of(own);
    }
    List<Tensor> own = new ArrayList<>();
    for (int run = 0; run < partition.runs(); run++) {
      own.add(partition.own(sum, run));
    }
    return own;
  }

  /** The state to save and to restore, by name. Gradients' places hold what is on its way. */
  Map<String, ShardedRow> state() {
    Map<String, ShardedRow> state = new TreeMap<>();
    for (String name : adamWs.get(0).state().keySet()) {
      List<Tensor> parts = new ArrayList<>();
      adamWs.forEach(each -> parts.add(Objects.requireNonNull(each.state().get(name))));
      state.put(name, new ShardedRow(partition, parts, trainable.gradient()::place));
    }
    return state;
  }

  @Override
  public void close() {
    adamWs.forEach(AdamW::close);
    weights.forEach(Tensor::close);
  }
}
