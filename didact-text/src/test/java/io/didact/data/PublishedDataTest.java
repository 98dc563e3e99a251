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

/** Layouts in which reasoning data are published, with problems of our own, by lines of YAML. */
class PublishedDataTest {
  @TempDir Path dir;

  private Dataset<Problem> read(Path file, String columns) throws IOException, ConfigException {
    Files.writeString(dir.resolve("columns.yaml"), columns);
    Columns names = ConfigReader.read(dir.resolve("columns.yaml"), Columns.class, List.of());
    return DataFiles.of(List.of(file)).read(row -> Optional.of(names.read(row)), BadRows.FAIL, 0);
  }

  private Path parquet(String select) throws IOException {
    return TestParquet.write(dir.resolve("train-00000-of-00001.parquet"), select);
  }

  /** s1K: a list of trajectories, a column that is null in all rows. */
  @Test
  void trajectoriesInAList() throws Exception {
    Path file =
        parquet(
            "SELECT '4' AS solution, 'What is 2+2?' AS question, 'math' AS cot_type,"
                + " 'made up' AS source_type, '{}' AS metadata, NULL::INTEGER AS cot,"
                + " ['2 and 2 are 4'] AS thinking_trajectories, 'The answer is 4' AS attempt");
    assertThat(read(file, "trace: thinking_trajectories.0").items())
        .containsExactly(new Problem("line-1", "What is 2+2?", "4", null, "2 and 2 are 4"));
    assertThatThrownBy(() -> read(file, "trace: thinking_trajectories"))
        .hasMessage(
            file
                + ":1: 'thinking_trajectories' must be a text, was [\"2 and 2 are 4\"]: name a place"
                + " in it");
    assertThat(read(file, "{solution: attempt, answer: solution}").items().get(0).answer())
        .isEqualTo("4");
  }

  /** OpenR1-Math: several generations and messages. */
  @Test
  void severalGenerations() throws Exception {
    Path file =
        parquet(
            "SELECT 'q' || i AS problem, 's' || i AS solution, i::VARCHAR AS answer, 'Algebra' AS"
                + " problem_type, uuid, ['think ' || i, 'other'] AS generations, [i % 2 = 0, true]"
                + " AS correctness_math_verify, [{'content': 'q', 'role': 'user'}] AS messages FROM"
                + " (SELECT i, 'id-' || i AS uuid FROM range(2) t(i))");
    String columns =
        """
        id: uuid
        question: problem
        trace: generations.0
        """;
    assertThat(read(file, columns).items())
        .containsExactly(
            new Problem("id-0", "q0", "s0", "0", "think 0"),
            new Problem("id-1", "q1", "s1", "1", "think 1"));
    assertThat(
            read(file, columns.replace("problem\n", "messages.0.content\n"))
                .items()
                .get(0)
                .question())
        .isEqualTo("q");
  }

  /** verl's GSM8K: the question as a chat, the answer inside a structure, integer indices. */
  @Test
  void aChatAndAGroundTruth() throws Exception {
    Path file =
        parquet(
            "SELECT 'openai/gsm8k' AS data_source, [{'role': 'user', 'content': '1+1? Think.'}] AS"
                + " prompt, 'math' AS ability, {'style': 'rule', 'ground_truth': '2'} AS"
                + " reward_model, {'split': 'train', 'index': 17, 'answer': 'one more #### 2',"
                + " 'question': '1+1?'} AS extra_info");
    assertThat(
            read(
                    file,
                    """
                    id: extra_info.index
                    question: prompt.0.content
                    solution: extra_info.answer
                    answer: reward_model.ground_truth
                    """)
                .items())
        .containsExactly(new Problem("17", "1+1? Think.", "one more #### 2", "2", null));
    assertThat(
            read(
                    file,
                    "{id: '{extra_info.split}-{extra_info.index}', question: extra_info.question,"
                        + " solution: reward_model.ground_truth}")
                .items())
        .containsExactly(new Problem("train-17", "1+1?", "2", null, null));
    assertThatThrownBy(() -> read(file, "{question: prompt.0, solution: extra_info.answer}"))
        .hasMessageContaining("'prompt.0' must be a text, was {\"role\":\"user\"");
    assertThatThrownBy(
            () -> read(file, "{question: extra_info.qestion, solution: extra_info.answer}"))
        .hasMessageContaining(
            "`extra_info.qestion` (for question, in `extra_info` there are: split, index, answer,"
                + " question)");
  }

  /** Conversations of ShareGPT's form in one JSON array. */
  @Test
  void conversationsInAnArray() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("d.json"),
            "[\n {\"system\": \"x\", \"conversations\": [{\"from\": \"user\", \"value\": \"q\"},\n"
                + "  {\"from\": \"assistant\", \"value\": \"s\"}]}\n]");
    assertThat(
            read(file, "{question: conversations.0.value, solution: conversations.1.value}")
                .items())
        .containsExactly(new Problem("line-1", "q", "s", null, null, null, "x"));
  }

  /** Instruction, input and output in one array; numbers as solutions and ids. */
  @Test
  void instructionsInAnArray() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("d.json"),
            "[{\"n\": 5, \"instruction\": \"Add.\", \"input\": \"1 2\", \"output\": 3, \"w\": NaN}]");
    assertThat(
            read(file, "{id: n, question: \"{instruction}\\n{input}\", solution: output}").items())
        .containsExactly(new Problem("5", "Add.\n1 2", "3", null, null));
  }
}
