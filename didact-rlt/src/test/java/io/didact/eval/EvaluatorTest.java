package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.data.Jsonl;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.data.synthetic.Domain;
import io.didact.engine.Finish;
import io.didact.engine.LocalEngine;
import io.didact.engine.Sampling;
import io.didact.model.AllWeights;
import io.didact.model.DecoderPass;
import io.didact.model.Parameters;
import io.didact.rollout.RolloutCollector;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import io.didact.train.AdamWOptions;
import io.didact.train.SftOptions;
import io.didact.train.SftTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A student that learned four problems by heart, without thought, and saw no other. */
class EvaluatorTest {
  private static final List<Problem> ALL =
      Tiny.problems(8).stream().map(problem -> problem.withTrace("")).toList();
  private static final List<Problem> LEARNED = ALL.subList(0, 4);
  private static final Parameters STUDENT = Tiny.parameters(DType.FLOAT32, 4);
  private static final Workers WORKERS = new Workers(2);
  private static final LocalEngine GENERATOR =
      new LocalEngine(STUDENT, WORKERS, Tiny.TOKENIZER.size());

  @TempDir Path folder;

  @BeforeAll
  static void learn() throws IOException {
    List<LabelledSequence> examples = LEARNED.stream().map(Tiny.STUDENT::example).toList();
    SftOptions options =
        new SftOptions(
            200,
            LearningRateSchedule.constant(1e-2),
            AdamWOptions.paper(),
            1000,
            DecoderPass.Activations.KEPT,
            0);
    try (SftTrainer trainer =
        new SftTrainer(
            new AllWeights(Tiny.CHECKPOINT, STUDENT),
            options,
            step -> examples,
            List.of(),
            ProcessGroup.single(),
            WORKERS)) {
      for (int step = 0; step < trainer.totalSteps(); step++) {
        trainer.step(step);
      }
    }
  }

  @AfterAll
  static void close() {
    GENERATOR.close();
    WORKERS.close();
    STUDENT.close();
  }

  /** The answer is {@code </t><s>d</s><end>}: 5 tokens. */
  @Test
  void whatWasLearnedIsRight() {
    Evaluation evaluation = evaluator(Sampling.greedy(12), 1).evaluate(LEARNED);
    assertThat(evaluation.accuracy()).isEqualTo(Accuracy.of(4, 4));
    assertThat(evaluation.formatted()).isEqualTo(1);
    assertThat(evaluation.truncated()).isZero();
    assertThat(evaluation.meanTokens()).isEqualTo(5);
    JudgedAnswer first = evaluation.answers().get(0);
    String solution = LEARNED.get(0).solution();
    assertThat(first.response()).isEqualTo("</t><s>" + solution + "</s><end>");
    assertThat(first.answer()).isEqualTo(solution);
    assertThat(first.finish()).isEqualTo(Finish.STOP);
  }

  /** Cut after 3 of 5 tokens, {@code </t><s>d}: the right digit, but no format. */
  @Test
  void anAnswerWithoutFormatIsWrong() {
    Evaluation evaluation = evaluator(Sampling.greedy(3), 1).evaluate(LEARNED);
    assertThat(evaluation.answers().get(0).answer()).isEqualTo(LEARNED.get(0).solution());
    assertThat(evaluation.accuracy().correct()).isZero();
    assertThat(evaluation.formatted()).isZero();
    assertThat(evaluation.truncated()).isEqualTo(1);
  }

  /** Several samples: avg@n, with an interval over problems. */
  @Test
  void severalSamplesAreAveraged() {
    Evaluation evaluation = evaluator(Sampling.at(1.5, 12), 6).evaluate(ALL);
    List<JudgedAnswer> answers = evaluation.answers();
    assertThat(answers).hasSize(48);
    assertThat(answers.get(7).problem()).isEqualTo(ALL.get(1));
    assertThat(answers.get(7).sample()).isEqualTo(1);
    assertThat(answers).extracting(JudgedAnswer::seed).doesNotHaveDuplicates();
    int correct = (int) answers.stream().filter(JudgedAnswer::correct).count();
    Accuracy accuracy = evaluation.accuracy();
    assertThat(accuracy.correct()).isEqualTo(correct).isBetween(1, 47);
    assertThat(accuracy.interval().contains(accuracy.value())).isTrue();
    // Clustered answers tell less than as many independent ones.
    assertThat(accuracy.interval().width()).isGreaterThan(WilsonInterval.of(correct, 48).width());
    assertThat(evaluation.meanTokens())
        .isCloseTo(
            answers.stream().mapToInt(JudgedAnswer::tokens).average().orElseThrow(), within(1e-12));
    assertThat(evaluator(Sampling.at(1.5, 12), 6).evaluate(ALL)).isEqualTo(evaluation);
  }

  @Test
  void rowsHoldWhatWasJudged() throws IOException {
    Evaluation evaluation = evaluator(Sampling.greedy(12), 1).evaluate(LEARNED);
    Path file = folder.resolve("answers.jsonl");
    evaluation.write(file);
    try (Stream<String> rows = Jsonl.read(file, row -> row.fields().toString())) {
      assertThat(rows.toList())
          .hasSize(4)
          .first()
          .isEqualTo(
              ("{'problem':'chain-rl-0','sample':0,'question':'%s','expected':'%s',"
                      + "'response':'</t><s>%2$s</s><end>','answer':'%2$s','correct':true,"
                      + "'formatted':true,'tokens':5,'finish':'stop','seed':%d}")
                  .replace('\'', '"')
                  .formatted(
                      LEARNED.get(0).question(),
                      LEARNED.get(0).solution(),
                      evaluation.answers().get(0).seed()));
    }
  }

  @Test
  void badInputIsAnError() {
    Evaluator evaluator = evaluator(Sampling.greedy(12), 1);
    assertThatThrownBy(() -> evaluator.evaluate(List.of())).hasMessageContaining("no problems");
    Problem foreign = new Problem("foreign", "what", "3", null, null);
    assertThatThrownBy(() -> new DomainAnswer(Domain.CHAIN).correct(foreign, "3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("problem foreign cannot be checked")
        .hasMessageContaining("not a chain: what");
  }

  /** 4·9·3 = 108, which ends in 8; so does 9·4·3, and 4·9+3 = 39 does not. */
  @Test
  void aDomainKnowsAllRightAnswers() {
    DomainAnswer countdown = new DomainAnswer(Domain.COUNTDOWN);
    Problem problem = new Problem("p", "4,9,3>8", "4*9*3", null, null);
    assertThat(countdown.correct(problem, "4*9*3")).isTrue();
    assertThat(countdown.correct(problem, "9*4*3")).isTrue();
    assertThat(countdown.correct(problem, "4*9+3")).isFalse();
    assertThat(countdown.correct(problem, "")).isFalse();
  }

  private static Evaluator evaluator(Sampling sampling, int samples) {
    Set<Integer> end = Set.of(Tiny.TOKENIZER.id("<end>").orElseThrow());
    return new Evaluator(
        new RolloutCollector(
            GENERATOR, Tiny.STUDENT::prompt, sampling.stoppingAt(end, List.of()), samples, 11),
        Tiny.STUDENT,
        Tiny.TOKENIZER,
        new DomainAnswer(Domain.CHAIN));
  }
}
