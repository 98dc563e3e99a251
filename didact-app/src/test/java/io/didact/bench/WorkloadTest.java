package io.didact.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.decoder.DecoderConfig;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
  @TempDir Path dir;

  private Workload read(String json) throws IOException {
    Path file = dir.resolve("work.json");
    Files.writeString(file, json);
    // 10 ids, 32 positions
    return Workload.read(
        file, new DecoderConfig("qwen2", 10, 4, 4, 1, 1, 1, 4, 1e-6, 10_000, true, 32, List.of(1)));
  }

  @Test
  void aFile() throws IOException {
    Workload work =
        read(
            """
            {"prompts":[[2,3,4],[5]],"group":2,"newTokens":4,"microBatch":3,
             "lengths":[[1,2],[4,3]],"solution":[[6,7],[8,9,2]]}
            """);
    assertThat(work.prompts()).containsExactly(TokenIds.of(2, 3, 4), TokenIds.of(5));
    assertThat(work.solutions()).containsExactly(TokenIds.of(6, 7), TokenIds.of(8, 9, 2));
    assertThat(work.lengths().get(1)).containsExactly(4, 3);
    assertThat(work.completionTokens()).isEqualTo(10);
    assertThat(work.longestCompletion()).isEqualTo(4);
  }

  /**
   * The longest sequence is 1 + 3 + 4 = 8 tokens (the first prompt's 3 + 2 + 2 = 7), three of them
   * are 24; two workers get 12 each, five workers 4.8, rounded up.
   */
  @Test
  void workersShareTheMicroBatch() throws IOException {
    Workload work =
        read(
            """
            {"prompts":[[2,3,4],[5]],"lengths":[[1,2],[4,3]],"solution":[[6,7],[8,9,2]],
             "microBatch":3}
            """);
    assertThat(work.tokensPerMicroBatch(1)).isEqualTo(24);
    assertThat(work.tokensPerMicroBatch(2)).isEqualTo(12);
    assertThat(work.tokensPerMicroBatch(5)).isEqualTo(5);
  }

  /**
   * As the baseline counts: 3 + 2 sampled; read for each of two contexts 2 completions with a
   * prompt of 3 and a solution of 2, 2·(2·5 + 5) = 30; in training without it, 2·3 + 5 = 11.
   */
  @Test
  void tokensOfJobs() throws IOException {
    Workload work = read("{\"prompts\":[[2,3,4]],\"lengths\":[[3,2]],\"solution\":[[6,7]]}");
    assertThat(work.microBatch()).isEqualTo(8);
    assertThat(BenchJob.GENERATE.tokens(work)).isEqualTo(5);
    assertThat(BenchJob.SCORE.tokens(work)).isEqualTo(30);
    assertThat(BenchJob.TRAIN.tokens(work)).isEqualTo(11);
    assertThat(BenchJob.STEP.tokens(work)).isEqualTo(5 + 30 + 11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|`prompts` must be a list of lists, and not empty",
        "{'prompts':7}|`prompts` must be a list of lists, and not empty",
        "{'prompts':[]}|`prompts` must be a list of lists, and not empty",
        "{'prompts':['x']}|`prompts[0]` must be a list of whole numbers",
        "{'prompts':[[2,3.5]]}|`prompts[0][1]` must be a whole number, was 3.5",
        "{'prompts':[[2],[10]]}|`prompts` has ids that the model lacks; it knows 0 to 9",
        "{'prompts':[[-1]]}|`prompts` has ids that the model lacks; it knows 0 to 9",
        "{'prompts':[[2]]}|`solution` must be a list of lists, and not empty",
        "{'prompts':[[2]],'solution':[[3]]}|`lengths` must be a list of lists, and not empty",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[4,99999999999]]}|`lengths[0][1]` must be a whole number, was 99999999999",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[4]]}|every prompt needs at least two lengths",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[4,0]]}|every length must be ≥ 1",
        "{'prompts':[[]],'solution':[[3]],'lengths':[[4,1]]}|no prompt or solution may be empty",
        "{'prompts':[[2]],'solution':[[3],[3]],'lengths':[[4,1]]}|prompts, lengths and solution must be equally many, were 1, 1 and 2",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[4,1]],'microBatch':0}|microBatch must be ≥ 1, was 0",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[4,1]],'group':3}|`group` is 3, and `lengths[0]` has 2",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[1,31]]}|`prompts[0]` with its longest completion and its solution has 33 tokens, more than the model's 32 positions (max_position_embeddings)",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[1,2147483647]]}|`prompts[0]` with its longest completion and its solution has 2147483649 tokens, more than the model's 32 positions (max_position_embeddings)",
        "{'prompts':[['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']]}|`prompts[0][0]` must be a whole number, was \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
        "{'prompts':[[2]],'solution':[[3]],'lengths':[[4,1]],'microBatch':null}|`microBatch` must be a whole number, was null",
      },
      quoteCharacter = '~')
  void badFiles(String json, String message) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(IOException.class)
        .hasMessage(dir.resolve("work.json") + " is not a workload: " + message);
  }

  @Test
  void noJson() {
    assertThatThrownBy(() -> read("{\"prompts\":[[2"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(dir.resolve("work.json") + " is not JSON: ");
  }

  @Test
  void lengthsDoNotOverflow() {
    Workload work =
        new Workload(
            List.of(TokenIds.of(2)),
            List.of(TokenIds.of(3)),
            List.of(new int[] {1, Integer.MAX_VALUE}),
            8);
    assertThat(work.tokensPerMicroBatch(1)).isEqualTo(Integer.MAX_VALUE);
  }

  /** The same arguments give the same, with lengths in the range and no special ids. */
  @Test
  void random() {
    Workload work = Workload.random(10, 3, 20, 4, 5, 7);
    assertThat(work.prompts()).isEqualTo(Workload.random(10, 3, 20, 4, 5, 7).prompts());
    assertThat(work.prompts()).hasSize(3).allMatch(prompt -> prompt.size() == 20);
    assertThat(work.prompts()).allMatch(p -> p.stream().allMatch(id -> id >= 2 && id < 10));
    assertThat(work.lengths()).hasSize(3).allMatch(group -> group.length == 4);
    assertThat(work.lengths().stream().flatMapToInt(java.util.Arrays::stream).toArray())
        .containsAnyOf(5, 6, 7)
        .doesNotContain(4, 8);
  }
}
