package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.data.LabelledSequence;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SftTrainerTest {
  private static final List<LabelledSequence> EXAMPLES =
      Tiny.problems(4).stream().map(Tiny.STUDENT::example).toList();

  /** Loss on tokens 3 to 5 of 8: token 6 may be anything, tokens 2 and 4 may not. */
  @Test
  void lossIsOnTheSpanOnly() {
    double loss = firstLoss(20, 21, 22, 23, 24, 25, 26, 27);
    assertThat(firstLoss(20, 21, 22, 23, 24, 25, 40, 41)).isEqualTo(loss);
    assertThat(firstLoss(20, 21, 40, 23, 24, 25, 26, 27)).isNotCloseTo(loss, within(1e-6));
    assertThat(firstLoss(20, 21, 22, 23, 40, 25, 26, 27)).isNotCloseTo(loss, within(1e-6));
  }

  private static double firstLoss(int... ids) {
    LabelledSequence example = new LabelledSequence(TokenIds.of(ids), new TokenSpan(3, 6));
    try (Run run = new Run(1, 1e-3, List.of(example, EXAMPLES.get(0)), List.of())) {
      return run.trainer.step(0).metrics().get("loss");
    }
  }

  /** A long sequence has its weight by tokens: −Σ log p over all loss tokens / their number. */
  @Test
  void lossIsTheMeanOverTokens() {
    double[] losses = new double[2];
    long[] tokens = new long[2];
    for (int i = 0; i < 2; i++) {
      tokens[i] = EXAMPLES.get(i).loss().length();
      try (Run run = new Run(1, 1e-3, List.of(EXAMPLES.get(i)), List.of())) {
        losses[i] = run.trainer.step(0).metrics().get("loss");
      }
    }
    assertThat(tokens[0]).isNotEqualTo(tokens[1]);
    double mean = (tokens[0] * losses[0] + tokens[1] * losses[1]) / (tokens[0] + tokens[1]);
    try (Run run = new Run(1, 1e-3, EXAMPLES.subList(0, 2), List.of())) {
      assertThat(run.trainer.step(0).metrics().get("loss")).isCloseTo(mean, within(1e-6));
    }
  }

  @Test
  void fourSequencesAreLearnedByHeart() {
    try (Run run = new Run(400, 1e-2, EXAMPLES, List.of())) {
      double first = run.trainer.step(0).metrics().get("loss");
      double last = first;
      for (int step = 1; step < 400; step++) {
        last = run.trainer.step(step).metrics().get("loss");
      }
      assertThat(first).isGreaterThan(3);
      assertThat(last).isLessThan(0.05);
    }
  }

  /** After a step the evaluation sees the weights that the next step's loss is taken at. */
  @Test
  void evaluationLossIsTheLossOfTheSameWeights() {
    try (Run run = new Run(5, 1e-2, EXAMPLES, EXAMPLES)) {
      double evaluation = run.trainer.step(0).metrics().get("evaluationLoss");
      for (int step = 1; step < 5; step++) {
        Map<String, Double> metrics = run.trainer.step(step).metrics();
        assertThat(metrics.get("loss")).isCloseTo(evaluation, within(1e-5));
        evaluation = metrics.get("evaluationLoss");
      }
    }
  }

  private static final class Run implements AutoCloseable {
    private final Parameters parameters = Tiny.parameters(DType.FLOAT32, 3);
    private final Workers workers = new Workers(2);
    final SftTrainer trainer;

    Run(
        int steps,
        double learningRate,
        List<LabelledSequence> batch,
        List<LabelledSequence> heldOut) {
      SftOptions options =
          new SftOptions(
              steps,
              LearningRateSchedule.constant(learningRate),
              AdamWOptions.paper(),
              100,
              DecoderPass.Activations.KEPT,
              1);
      trainer =
          new SftTrainer(
              new AllWeights(Tiny.CHECKPOINT, parameters),
              options,
              step -> batch,
              heldOut,
              ProcessGroup.single(),
              workers);
    }

    @Override
    public void close() {
      trainer.close();
      workers.close();
      parameters.close();
    }
  }
}
