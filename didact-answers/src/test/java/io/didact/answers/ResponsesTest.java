package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole responses with what comes of them: answers/responses.txt. */
class ResponsesTest {
  private static AnswerGrader grader(String kind) {
    return kind.equals("m")
        ? AnswerGrader.of(AnswerKind.MATH)
        : AnswerGrader.of(
            AnswerKind.CHOICE, AnswerKind.CHOICE.rules(), Integer.parseInt(kind.substring(1)));
  }

  static Stream<String> responses() throws IOException {
    try (InputStream in = ResponsesTest.class.getResourceAsStream("/answers/responses.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().filter(line -> !line.startsWith("# ")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void isGraded(String line) {
    String[] parts = line.split(" ¦ ");
    Grade grade = grader(parts[0]).grade(parts[2].replace("\\n", "\n"), parts[3]);
    assertThat(grade.verdict().word()).as(grade.toString()).isEqualTo(parts[1]);
  }

  /** A letter beyond the last choice is none, in a response and as the expected answer. */
  @Test
  void lettersEndWithTheChoices() {
    assertThat(grader("c12").grade("The answer is M.", "L").verdict()).isEqualTo(Verdict.WRONG);
    assertThatThrownBy(() -> grader("c12").grade("The answer is L.", "M"))
        .isInstanceOf(ExpectedAnswerException.class);
  }

  @Test
  void expectedAnswersThatCannotBeRead() {
    AnswerGrader math = AnswerGrader.of(AnswerKind.MATH);
    assertThat(math.unread("\\int_0^1 x\\,dx"))
        .hasValueSatisfying(w -> assertThat(w).contains("int"));
    assertThat(math.unread("\\frac{1}{")).isPresent();
    for (String read : new String[] {"42", "Evelyn", "x > 3", "(B)", "So it is \\boxed{7}."}) {
      assertThat(math.unread(read)).as(read).isEmpty();
    }
  }

  /** As many marks as a response can have take no longer than one. */
  @Test
  void marksInARow() {
    String many = "The answer is 7." + "</think>".repeat(20_000) + "<|eot_id|>".repeat(5_000);
    assertThat(AnswerGrader.of(AnswerKind.MATH).grade(many.substring(100_000), "7").verdict())
        .isEqualTo(Verdict.WRONG);
    String few = "The answer is 7." + "</think>".repeat(100) + "<|eot_id|>".repeat(100);
    assertThat(AnswerGrader.of(AnswerKind.MATH).grade(few, "7").isCorrect()).isTrue();
  }
}
