package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.data.JsonlException;
import io.didact.engine.Finish;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleRowTest {
  private static final String GOOD =
      "{\"problem\":\"a\",\"sample\":1,\"seed\":-7,\"promptHash\":\"12ab\",\"prompt\":\"1+1?\","
          + "\"response\":\"It is 3.\",\"expected\":\"2\",\"extracted\":\"3\",\"verdict\":\"wrong\","
          + "\"correct\":false,\"reason\":\"3 ≠ 2\",\"tokens\":5,\"finish\":\"stop\","
          + "\"subject\":\"Algebra\",\"level\":\"5\"}";

  @TempDir Path dir;

  private List<SampleRow> read(String... lines) throws IOException {
    Path file = dir.resolve("samples.jsonl");
    Files.write(file, List.of(lines));
    try (Stream<SampleRow> rows = SampleRow.read(file)) {
      return rows.toList();
    }
  }

  @Test
  void readsWhatStandsThere() throws IOException {
    assertThat(read(GOOD))
        .containsExactly(
            new SampleRow(
                "a",
                1,
                -7,
                "12ab",
                "1+1?",
                "It is 3.",
                "2",
                new Grade(Verdict.WRONG, "3", "3 ≠ 2"),
                5,
                OptionalDouble.empty(),
                Finish.STOP,
                Optional.of("Algebra"),
                Optional.of("5"),
                List.of()));
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    SampleRow row =
        new SampleRow(
            "p",
            0,
            -7,
            "ab",
            "prompt \u00e9\n",
            "",
            "4",
            new Grade(Verdict.UNDECIDED, " ", "why"),
            10,
            OptionalDouble.of(0.25),
            Finish.LENGTH,
            Optional.empty(),
            Optional.of("5"),
            List.of("yes", "no"));
    Path file = dir.resolve("samples.jsonl");
    SampleRow.write(file, List.of(row));
    assertThat(SampleRow.readAll(file)).containsExactly(row);
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo(
            ("{'problem':'p','sample':0,'seed':-7,'promptHash':'ab','prompt':'prompt \u00e9\\n',"
                    + "'response':'','expected':'4','extracted':' ','verdict':'undecided',"
                    + "'correct':false,'reason':'why','tokens':10,'repetition':0.25,'finish':'length','level':'5',"
                    + "'choices':['yes','no']}")
                .replace('\'', '"'));
    assertThat(row.outcome().answer()).isEmpty();
    assertThat(row.outcome().truncated()).isTrue();
    Grade now = new Grade(Verdict.WRONG, "", "no");
    assertThat(row.graded(now).grade()).isEqualTo(now);
    assertThat(row.graded(now).graded(row.grade())).isEqualTo(row);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"problem\":\"a\",|the field 'problem' is missing",
        "\"verdict\":\"wrong\",\"correct\":false,|the field 'verdict' is missing",
        "\"sample\":1,|the field 'sample' is missing",
        "\"promptHash\":\"12ab\",|the field 'promptHash' is missing",
        "\"response\":\"It is 3.\",|the field 'response' is missing",
        "\"tokens\":5,|the field 'tokens' is missing",
        "\"finish\":\"stop\",|the field 'finish' is missing"
      })
  void namesWhatIsMissing(String part, String message) {
    assertThatThrownBy(() -> read(GOOD, GOOD.replace(part, "")))
        .isInstanceOf(JsonlException.class)
        .hasMessage(dir.resolve("samples.jsonl") + ":2: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"wrong\"|\"right\"|'verdict' must be one of correct, wrong, undecided, was right",
        "\"wrong\"|\"correct\"|'verdict' is correct, but 'correct' is false",
        "\"stop\"|\"eos\"|'finish' must be one of stop, length, was eos",
        "\"tokens\":5|\"tokens\":-5|'tokens' must be from 0 to 2147483647, was -5",
        "\"sample\":1|\"sample\":4294967296|'sample' must be from 0 to 2147483647, was 4294967296",
        "\"level\":\"5\"|\"level\":[5]|'level' must be a text, was [5]",
        "\"tokens\":5|\"tokens\":\"5\"|'tokens' must be a whole number, was \"5\""
      })
  void saysWhatIsWrong(String part, String other, String message) {
    assertThatThrownBy(() -> read(GOOD.replace(part, other)))
        .isInstanceOf(JsonlException.class)
        .hasMessageEndingWith(":1: " + message);
  }

  /** Whatever is in the file, it is a row or a message with file and line. */
  @Test
  void anyBytesAreARowOrAnError() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    Path file = dir.resolve("fuzz.jsonl");
    int rows = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] line = GOOD.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(4); change > 0; change--) {
        line[random.nextInt(line.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, line);
      try (Stream<SampleRow> read = SampleRow.read(file)) {
        rows += (int) read.map(SampleRow::outcome).count();
      } catch (JsonlException e) {
        assertThat(e).hasMessageStartingWith(file + ":");
      }
    }
    assertThat(rows).isBetween(500, 1900);
  }

  @Test
  void aSetIsWholeOrAnError() throws IOException {
    Path file = dir.resolve("samples.jsonl");
    String second = GOOD.replace("\"sample\":1", "\"sample\":0");
    String other = GOOD.replace("\"a\"", "\"b\"");
    Files.write(file, List.of(GOOD, other, second, other.replace("\"sample\":1", "\"sample\":3")));
    SampleSet set = SampleSet.read(file);
    assertThat(set.size()).isEqualTo(4);
    assertThat(set.problems().get(0).problem()).isEqualTo("a");
    assertThat(set.samples().map(SampleOutcome::sample)).containsExactly(0, 1, 1, 3);
    Files.write(file, List.of(GOOD, second, other));
    assertThatThrownBy(() -> SampleSet.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": problem b has 1 samples, the first, a, has 2");
    Files.write(file, List.of(GOOD, GOOD));
    assertThatThrownBy(() -> SampleSet.read(file)).hasMessageEndingWith("a has sample 1 twice");
    Files.write(file, List.of());
    assertThatThrownBy(() -> SampleSet.read(file)).hasMessageEndingWith("there are no samples");
  }

  @Test
  void longAnswersAreCutForTheMetrics() throws IOException {
    String huge = "7".repeat(5000);
    SampleOutcome outcome = read(GOOD.replace("\"3\"", "\" " + huge + "\"")).get(0).outcome();
    assertThat(outcome.answer().orElseThrow()).hasSize(1000).startsWith("777");
  }
}
