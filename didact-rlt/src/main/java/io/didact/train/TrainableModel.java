package io.didact.train;

import io.didact.data.LabelledSequence;
import io.didact.model.Decoder;
import io.didact.model.Parameters;
import io.didact.model.SequencePack;
import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weights with what it takes to change them: one decoder and one gradient buffer a worker lane, all
 * over the same weights.
 */
public final class TrainableModel implements AutoCloseable {
  private final Parameters parameters;
  private final Workers workers;
  private final int tokensPerMicroBatch;
  private final List<Tensor> gradients = new ArrayList<>();
  private final List<Decoder> decoders = new ArrayList<>();
  private final List<Decoder> references = new ArrayList<>();

  /** A model that is trained without a reference. */
  public TrainableModel(Parameters parameters, Workers workers, int tokensPerMicroBatch) {
    this(parameters, null, workers, tokensPerMicroBatch);
  }

  /**
   * @param parameters changed in place by training; stays the caller's to close
   * @param reference weights of a model whose log-probs the loss asks for too: it sees the same
   *     packs, so equal weights give equal numbers to the last bit
   * @param tokensPerMicroBatch how many tokens go through the model at once in one lane
   */
  public TrainableModel(
      Parameters parameters,
      @Nullable Parameters reference,
      Workers workers,
      int tokensPerMicroBatch) {
    this.parameters = parameters;
    this.workers = workers;
    this.tokensPerMicroBatch = tokensPerMicroBatch;
    for (int lane = 0; lane < workers.lanes(); lane++) {
      DType dtype = parameters.flat().dtype();
      Tensor gradient = Tensor.zeros(dtype, parameters.size()).owned();
      gradients.add(gradient);
      decoders.add(new Decoder(parameters, gradient));
      if (reference != null) {
        references.add(new Decoder(reference));
      }
    }
  }

  public Parameters parameters() {
    return parameters;
  }

  /**
   * The gradient of a batch's loss.
   *
   * @param loss must be safe to call from several threads
   * @param temperature τ that divides the logits
   * @return the batch's loss; the gradient is in {@link #gradient()}
   * @throws NonFiniteException naming the sequence whose loss is not finite
   */
  public double computeGradient(
      List<LabelledSequence> batch, double temperature, SequenceLoss loss) {
    int[] lengths = batch.stream().mapToInt(each -> each.loss().end() - 1).toArray();
    List<List<Integer>> micro = MicroBatches.split(lengths, tokensPerMicroBatch, workers.lanes());
    double[] losses = new double[batch.size()];
    workers.onEachLane(
        lane -> {
          try (TensorScope scope = new TensorScope()) {
            gradients.get(lane).zero_();
          }
          for (int m = lane; m < micro.size(); m += workers.lanes()) {
            backward(lane, batch, micro.get(m), temperature, loss, losses);
          }
          return lane;
        });
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (int lane = 1; lane < gradients.size(); lane++) {
        gradients.get(0).add_(gradients.get(lane));
      }
    }
    return Arrays.stream(losses).sum();
  }

  /** The gradient [size] that {@link #computeGradient} left. */
  public Tensor gradient() {
    return gradients.get(0);
  }

  private void backward(
      int lane,
      List<LabelledSequence> batch,
      List<Integer> places,
      double temperature,
      SequenceLoss loss,
      double[] losses) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode on = Gradients.on()) {
      List<TokenIds> inputs = new ArrayList<>();
      for (int place : places) {
        // What follows the last loss token predicts nothing that is asked for.
        LabelledSequence sequence = batch.get(place);
        inputs.add(sequence.ids().slice(0, sequence.loss().end() - 1));
      }
      SequencePack pack = new SequencePack(inputs);
      int asked = places.stream().mapToInt(place -> batch.get(place).loss().length()).sum();
      long[] rows = new long[asked];
      long[] targets = new long[asked];
      int at = 0;
      for (int i = 0; i < places.size(); i++) {
        LabelledSequence sequence = batch.get(places.get(i));
        for (int k = sequence.loss().start(); k < sequence.loss().end(); k++) {
          rows[at] = pack.start(i) + k - 1;
          targets[at++] = sequence.ids().get(k);
        }
      }
      Tensor row = Tensor.ofLongs(rows, asked);
      Tensor target = Tensor.ofLongs(targets, asked);
      double[] reference = referenceLogProbs(lane, pack, row, target, temperature);
      Decoder decoder = decoders.get(lane);
      Tensor hidden = pack.hidden(decoder).indexSelect(0, row);
      double[] logProbs = decoder.head().logProbs(hidden.detach(), target, temperature);
      double[] derivative = new double[asked];
      at = 0;
      for (int place : places) {
        int length = batch.get(place).loss().length();
        SequenceLoss.Value value =
            loss.of(place, part(logProbs, at, length), part(reference, at, length));
        if (!Double.isFinite(value.loss())) {
          throw new NonFiniteException(
              "the loss of sequence " + place + " of the batch is " + value.loss());
        }
        losses[place] = value.loss();
        System.arraycopy(value.derivative(), 0, derivative, at, length);
        at += length;
      }
      hidden.backward(decoder.head().backward(hidden.detach(), target, temperature, derivative));
    }
  }

  /** A sequence's part of the values of a pack; nothing of nothing. */
  private static double[] part(double[] values, int start, int length) {
    return values.length == 0 ? values : Arrays.copyOfRange(values, start, start + length);
  }

  private double[] referenceLogProbs(
      int lane, SequencePack pack, Tensor rows, Tensor targets, double temperature) {
    if (references.isEmpty()) {
      return new double[0];
    }
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Decoder decoder = references.get(lane);
      Tensor hidden = pack.hidden(decoder).indexSelect(0, rows);
      return decoder.head().logProbs(hidden, targets, temperature);
    }
  }

  @Override
  public void close() {
    references.forEach(Decoder::close);
    decoders.forEach(Decoder::close);
    gradients.forEach(Tensor::close);
  }
}
