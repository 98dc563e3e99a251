package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole public test sets, where they are at hand; they are not part of the project. */
class PublicDataTest {
  private static final AnswerGrader MATH = AnswerGrader.of(AnswerKind.MATH);

  /**
   * Answers of MATH-500 that are written differently and are the same: notation, units left out, a
   * name, 180° = π, and 204₅ = 54, 40₉ = 36, 52₈ = 42.
   */
  private static final Set<String> SAME =
      Set.of(
          "-2,1 ¦ 1,-2",
          "10,\\!080 ¦ 10080",
          "120 ¦ 120^\\circ",
          "15 ¦ 15\\mbox{ cm}^2",
          "180^\\circ ¦ \\pi",
          "2 \\sqrt{5} ¦ 2\\sqrt{5}",
          "204_5 ¦ 54",
          "30 ¦ 30^\\circ",
          "36 ¦ 36^\\circ",
          "36 ¦ 40_9",
          "36 ¦ \\$36",
          "36^\\circ ¦ 40_9",
          "40_9 ¦ \\$36",
          "42 ¦ 52_8",
          "5 ¦ x=5",
          "90 ¦ 90^\\circ",
          "\\frac14 ¦ \\frac{1}{4}");

  private static <T> List<T> read(String name, Function<JsonNode, T> reader) throws IOException {
    Path file = Path.of(System.getProperty("didact.root", "..")).resolve("../shared/data/" + name);
    assumeTrue(Files.exists(file), "needs " + file);
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(JsonMapper.shared()::readTree).map(reader).toList();
    }
  }

  private static void assertAllCorrect(AnswerGrader grader, List<String[]> rows, int count) {
    assertThat(rows).hasSize(count);
    for (String[] row : rows) {
      assertThat(grader.grade(row[0], row[1]))
          .as(row[1])
          .extracting(Grade::verdict)
          .isEqualTo(Verdict.CORRECT);
    }
  }

  @Test
  void solutionsOfMath500() throws IOException {
    List<String[]> rows =
        read(
            "math500.jsonl",
            r -> new String[] {r.path("solution").stringValue(), r.path("answer").stringValue()});
    assertAllCorrect(MATH, rows, 500);
  }

  @Test
  void solutionsOfAime24() throws IOException {
    List<String[]> rows =
        read(
            "aime24.jsonl",
            r -> new String[] {r.path("solution").stringValue(), r.path("answer").stringValue()});
    assertAllCorrect(AnswerGrader.of(AnswerKind.INTEGER), rows, 30);
  }

  @Test
  void solutionsOfGsm8k() throws IOException {
    List<String[]> rows =
        read(
            "gsm8k-test.jsonl",
            r -> new String[] {r.path("answer").stringValue(), r.path("answer").stringValue()});
    assertAllCorrect(AnswerGrader.of(AnswerKind.INTEGER), rows, 1_319);
  }

  /** Every pair of different answers of MATH-500, some 45,000, but for {@link #SAME}. */
  @Test
  void answersOfMath500Differ() throws IOException {
    List<String> answers =
        new ArrayList<>(new TreeSet<>(read("math500.jsonl", r -> r.path("answer").stringValue())));
    Set<String> same = new TreeSet<>();
    for (int i = 0; i < answers.size(); i++) {
      for (int j = i + 1; j < answers.size(); j++) {
        if (MATH.compare(answers.get(i), answers.get(j)) == Verdict.CORRECT) {
          same.add(answers.get(i) + " ¦ " + answers.get(j));
        }
      }
    }
    assertThat(same).isEqualTo(SAME);
  }
}
