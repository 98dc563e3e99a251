package io.didact.train;

import io.didact.data.LabelledSequence;
import io.didact.engine.MicroBatches;
import io.didact.engine.Scorer;
import io.didact.engine.ScoringPack;
import io.didact.model.Decoder;
import io.didact.model.GradientBuffer;
import io.didact.model.Parameters;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
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
  private final List<GradientBuffer> gradients = new ArrayList<>();
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
      gradients.add(new GradientBuffer(parameters));
      decoders.add(new Decoder(parameters, gradients.get(lane)));
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
          gradients.get(lane).zero();
          for (int m = lane; m < micro.size(); m += workers.lanes()) {
            backward(lane, batch, micro.get(m), temperature, loss, losses);
          }
          return lane;
        });
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (int lane = 1; lane < gradients.size(); lane++) {
        gradients.get(0).sum().add_(gradients.get(lane).sum());
      }
    }
    return Arrays.stream(losses).sum();
  }

  /** The gradient [size] that {@link #computeGradient} left, in at least 32 bits. */
  public Tensor gradient() {
    return gradients.get(0).sum();
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
      ScoringPack pack = new ScoringPack(places.stream().map(p -> request(batch.get(p))).toList());
      Tensor targets = pack.targets();
      List<double[]> referenceLogProbs = referenceLogProbs(lane, pack, targets, temperature);
      Decoder decoder = decoders.get(lane);
      Tensor hidden = pack.hidden(decoder);
      List<double[]> logProbs =
          bySequence(pack, decoder.head().logProbs(hidden.detach(), targets, temperature));
      List<double[]> derivatives = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        int place = places.get(i);
        double[] reference = referenceLogProbs.isEmpty() ? new double[0] : referenceLogProbs.get(i);
        SequenceLoss.Value value = loss.of(place, logProbs.get(i), reference);
        if (!Double.isFinite(value.loss())) {
          throw new NonFiniteException(
              "the loss of sequence " + place + " of the batch is " + value.loss());
        }
        losses[place] = value.loss();
        derivatives.add(value.derivative());
      }
      double[] derivative = derivatives.stream().flatMapToDouble(Arrays::stream).toArray();
      hidden.backward(decoder.head().backward(hidden.detach(), targets, temperature, derivative));
      gradients.get(lane).collect();
    }
  }

  private static Scorer.Request request(LabelledSequence sequence) {
    return new Scorer.Request(sequence.ids(), sequence.loss());
  }

  /** One value for each token of all loss spans → each sequence's own. */
  private static List<double[]> bySequence(ScoringPack pack, double[] values) {
    return pack.bySpan(values).stream().map(spans -> spans.get(0)).toList();
  }

  /** Each sequence's log-probs under the reference; nothing where there is none. */
  private List<double[]> referenceLogProbs(
      int lane, ScoringPack pack, Tensor targets, double temperature) {
    if (references.isEmpty()) {
      return List.of();
    }
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Decoder decoder = references.get(lane);
      return bySequence(pack, decoder.head().logProbs(pack.hidden(decoder), targets, temperature));
    }
  }

  @Override
  public void close() {
    references.forEach(Decoder::close);
    decoders.forEach(Decoder::close);
    gradients.forEach(GradientBuffer::close);
  }
}
