package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.engine.Finish;
import io.didact.eval.answer.Judgement;
import io.didact.eval.answer.Verdict;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskSampleTest {
  @TempDir Path dir;

  private static TaskSample sample(
      String problem, int number, String response, Verdict verdict, int tokens, Finish finish) {
    return new TaskSample(
        problem,
        number,
        -7L + number,
        "ab",
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

  private static final List<TaskSample> SAMPLES =
      List.of(
          sample("p", 0, "4", Verdict.CORRECT, 10, Finish.STOP),
          sample("p", 1, "", Verdict.WRONG, 1, Finish.STOP),
          sample("q", 0, "?", Verdict.UNDECIDED, 20, Finish.LENGTH),
          sample("q", 1, "4", Verdict.CORRECT, 9, Finish.STOP));

  @Test
  void isReadAsItWasWritten() throws IOException {
    Path file = dir.resolve("samples.jsonl");
    TaskSample.write(file, SAMPLES);
    assertThat(TaskSample.read(file)).isEqualTo(SAMPLES);
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo(
            "{\"problem\":\"p\",\"sample\":0,\"seed\":-7,\"promptHash\":\"ab\",\"prompt\":\"prompt \u00e9\\n\","
                + "\"response\":\"4\",\"expected\":\"4\",\"extracted\":\"4\",\"verdict\":\"correct\",\"correct\":true,"
                + "\"reason\":\"why\",\"tokens\":10,\"finish\":\"stop\",\"subject\":\"Algebra\",\"choices\":[\"yes\",\"no\"]}");
  }

  @Test
  void damagedRowsAreNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("s.jsonl"), "{\"problem\":\"p\"}\n");
    assertThatThrownBy(() -> TaskSample.read(file))
        .hasMessageContaining("s.jsonl:1: the field 'promptHash' is missing");
  }

  /** printf '1 22 333' | sha256sum */
  @Test
  void hashOfIds() {
    assertThat(TaskSample.hash(TokenIds.of(1, 22, 333)))
        .isEqualTo("dd42855f03ee838e8ac7b0a10fb2f1efb7bb17a51eb4041f67f4be84bc4c5bfd");
  }

  /** 2 of 4 right; 40 / 4 tokens; 1 of 4 cut, undecided, empty each. */
  @Test
  void figures() {
    Map<String, Double> figures = TaskFigures.of(SAMPLES, 1);
    assertThat(figures)
        .containsEntry("accuracy", 0.5)
        .containsEntry("n", 4.0)
        .containsEntry("problems", 2.0)
        .containsEntry("tokens", 10.0)
        .containsEntry("truncated", 0.25)
        .containsEntry("undecided", 0.25)
        .containsEntry("empty", 0.25);
    // both problems have one right answer of two: resampling them changes nothing
    assertThat(figures).containsEntry("low", 0.5).containsEntry("high", 0.5);
  }

  /** One sample a problem: Wilson's interval of 1 of 2, 0.5 ± 0.4055. */
  @Test
  void oneSampleAProblem() {
    Map<String, Double> figures = TaskFigures.of(List.of(SAMPLES.get(0), SAMPLES.get(2)), 1);
    assertThat(figures.get("low")).isCloseTo(0.0945, within(1e-4));
    assertThat(figures.get("high")).isCloseTo(0.9055, within(1e-4));
  }

  @Test
  void isJudgedAgain() {
    assertThat(SAMPLES.get(2).judged(AnswerRule.named("exact")).judgement().verdict())
        .isEqualTo(Verdict.WRONG);
    assertThat(SAMPLES.get(0).judged(AnswerRule.named("exact")).correct()).isTrue();
  }
}
