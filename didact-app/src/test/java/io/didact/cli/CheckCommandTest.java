package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckCommandTest {
  private static TestConsole run(int code, String in, String... arguments) {
    TestConsole io = new TestConsole(in);
    assertThat(Main.run(io.console(), arguments)).as(io.err()).isEqualTo(code);
    return io;
  }

  @Test
  void everyLineIsGraded() {
    String in =
        """
        {"prediction":"Half of it: $\\\\boxed{\\\\frac{2}{4}}$.","gold":"0.5","id":7}

        {"prediction":"The answer is 3.","gold":"4"}
        {"prediction":"9^{9^{9^{9}}}","gold":"9^{9^{9^{8}}}"}
        {"prediction":"","gold":"4"}
        """;
    String[] rows = run(0, in, "check").out().split("\n");
    assertThat(rows).hasSize(4);
    assertThat(rows[0])
        .isEqualTo(
            "{\"correct\":true,\"verdict\":\"correct\",\"extracted\":\"\\\\frac{2}{4}\","
                + "\"reason\":\"in a box; equal fractions\"}");
    JsonNode wrong = JsonMapper.shared().readTree(rows[1]);
    assertThat(wrong.path("correct").booleanValue()).isFalse();
    assertThat(wrong.path("verdict").asString()).isEqualTo("wrong");
    assertThat(wrong.path("extracted").asString()).isEqualTo("3");
    JsonNode undecided = JsonMapper.shared().readTree(rows[2]);
    assertThat(undecided.path("correct").booleanValue()).isFalse();
    assertThat(undecided.path("verdict").asString()).isEqualTo("undecided");
    assertThat(rows[3]).contains("\"extracted\":\"\"", "the response is empty");
  }

  @Test
  void kinds() {
    String in = "{\"prediction\":\"It is a hard one, so (C) is correct.\",\"gold\":\"C\"}";
    assertThat(run(0, in, "check", "--kind", "choice").out()).contains("\"correct\":true");
    assertThat(run(2, in, "check", "--kind", "essay").err()).contains("'essay'");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(run(1, "{\"prediction\":\"1\",\"answer\":\"1\"}", "check").err())
        .isEqualTo("didact: stdin:1: the field `gold` is missing\n");
    assertThat(run(1, "{\"prediction\":1,\"gold\":\"1\"}", "check").err())
        .contains("`prediction` must be a text");
    assertThat(run(1, "{\"prediction\":\"1\",\"gold\":\"x\"}", "check", "--kind", "integer").err())
        .contains("the expected answer must be an integer, was x");
    assertThat(run(1, "{\"prediction\":\"1\",\"gold\":\" \"}", "check").err())
        .contains("the expected answer is no math answer");
  }

  /**
   * A line that is no JSON, one without a field, answers that broke the checker: all are answered.
   */
  @Test
  void noLineStopsTheNext() {
    String in =
        """
        {"prediction":"\\\\boxed{\\\\mathbb R}","gold":"\\\\mathbb{R}"}
        {"prediction":"\\\\boxed{\\\\mathbb{}}","gold":"1"}
        {"prediction":"\\\\boxed{3 hours and 30 minu100}","gold":"210"}
        {"prediction":
        {"prediction":"1"}
        {"prediction":"1","gold":" "}
        {"prediction":"1","gold":"1"}
        """;
    TestConsole result = run(1, in, "check");
    assertThat(result.err())
        .startsWith("didact: stdin:4: not JSON: ")
        .endsWith(" (and 2 more lines; each has an `error` in the output)\n");
    assertThat(result.out().lines().map(row -> JsonMapper.shared().readTree(row)))
        .extracting(row -> row.path("verdict").asString() + row.path("line").asString())
        .containsExactly("correct", "undecided", "undecided", "4", "5", "6", "correct");
  }
}
