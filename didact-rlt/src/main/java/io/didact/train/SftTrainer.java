package io.didact.train;

import io.didact.data.LabelledSequence;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.model.Checkpoint;
import io.didact.model.Parameters;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Supervised fine-tuning: the mean negative log-likelihood of the tokens in each sequence's loss
 * span, over all such tokens of a batch.
 */
public final class SftTrainer implements Trainer {
  private final Checkpoint checkpoint;
  private final SftOptions options;
  private final ExampleSource examples;
  private final List<LabelledSequence> heldOut;
  private final TrainableModel model;
  private final AdamW adamW;
  private final TrainingState state;
  private final Scorer scorer;

  /**
   * @param parameters changed in place; stay the caller's to close
   * @param heldOut examples for the evaluation loss, may be empty
   */
  public SftTrainer(
      Checkpoint checkpoint,
      Parameters parameters,
      SftOptions options,
      ExampleSource examples,
      List<LabelledSequence> heldOut,
      Workers workers) {
    this.checkpoint = checkpoint;
    this.options = options;
    this.examples = examples;
    this.heldOut = List.copyOf(heldOut);
    this.model =
        new TrainableModel(
            parameters, workers, options.tokensPerMicroBatch(), options.activations());
    this.adamW = new AdamW(parameters, options.optimizer(), workers);
    this.state = new TrainingState(checkpoint, parameters, adamW, null);
    this.scorer = new Scorer(parameters, workers, options.tokensPerMicroBatch());
  }

  @Override
  public int totalSteps() {
    return options.steps();
  }

  @Override
  public StepReport step(int step) {
    List<LabelledSequence> batch = examples.batch(step);
    long lossTokens = batch.stream().mapToLong(each -> each.loss().length()).sum();
    double loss = model.computeGradient(batch, 1, negativeLogLikelihood(lossTokens));
    double learningRate = options.schedule().at(step, options.steps());
    double norm = adamW.step(model.gradient(), step + 1L, learningRate);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", loss);
    figures.put("gradientNorm", norm);
    figures.put("learningRate", learningRate);
    boolean last = step + 1 == options.steps();
    boolean due = options.evaluateEvery() > 0 && (step + 1) % options.evaluateEvery() == 0;
    if (!heldOut.isEmpty() && (last || due)) {
      figures.put("evaluationLoss", evaluationLoss());
    }
    long tokens = batch.stream().mapToLong(each -> each.ids().size()).sum();
    return new StepReport(step + 1, tokens, figures);
  }

  /** −Σ log p / N over the N loss tokens of the batch. */
  static SequenceLoss negativeLogLikelihood(long lossTokens) {
    return (sequence, first, logProbs, reference) -> {
      double[] derivative = new double[logProbs.length];
      Arrays.fill(derivative, -1.0 / lossTokens);
      return new SequenceLoss.Value(-Arrays.stream(logProbs).sum() / lossTokens, derivative);
    };
  }

  private double evaluationLoss() {
    List<Scorer.Request> requests =
        heldOut.stream().map(each -> new Scorer.Request(each.ids(), List.of(each.loss()))).toList();
    double sum = 0;
    long tokens = 0;
    for (List<TokenLogProbs> spans : scorer.score(requests, 1)) {
      sum -= Arrays.stream(spans.get(0).values()).sum();
      tokens += spans.get(0).values().length;
    }
    return sum / tokens;
  }

  @Override
  public void save(Path directory) throws IOException {
    state.save(directory);
  }

  @Override
  public void restore(Path directory) throws IOException {
    state.restore(directory);
  }

  @Override
  public void saveModel(Path directory) throws IOException {
    checkpoint.write(directory, model.parameters());
  }

  @Override
  public void close() {
    scorer.close();
    model.close();
    adamW.close();
  }
}
