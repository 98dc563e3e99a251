package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows laid out as in published data sets, with problems of our own. */
class RowLayoutTest {
  private static final String THOUGHT = "<|begin_of_thought|>\\n\\n1 and 1\\n\\n<|end_of_thought|>";
  private static final String SOLUTION =
      "<|begin_of_solution|>\\n\\nIt is $\\\\boxed{2}$.\\n\\n<|end_of_solution|>";

  @TempDir Path dir;

  /** What a recipe gives beside the file. */
  record Given(RowLayout layout) {}

  private List<Problem> read(Path file, RowLayout layout) throws IOException {
    return DataFiles.of(List.of(file))
        .read(row -> Optional.of(layout.read(row)), BadRows.FAIL, 0)
        .items();
  }

  private Problem read(String row, RowLayout layout) throws IOException {
    return read(Files.writeString(dir.resolve("d.jsonl"), row + "\n"), layout).get(0);
  }

  private RowLayout given(String yaml) throws IOException, ConfigException {
    Path file = Files.writeString(dir.resolve("given.yaml"), yaml);
    return ConfigReader.read(file, Given.class, List.of()).layout();
  }

  private static String stratos(String turns) {
    return "{\"system\":\"Think.\",\"conversations\":[" + turns + "]}";
  }

  private static String turn(String from, String value) {
    return "{\"from\":\"" + from + "\",\"value\":\"" + value + "\"}";
  }

  @Test
  void bespokeStratos() throws IOException {
    String row =
        stratos(turn("user", "1+1?") + "," + turn("assistant", THOUGHT + "\\n\\n" + SOLUTION));
    assertThat(read(row, RowLayout.preset("bespoke-stratos")))
        .isEqualTo(
            new Problem("line-1", "1+1?", "It is $\\boxed{2}$.", "2", "1 and 1", null, "Think."));
  }

  /** The system text is a turn; the columns that a recipe names go before what is cut. */
  @Test
  void systemAsATurnAndColumnsOfOnesOwn() throws IOException {
    String row =
        "{\"key\":7,\"solution\":\"two\",\"gold\":2,\"conversations\":["
            + turn("system", "Be brief.")
            + ","
            + turn("human", "1+1?")
            + ","
            + turn("gpt", "<think>\\nadd\\n</think>\\n\\n2")
            + "]}";
    RowLayout layout = RowLayout.preset("openthoughts");
    assertThat(read(row, layout))
        .isEqualTo(new Problem("line-1", "1+1?", "2", null, "add", null, "Be brief."));
    Columns columns =
        new Columns(
            Optional.of("key"),
            Optional.empty(),
            Optional.of("solution"),
            Optional.of("gold"),
            Optional.empty(),
            Optional.empty());
    assertThat(read(row, layout.with(columns)))
        .isEqualTo(new Problem("7", "1+1?", "two", "2", "add", null, "Be brief."));
  }

  /** Every way in which a response does not fit, with its reason. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          just 2                                       | the thought has no <think>
          so <think>t</think>2                         | there is text before <think>
          <think>t 2                                   | the thought is not closed by </think>
          <think> </think>2                            | the thought is empty
          <think>t</think>2</think>3                   | </think> is there twice
          <think>a<think>b</think>2                    | <think> is there twice
          <think>t</think>                             | the solution is empty
          """)
  void responsesThatDoNotFit(String response, String reason) throws IOException {
    String row =
        "{\"messages\":[{\"content\":\"q\",\"role\":\"user\"},{\"role\":\"assistant\",\"content\":\""
            + response
            + "\"}]}";
    assertThatThrownBy(() -> read(row, RowLayout.preset("messages")))
        .hasMessage(dir.resolve("d.jsonl") + ":1: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          <|begin_of_thought|>t<|end_of_thought|>2 ~ the solution has no <|begin_of_solution|>
          <|begin_of_thought|>t<|end_of_thought|>so <|begin_of_solution|>2<|end_of_solution|> ~ there is text before <|begin_of_solution|>
          <|begin_of_thought|>t<|end_of_thought|><|begin_of_solution|>2 ~ the solution is not closed by <|end_of_solution|>
          <|begin_of_thought|>t<|end_of_thought|><|begin_of_solution|> <|end_of_solution|> ~ the solution is empty
          <|begin_of_thought|>t<|end_of_thought|><|begin_of_solution|>2<|end_of_solution|>! ~ there is text after <|end_of_solution|>
          <|begin_of_solution|>2<|end_of_solution|> ~ the thought has no <|begin_of_thought|>
          """)
  void solutionsThatDoNotFit(String response, String reason) {
    String row = stratos(turn("user", "q") + "," + turn("assistant", response));
    assertThatThrownBy(() -> read(row, RowLayout.preset("bespoke-stratos")))
        .hasMessageEndingWith(":1: " + reason);
  }

  @ParameterizedTest
  @CsvSource({
    "'assistant,user', 'assistant, user'",
    "'user,assistant,user,assistant', 'user, assistant, user, assistant'",
    "'user,assistant,assistant', 'user, assistant, assistant'",
    "'system,assistant', 'system, assistant'",
    "'user,tool,assistant', 'user, tool, assistant'",
    "'user', user"
  })
  void turnsThatAreNoExchange(String roles, String shown) {
    List<String> turns =
        List.of(roles.split(",")).stream().map(role -> turn(role, THOUGHT + SOLUTION)).toList();
    assertThatThrownBy(
            () -> read(stratos(String.join(",", turns)), RowLayout.preset("bespoke-stratos")))
        .hasMessageEndingWith(
            "the turns of `conversations` are not one of the user and one of the assistant, was "
                + shown);
  }

  @Test
  void turnsOfAnotherShape() {
    RowLayout layout = RowLayout.preset("bespoke-stratos");
    assertThatThrownBy(() -> read("{\"conversations\":[]}", layout))
        .hasMessageEndingWith("one of the assistant, was none");
    assertThatThrownBy(() -> read("{\"conversations\":\"hi\"}", layout))
        .hasMessageEndingWith("`conversations` must be a list of turns, was \"hi\"");
    assertThatThrownBy(() -> read("{\"conversations\":[{\"role\":\"user\"}]}", layout))
        .hasMessageEndingWith(
            "a turn of `conversations` has no text `from`, was {\"role\":\"user\"}");
    assertThatThrownBy(() -> read("{\"messages\":[],\"source\":\"x\"}", layout))
        .hasMessageEndingWith(
            "there is no column `conversations` (for conversation.turns); there are: messages,"
                + " source");
  }

  /** OpenR1-Math in Parquet: a list of structures, whose right answer has a column. */
  @Test
  void openR1InParquet() throws IOException {
    Path file =
        TestParquet.write(
            dir.resolve("train.parquet"),
            "SELECT 'q' AS problem, 'long' AS solution, '4' AS answer, 'u-1' AS uuid, [{'content':"
                + " 'q', 'role': 'user'}, {'content': '<think>' || chr(10) || '2 and 2' || chr(10)"
                + " || '</think>' || chr(10) || 'So \\boxed{5}', 'role': 'assistant'}] AS messages");
    assertThat(read(file, RowLayout.preset("openr1-math")))
        .containsExactly(new Problem("u-1", "q", "So \\boxed{5}", "4", "2 and 2"));
  }

  @Test
  void s1kInParquet() throws IOException {
    Path file =
        TestParquet.write(
            dir.resolve("train.parquet"),
            "SELECT '4' AS solution, '2+2?' AS question, NULL::INTEGER AS cot, ['2 and 2']"
                + " AS thinking_trajectories, 'The answer is 4' AS attempt");
    assertThat(read(file, RowLayout.preset("s1k")))
        .containsExactly(new Problem("line-1", "2+2?", "The answer is 4", "4", "2 and 2"));
  }

  @Test
  void openThoughtsInColumns() throws IOException {
    assertThat(
            read(
                "{\"problem\":\"q\",\"deepseek_reasoning\":\"t\",\"deepseek_solution\":\"so"
                    + " \\\\boxed{a_{1}}\",\"ground_truth_solution\":\"g\"}",
                RowLayout.preset("openthoughts-columns")))
        .isEqualTo(new Problem("line-1", "q", "so \\boxed{a_{1}}", "a_{1}", "t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          \\boxed{1} then \\boxed{ \\frac{1}{2} } | \\frac{1}{2}
          \\boxed{\\{1, 2\\}}                     | \\{1, 2\\}
          \\boxed{}                               |
          \\boxed{1                               |
          \\boxed 1                               |
          no box                                  |
          """)
  void lastBox(String text, String content) {
    assertThat(Boxed.last(text.replace("\\\\", "\\")))
        .isEqualTo(Optional.ofNullable(content).map(each -> each.replace("\\\\", "\\")));
  }

  /** A response in a column of its own, cut as a file of the user's says. */
  @Test
  void aLayoutOfOnesOwn() throws Exception {
    String block =
        """
        response: output
        thought: {open: "[", close: "]"}
        columns: {question: input}
        """;
    Files.writeString(dir.resolve("mine.yaml"), block);
    Problem expected = new Problem("line-1", "q", "2", null, "t");
    String row = "{\"input\":\"q\",\"output\":\"[t] 2\"}";
    assertThat(read(row, given("layout: mine.yaml\n"))).isEqualTo(expected);
    assertThat(read(row, given("layout:\n  " + block.replace("\n", "\n  ")))).isEqualTo(expected);
    assertThat(given("layout: {base: messages, boxed: false}\n"))
        .isEqualTo(
            new RowLayout(
                RowLayout.preset("messages").conversation(),
                Optional.empty(),
                RowLayout.preset("messages").thought(),
                Optional.empty(),
                false,
                Columns.OWN));
  }

  @Test
  void layoutsThatAreNone() {
    assertThatThrownBy(() -> given("layout: stratos\n"))
        .hasMessageContaining(
            "there is no layout 'stratos'; there are: plain, bespoke-stratos, openthoughts,"
                + " openthoughts-columns, s1k, s1k-1.1, openr1-math, messages; a file's name ends in"
                + " .yaml");
    assertThatThrownBy(() -> given("layout: {thought: {open: a, close: b}}\n"))
        .hasMessageContaining("layout.thought: needs a `conversation` or a `response` to cut");
    assertThatThrownBy(() -> given("layout: {response: r, solution: {open: a, close: b}}\n"))
        .hasMessageContaining("layout.solution: needs a `thought`");
  }

  /** The place in the system text is filled with what the row brings, and with nothing else. */
  @Test
  void theSystemTextOfARow() {
    TagFormat format =
        new TagFormat(
            "f",
            "",
            "{system} Be brief.",
            "<T>{question}",
            "<S>{system}|{question}",
            TagFormat.small().solution(),
            TagFormat.small().explanation(),
            TagFormat.small().thought(),
            "",
            "",
            "<end>",
            Turns.LITERAL);
    Problem problem = new Problem("p", "{system}", "2", null, "t", null, "Think {question}.");
    assertThat(format.studentPromptFor(problem))
        .isEqualTo("<S>Think {question}. Be brief.|{system}");
    assertThat(format.teacherPromptFor(problem)).isEqualTo("<T>{system}");
    assertThatThrownBy(() -> format.studentPromptFor(new Problem("p", "q", "2", null, null)))
        .hasMessageStartingWith("it has no system text");
    assertThat(TagFormat.small().studentPromptFor(problem)).isEqualTo("<S>{system}");
  }

  /** A system text goes where its problem goes. */
  @ParameterizedTest
  @ValueSource(strings = {"Think.", ""})
  void systemTextsAreKept(String system) throws IOException {
    Problem problem = new Problem("p", "q", "s", null, "t", null, system);
    Path file = dir.resolve("p.jsonl");
    Problems.write(file, List.of(problem).stream());
    assertThat(Problems.read(file)).containsExactly(problem);
    assertThat(problem.withTrace("u").system()).isEqualTo(system);
  }
}
