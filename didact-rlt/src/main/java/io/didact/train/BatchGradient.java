package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.engine.MicroBatches;
import io.didact.engine.Scorer;
import io.didact.engine.ScoringPack;
import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.LogProbHead;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.Device;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out gradients: runs sequences forward and backward, with one decoder a worker. Workers go
 * through their micro-batches in step, because they share out the gradient and the vocabulary of
 * the output head.
 */
public final class BatchGradient implements AutoCloseable {
  private final Trainable trainable;
  private final Workers workers;
  private final int tokensPerMicroBatch;
  private final DecoderPass.Activations activations;
  private final boolean entropy;
  private final boolean onDevice;
  private final List<Decoder> decoders = new ArrayList<>();
  private final List<Decoder> references = new ArrayList<>();

  /**
   * @param trainable stays the caller's to close
   * @param reference a model whose log-probs the loss asks for too, null for none: it sees the same
   *     packs, so equal weights give equal numbers to the last bit
   * @param tokensPerMicroBatch how many tokens go through the model at once in one worker
   * @param activations whether they are kept between forward and backward
   * @param entropy whether that of the policy's distributions is summed up beside the loss
   */
  public BatchGradient(
      Trainable trainable,
      @Nullable Reference reference,
      Workers workers,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations,
      boolean entropy) {
    this(
        trainable,
        reference,
        workers,
        tokensPerMicroBatch,
        activations,
        entropy,
        workers.device() != Device.CPU);
  }

  /**
   * @param onDevice whether derivatives are worked out by {@link DevicePass}, which is for one
   *     worker
   */
  BatchGradient(
      Trainable trainable,
      @Nullable Reference reference,
      Workers workers,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations,
      boolean entropy,
      boolean onDevice) {
    if (onDevice && workers.size() != 1) {
      throw new IllegalArgumentException("a device has one worker, not " + workers.size());
    }
    this.onDevice = onDevice;
    this.trainable = trainable;
    this.activations = activations;
    this.entropy = entropy;
    this.workers = workers;
    this.tokensPerMicroBatch = tokensPerMicroBatch;
    for (int worker = 0; worker < workers.size(); worker++) {
      decoders.add(trainable.decoder());
      if (reference != null) {
        references.add(reference.decoder());
        references.get(worker).requireOneOf(workers);
      }
    }
  }

  /**
   * @param entropy Σ over all loss tokens of −Σ p log p, in nats; 0 where it was not asked for
   */
  public record Totals(double loss, double entropy) {}

  /**
   * What has come out so far.
   *
   * @param losses by sequence
   * @param entropies by sequence, a pack's at its first one's place; empty where nobody asks
   * @param failures why a sequence has no loss; null where it has one
   */
  record Tally(double[] losses, double[] entropies, @Nullable NonFiniteException[] failures) {
    static Tally of(int sequences, boolean entropy) {
      return new Tally(
          new double[sequences],
          new double[entropy ? sequences : 0],
          new NonFiniteException[sequences]);
    }

    Totals totals() {
      for (@Nullable NonFiniteException each : failures) {
        if (each != null) {
          throw each;
        }
      }
      return new Totals(Arrays.stream(losses).sum(), Arrays.stream(entropies).sum());
    }
  }

  /**
   * The gradient of a batch's loss.
   *
   * @param loss must be safe to call from several threads
   * @param temperature τ that divides the logits
   * @return the batch's loss and entropy; the gradient is the trainable's
   * @throws NonFiniteException naming the sequence whose loss is not finite
   * @throws IllegalArgumentException where a sequence is longer than the model's positions reach;
   *     nothing has been computed then
   */
  public Totals of(List<LabelledSequence> batch, double temperature, SequenceLoss loss) {
    int positions = trainable.config().maxPositions();
    for (int i = 0; i < batch.size(); i++) {
      int tokens = request(batch.get(i)).read().size();
      if (tokens > positions) {
        throw new IllegalArgumentException(
            "sequence %d of the batch has %d tokens to read, more than the model's %d positions"
                .formatted(i, tokens, positions));
      }
    }
    List<List<List<Integer>>> micro =
        MicroBatches.deal(
            batch.stream().map(each -> request(each).read()).toList(),
            tokensPerMicroBatch,
            workers.size());
    int rounds = trainable.gradient().passes(micro.stream().mapToInt(List::size).max().orElse(0));
    Tally tally = Tally.of(batch.size(), entropy);
    workers.inStep(
        worker -> {
          trainable.gradient().zero(worker.index(), worker.count());
          worker.allGather(worker); // all is zero before anything is added
          for (int round = 0; round < rounds; round++) {
            List<List<Integer>> own = micro.get(worker.index());
            if (round < own.size()) {
              Losses into = new Losses(own.get(round), batch, loss, tally);
              backward(worker, into, temperature);
            } else {
              standBy(worker, temperature, loss);
            }
          }
          return worker;
        });
    return tally.totals();
  }

  /** Takes part in what workers do together, where the others have sequences left. */
  private void standBy(Worker worker, double temperature, SequenceLoss loss) {
    try (TensorScope scope = new TensorScope()) {
      Decoder decoder = decoders.get(worker.index());
      Tensor none = Tensor.empty(decoder.dtype(), 0, trainable.config().hiddenSize());
      Tensor targets = Tensor.ofInts(new int[0]);
      if (!references.isEmpty()) {
        Decoder reference = references.get(worker.index());
        reference.standBy();
        reference.head().logProbs(worker, none, targets, temperature);
      }
      if (loss.wantsWholeSequences()) {
        decoder.head().logProbs(worker, none, targets, temperature);
      }
      decoder.head().backward(worker, none, targets, temperature, new Nobody(entropy));
      DecoderPass.standBy(decoder, worker);
    }
  }

  /** The loss of no tokens, beside workers that have some. */
  private record Nobody(boolean wantsEntropies) implements LogProbHead.Derivative {
    @Override
    public double[] at(int first, double[] logProbs) {
      return logProbs;
    }
  }

  /**
   * Some sequences of a batch, and where their losses go.
   *
   * @param places of the sequences in the batch
   */
  record Losses(
      List<Integer> places, List<LabelledSequence> batch, SequenceLoss loss, Tally tally) {
    ScoringPack pack() {
      return new ScoringPack(places.stream().map(p -> request(batch.get(p))).toList());
    }

    /**
     * @param reference [loss tokens of all] log-probs under the reference; empty where there is
     *     none
     */
    PackedLoss with(double[] reference) {
      int[] lengths = places.stream().mapToInt(p -> batch.get(p).loss().length()).toArray();
      return new PackedLoss(places, lengths, loss, reference, tally);
    }
  }

  private void backward(Worker worker, Losses into, double temperature) {
    try (TensorScope scope = new TensorScope()) {
      ScoringPack pack = into.pack();
      Decoder decoder = decoders.get(worker.index());
      if (onDevice) {
        @Nullable Decoder reference = references.isEmpty() ? null : references.get(0);
        new DevicePass(decoder, reference, activations, temperature).backward(pack, into);
        return;
      }
      Tensor targets = pack.targets();
      double[] reference = referenceLogProbs(worker, pack, targets, temperature);
      DecoderPass pass = pack.pass(decoder, activations);
      PackedLoss packed = into.with(reference);
      Tensor predicting = pack.predicting(pass.hidden());
      LogProbHead.Derivative derivative =
          into.loss.wantsWholeSequences()
              ? packed.whole(decoder.head().logProbs(worker, predicting, targets, temperature))
              : packed;
      Tensor byPredicting =
          decoder.head().backward(worker, predicting, targets, temperature, derivative);
      pass.backward(worker, pack.gradient(byPredicting));
    }
  }

  private static Scorer.Request request(LabelledSequence sequence) {
    return new Scorer.Request(sequence.ids(), sequence.loss());
  }

  /** Log-probs of all loss tokens under the reference; none where there is no reference. */
  private double[] referenceLogProbs(
      Worker worker, ScoringPack pack, Tensor targets, double temperature) {
    if (references.isEmpty()) {
      return new double[0];
    }
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Decoder decoder = references.get(worker.index());
      return decoder.head().logProbs(worker, pack.hidden(decoder), targets, temperature);
    }
  }

  @Override
  public void close() {
    references.forEach(Decoder::close);
    decoders.forEach(Decoder::close);
  }
}
