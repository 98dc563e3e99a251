package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.TagFormat;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.LocalEngine;
import io.didact.engine.Sampling;
import io.didact.eval.SampleRow;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.tiny.Tiny;
import io.didact.train.AdamWOptions;
import io.didact.train.SftOptions;
import io.didact.train.SftTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A student that learned four problems by heart, without thought, and saw no other. */
class EvaluatorTest {
  private static final List<Problem> ALL =
      Tiny.problems(8).stream().map(problem -> problem.withTrace("")).toList();
  private static final List<Problem> LEARNED = ALL.subList(0, 4);
  private static final Parameters STUDENT = Tiny.parameters(DType.FLOAT32, 4);
  private static final Workers WORKERS = new Workers(2);
  private static final LocalEngine GENERATOR =
      new LocalEngine(STUDENT, WORKERS, Tiny.TOKENIZER.size());

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

  /**
   * The answer is {@code </t><s>d</s><end>}: 5 tokens, the last of which is no part of the text.
   */
  @Test
  void whatWasLearnedIsRight() {
    List<SampleRow> samples = samples(LEARNED, Sampling.greedy(12), 1);
    assertThat(samples).hasSize(4).allMatch(SampleRow::correct);
    SampleRow first = samples.get(0);
    Problem problem = LEARNED.get(0);
    String solution = problem.solution();
    assertThat(first.problem()).isEqualTo(problem.id());
    assertThat(first.prompt()).isEqualTo("<S>" + problem.question() + "<t>");
    assertThat(first.promptHash()).isEqualTo(Evaluator.hash(Tiny.STUDENT.prompt(problem)));
    assertThat(first.response()).isEqualTo("</t><s>" + solution + "</s>");
    assertThat(first.expected()).isEqualTo(solution);
    assertThat(first.grade().extracted()).isEqualTo(solution);
    assertThat(first.tokens()).isEqualTo(5);
    assertThat(first.finish()).isEqualTo(Finish.STOP);
    assertThat(first.seed()).isEqualTo(Seeds.mix(11, Seeds.of(problem.id()), 0));
  }

  /** Cut after 3 of 5 tokens, {@code </t><s>d}: the right digit, but no format. */
  @Test
  void anAnswerWithoutFormatIsWrong() {
    SampleRow first = samples(LEARNED, Sampling.greedy(3), 1).get(0);
    assertThat(first.response()).isEqualTo("</t><s>" + LEARNED.get(0).solution());
    assertThat(first.grade())
        .isEqualTo(new Grade(Verdict.WRONG, "", "the response does not have the tag format small"));
    assertThat(first.finish()).isEqualTo(Finish.LENGTH);
  }

  /** A model whose turns end with the tag that closes the solution, as {@code </s>} may. */
  @Test
  void anEndThatClosesTheSolutionIsKept() {
    int close = Tiny.TOKENIZER.id("</s>").orElseThrow();
    SampleRow first =
        samples(LEARNED, Sampling.greedy(12).stoppingAt(Set.of(close), List.of()), 1).get(0);
    assertThat(first.response()).endsWith("</s>");
    assertThat(first.correct()).isTrue();
    assertThat(first.tokens()).isEqualTo(4);
  }

  /** Problem by problem; a sample is the same whatever it is asked together with. */
  @Test
  void samplesDependOnTheirOwnProblemAlone() {
    List<SampleRow> samples = samples(ALL, Sampling.at(1.5, 12), 6);
    assertThat(samples).hasSize(48);
    assertThat(samples.get(7).problem()).isEqualTo(ALL.get(1).id());
    assertThat(samples.get(7).sample()).isEqualTo(1);
    assertThat(samples).extracting(SampleRow::seed).doesNotHaveDuplicates();
    assertThat(samples.stream().filter(SampleRow::correct).count()).isBetween(1L, 47L);
    assertThat(samples(ALL, Sampling.at(1.5, 12), 6)).isEqualTo(samples);
    assertThat(samples(ALL.subList(5, 8), Sampling.at(1.5, 12), 2))
        .isEqualTo(samples.stream().skip(30).filter(sample -> sample.sample() < 2).toList());
  }

  /** printf '1 22 333' | sha256sum */
  @Test
  void hashOfIds() {
    assertThat(Evaluator.hash(TokenIds.of(1, 22, 333)))
        .isEqualTo("dd42855f03ee838e8ac7b0a10fb2f1efb7bb17a51eb4041f67f4be84bc4c5bfd");
  }

  private static List<SampleRow> samples(List<Problem> problems, Sampling sampling, int samples) {
    Set<Integer> end = Set.of(Tiny.TOKENIZER.id("<end>").orElseThrow());
    Asking asking =
        new Asking(
            "{question}",
            Optional.empty(),
            Turns.TAGS,
            List.of(),
            Optional.empty(),
            Optional.empty());
    List<Question> questions =
        asking.questions(
            problems.stream()
                .map(
                    p ->
                        new TaskItem(
                            p.id(),
                            p.question(),
                            p.expectedAnswer(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty()))
                .toList());
    PromptWriter prompts =
        new PromptWriter(asking, Tiny.TOKENIZER, Optional.empty(), Optional.of(Tiny.STUDENT), "");
    Sampling ending = sampling.stopIds().isEmpty() ? sampling.stoppingAt(end, List.of()) : sampling;
    return new Evaluator(
            prompts,
            GENERATOR,
            new Room(ending, Optional.empty(), Optional.empty()),
            AnswerRule.named("exact").within(TagFormat.small()),
            samples,
            11)
        .samples(questions, GenerationListener.NONE);
  }
}
