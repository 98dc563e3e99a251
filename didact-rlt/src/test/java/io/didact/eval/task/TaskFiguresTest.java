package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.answers.Judgement;
import io.didact.answers.Verdict;
import io.didact.engine.Finish;
import io.didact.eval.SampleRow;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFiguresTest {
  @TempDir Path dir;

  private static SampleRow sample(
      String problem, int number, String response, Verdict verdict, int tokens, Finish finish) {
    return new SampleRow(
        problem,
        number,
        -7L + number,
        Optional.of("ab"),
        "prompt \u00e9\n",
        response,
        "4",
        new Judgement(verdict, "4", "why"),
        tokens,
        finish,
        Optional.of("Algebra"),
        Optional.empty(),
        List.of("yes", "no"));
  }

  private static final List<SampleRow> SAMPLES =
      List.of(
          sample("p", 0, "4", Verdict.CORRECT, 10, Finish.STOP),
          sample("p", 1, "", Verdict.WRONG, 1, Finish.STOP),
          sample("q", 0, "?", Verdict.UNDECIDED, 20, Finish.LENGTH),
          sample("q", 1, "4", Verdict.CORRECT, 9, Finish.STOP));

  @Test
  void isReadAsItWasWritten() throws IOException {
    Path file = dir.resolve("samples.jsonl");
    SampleRow.write(file, SAMPLES);
    assertThat(SampleRow.readAll(file)).isEqualTo(SAMPLES);
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo(
            "{\"problem\":\"p\",\"sample\":0,\"seed\":-7,\"promptHash\":\"ab\",\"prompt\":\"prompt \u00e9\\n\","
                + "\"response\":\"4\",\"expected\":\"4\",\"extracted\":\"4\",\"verdict\":\"correct\",\"correct\":true,"
                + "\"reason\":\"why\",\"tokens\":10,\"finish\":\"stop\",\"subject\":\"Algebra\",\"choices\":[\"yes\",\"no\"]}");
  }

  /** printf '1 22 333' | sha256sum */
  @Test
  void hashOfIds() {
    assertThat(TaskEvaluator.hash(TokenIds.of(1, 22, 333)))
        .isEqualTo("dd42855f03ee838e8ac7b0a10fb2f1efb7bb17a51eb4041f67f4be84bc4c5bfd");
  }

  /** 2 of 4 right; 40 / 4 tokens; 1 of 4 cut, undecided, empty each. */
  @Test
  void figures() {
    Map<String, Double> figures = TaskFigures.of(SAMPLES);
    assertThat(figures)
        .containsEntry("accuracy", 0.5)
        .containsEntry("n", 4.0)
        .containsEntry("problems", 2.0)
        .containsEntry("tokens", 10.0)
        .containsEntry("truncated", 0.25)
        .containsEntry("undecided", 0.25)
        .containsEntry("empty", 0.25);
    // both problems have one right answer of two: Wilson's for a mean of 1/2 over 2 problems
    assertThat(figures.get("low")).isCloseTo(0.0945, within(1e-4));
    assertThat(figures.get("high")).isCloseTo(0.9055, within(1e-4));
  }

  /** One sample a problem: Wilson's interval of 1 of 2, 0.5 ± 0.4055. */
  @Test
  void oneSampleAProblem() {
    Map<String, Double> figures = TaskFigures.of(List.of(SAMPLES.get(0), SAMPLES.get(2)));
    assertThat(figures.get("low")).isCloseTo(0.0945, within(1e-4));
    assertThat(figures.get("high")).isCloseTo(0.9055, within(1e-4));
  }

  @Test
  void isJudgedAgain() {
    SampleRow before = SAMPLES.get(2);
    Judgement now = AnswerRule.named("exact").judge(before.response(), before.expected());
    SampleRow after = before.judged(now);
    assertThat(after.judgement().verdict()).isEqualTo(Verdict.WRONG);
    assertThat(after.judged(before.judgement())).isEqualTo(before);
  }
}
