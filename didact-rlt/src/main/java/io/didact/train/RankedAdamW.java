package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.checkpoint.Safetensors;
import io.didact.model.checkpoint.WrittenTensor;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Norm;
import io.didact.tensor.Partition;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        squares += Math.pow(Norm.of(each, workers), 2);
      }
      double norm = Math.sqrt(partition.ranks().sum(squares));
      for (int run = 0; run < partition.runs(); run++) {
        adamWs.get(run).step(gradients.get(run), norm, update, learningRate);
      }
      for (int run = 0; shares && run < partition.runs(); run++) {
        ranks.allGather(weights.get(run), partition.run(trainable.weights(), run));
      }
      return norm;
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

  /**
   * Writes the whole state, with more of the caller's. All ranks call it where the state is shared
   * out; the first has a file to write.
   */
  void save(Path file, Map<String, Tensor> more) throws IOException {
    Map<String, WrittenTensor> all = new TreeMap<>();
    more.forEach((name, tensor) -> all.put(name, WrittenTensor.of(name, tensor)));
    long[] shape = {partition.size()};
    for (String name : names()) {
      WrittenTensor.Content content =
          out -> {
            for (int run = 0; run < partition.runs(); run++) {
              gathered(name, run).writeTo(out);
            }
          };
      all.put(name, new WrittenTensor(name, shape, DType.FLOAT32, content));
    }
    Safetensors.write(file, new ArrayList<>(all.values()));
  }

  /** Sends what the first rank's {@link #save} asks for, in its order. */
  void send() {
    for (String name : names()) {
      for (int run = 0; run < partition.runs(); run++) {
        gathered(name, run);
      }
    }
  }

  private Set<String> names() {
    return adamWs.get(0).state().keySet();
  }

  private Tensor part(String name, int run) {
    return Objects.requireNonNull(adamWs.get(run).state().get(name));
  }

  /** All of a run; where it is shared out, a gradient's place holds it. */
  private Tensor gathered(String name, int run) {
    Tensor part = part(name, run);
    if (!shares) {
      return part;
    }
    Tensor whole = trainable.gradient().place(run);
    ranks.allGather(part, whole);
    return whole;
  }

  /** Reads what {@link #save} wrote, whatever the number of ranks was then. */
  void restore(Path file, Map<String, Tensor> more) throws IOException {
    Map<String, List<Safetensors.Run>> parts = new TreeMap<>();
    for (String name : names()) {
      List<Safetensors.Run> runs = new ArrayList<>();
      for (int run = 0; run < partition.runs(); run++) {
        runs.add(new Safetensors.Run(partition.startOfOwn(run), part(name, run)));
      }
      parts.put(name, runs);
    }
    Safetensors.read(file, more, parts, partition.size());
  }

  @Override
  public void close() {
    adamWs.forEach(AdamW::close);
    weights.forEach(Tensor::close);
  }
}
