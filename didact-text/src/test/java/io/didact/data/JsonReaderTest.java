package io.didact.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {
  private static final String INTERNALS =
      "(?s).*(REDACTED|Source:|Feature|jackson|JsonToken|Constraints|START_|VALUE_|\\bcode \\d).*";

  private static JsonlRow row(String text) {
    return new JsonlRow("d.jsonl", 3, JsonReader.object(text.getBytes(UTF_8)));
  }

  /** What Python writes and reads; it is named only where it is used. */
  @Test
  void numbersThatAreNone() {
    String rest = "\"question\":\"q\",\"solution\":\"s\",\"x\":[NaN,Infinity,-Infinity,1e999]}";
    assertThat(Problems.fromRow(row("{" + rest)))
        .isEqualTo(new Problem("line-3", "q", "s", null, null));
    assertThatThrownBy(() -> Problems.fromRow(row("{\"answer\":NaN," + rest)))
        .hasMessage("d.jsonl:3: 'answer' must be a text or a number, was NaN");
    assertThatThrownBy(() -> Problems.fromRow(row("{\"id\":-Infinity," + rest)))
        .hasMessage("d.jsonl:3: 'id' must be a text or a number, was -Infinity");
    assertThatThrownBy(() -> row("{\"reward\":NaN}").optionalNumber("reward"))
        .hasMessage("d.jsonl:3: 'reward' must be a finite number, was NaN");
  }

  /** Half of a pair is no character: JSON can say it, no file or tokenizer can write it. */
  @Test
  void halvesOfSurrogatePairs() {
    assertThatThrownBy(
            () ->
                Problems.fromRow(
                    row("{\"id\":\"p7\",\"question\":\"so \\ud83d\",\"solution\":\"s\"}")))
        .hasMessage(
            "d.jsonl:3: problem p7: `question` has half of a surrogate pair (\\ud83d), which is no"
                + " character, at position 3");
    assertThatThrownBy(
            () -> Problems.fromRow(row("{\"id\":7,\"question\":\"q\",\"solution\":\"\\ude00\"}")))
        .hasMessageStartingWith("d.jsonl:3: problem 7: `solution` has half");
    assertThatThrownBy(
            () ->
                Problems.fromRow(row("{\"id\":\"\\ude00\",\"question\":\"q\",\"solution\":\"s\"}")))
        .hasMessageStartingWith("d.jsonl:3: `id` has half");
    assertThat(
            Problems.fromRow(
                    row("{\"question\":\"\\ud83d\\ude00\",\"solution\":\"s\",\"x\":\"\\ud83d\"}"))
                .question())
        .isEqualTo("😀");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                     | it ends before a bracket or a quote is closed",
        "{\"a\":\"b            | it ends before a bracket or a quote is closed",
        "hello                 | unexpected 'hello' at character 1",
        "{\"a\":1} {}          | something follows after its end at character 9",
        "{\"a\":1,\"a\":2}     | the key 'a' is given twice at character 11",
        "{a:1}                 | unexpected 'a' at character 2",
        "{\"a\":True}          | unexpected 'True' at character 6",
        "{\"a\":01}            | it cannot be read at character 7",
        "{\"a\":1]}            | unexpected ']' at character 7",
        "{\"a\":\"\\x\"}       | it cannot be read at character 8",
      })
  void whatIsWrongIsSaidInOurWords(String text, String message) {
    assertThatThrownBy(() -> row(text.strip()))
        .hasMessage("not JSON: " + message)
        .message()
        .doesNotMatch(INTERNALS);
  }

  @Test
  void boundsAreToldToo() {
    assertThatThrownBy(() -> row("{\"a\":" + "[".repeat(2000)))
        .hasMessage("not JSON: more than 500 brackets within one another");
    assertThatThrownBy(() -> row("{\"a\":" + "1".repeat(5000) + "}"))
        .hasMessage("not JSON: a number or a text is too long");
    assertThatThrownBy(() -> row("{\"a\":\"\t\"}"))
        .hasMessage("not JSON: a control character at character 7, which must be escaped");
    assertThatThrownBy(() -> JsonReader.object(new byte[] {'{', '"', (byte) 0xff, '"'}))
        .hasMessageStartingWith("not JSON: it is not text in UTF-8");
  }

  @Test
  void noMessageShowsALibrary() {
    Random random = new Random(3);
    byte[] good = "{\"question\":[1,{\"x\":-2.5e3}],\"s\":\"\\u00fc\",\"t\":true}".getBytes(UTF_8);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = good.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(JsonReader.object(bytes)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).doesNotMatch(INTERNALS);
      }
    }
  }
}
