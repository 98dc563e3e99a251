package io.didact.train;

import io.didact.algorithm.SequenceLoss;
import io.didact.algorithm.TensorDerivative;
import io.didact.data.LabelledSequence;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.model.decoder.Trainable;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.Workers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Supervised fine-tuning: the mean negative log-likelihood of the tokens in each sequence's loss
 * span, over all such tokens of a batch.
 */
public final class SftTrainer implements Trainer {
  private final SftOptions options;
  private final ExampleSource examples;
  private final List<LabelledSequence> heldOut;
  private final ProcessGroup ranks;
  private final Learner learner;
  private final Scorer scorer;

  /**
   * @param trainable changed in place; stays the caller's to close
   * @param examples whole batches, of which each rank takes its part
   * @param heldOut examples for the evaluation loss, may be empty
   */
  public SftTrainer(
      Trainable trainable,
      SftOptions options,
      ExampleSource examples,
      List<LabelledSequence> heldOut,
      ProcessGroup ranks,
      Workers workers) {
    this.options = options;
    this.examples = examples;
    this.heldOut = List.copyOf(heldOut);
    this.ranks = ranks;
    Learner.Means means =
        new Learner.Means(
            options.optimizer(),
            options.tokensPerMicroBatch(),
            options.activations(),
            false,
            options.shard());
    this.learner = new Learner(trainable, null, means, ranks, workers);
    this.scorer = new Scorer(trainable.model(), workers, options.tokensPerMicroBatch());
  }

  @Override
  public int totalSteps() {
    return options.steps();
  }

  @Override
  public StepReport step(int step) {
    List<LabelledSequence> batch = examples.batch(step);
    long lossTokens = batch.stream().mapToLong(each -> each.loss().length()).sum();
    double learningRate = options.schedule().at(step, options.steps());
    Learner.Update update =
        learner.learn(
            ranks.shard(batch), 1, negativeLogLikelihood(lossTokens), step + 1L, learningRate);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", update.loss());
    metrics.put("gradientNorm", update.gradientNorm());
    metrics.put("learningRate", learningRate);
    boolean last = step + 1 == options.steps();
    boolean due = options.evaluateEvery() > 0 && (step + 1) % options.evaluateEvery() == 0;
    if (!heldOut.isEmpty() && (last || due)) {
      metrics.put("evaluationLoss", evaluationLoss());
    }
    long tokens = batch.stream().mapToLong(each -> each.ids().size()).sum();
    return new StepReport(step + 1, tokens, metrics);
  }

  /** −Σ log p / N over the N loss tokens of the batch. */
  static SequenceLoss negativeLogLikelihood(long lossTokens) {
    return new NegativeLogLikelihood(lossTokens);
  }

  private record NegativeLogLikelihood(long lossTokens) implements SequenceLoss {
    @Override
    public Value of(int sequence, int first, double[] logProbs, double[] reference) {
      double[] derivative = new double[logProbs.length];
      Arrays.fill(derivative, -1.0 / lossTokens);
      return new Value(-Arrays.stream(logProbs).sum() / lossTokens, derivative);
    }

    @Override
    public Optional<TensorDerivative> onDevice(List<Integer> sequences) {
      return Optional.of(
          (first, logProbs, reference) ->
              Tensor.full(DType.FLOAT64, -1.0 / lossTokens, logProbs.size(0)));
    }
  }

  private double evaluationLoss() {
    List<Scorer.Request> requests =
        ranks.shard(heldOut).stream()
            .map(each -> new Scorer.Request(each.ids(), List.of(each.loss())))
            .toList();
    double sum = 0;
    long tokens = 0;
    for (List<TokenLogProbs> spans : scorer.score(requests, 1)) {
      sum -= Arrays.stream(spans.get(0).values()).sum();
      tokens += spans.get(0).values().length;
    }
    return ranks.sum(sum) / ranks.sum(tokens);
  }

  @Override
  public Learner learner() {
    return learner;
  }

  @Override
  public void close() {
    scorer.close();
    learner.close();
  }
}
