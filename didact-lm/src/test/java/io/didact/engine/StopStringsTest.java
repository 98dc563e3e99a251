package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopStringsTest {
  private static int chunksRead(StopStrings strings, String... chunks) {
    StopStrings.Stream stream = strings.new Stream();
    for (int i = 0; i < chunks.length; i++) {
      if (stream.endsWithin(chunks[i].getBytes(StandardCharsets.UTF_8))) {
        return i + 1;
      }
    }
    return -1;
  }

  @Test
  void textsAreFoundAcrossBorders() {
    StopStrings strings = new StopStrings(List.of("</e>", "Ende"));
    assertThat(chunksRead(strings, "a</", "e", ">b", "c")).isEqualTo(3);
    assertThat(chunksRead(strings, "x</e>y")).isEqualTo(1);
    assertThat(chunksRead(strings, "</e", "x>", "</e", ">")).isEqualTo(4);
    assertThat(chunksRead(strings, "EnEn", "de")).isEqualTo(2);
    assertThat(chunksRead(strings, "</", "End", "</e")).isEqualTo(-1);
    assertThat(chunksRead(new StopStrings(List.of()), "anything")).isEqualTo(-1);
  }

  /** A text whose beginning comes back within it: after "aab" + "aa" the last "aa" still counts. */
  @Test
  void aFailedMatchGoesOnFromItsLongestBorder() {
    StopStrings strings = new StopStrings(List.of("aabaac"));
    assertThat(chunksRead(strings, "aab", "aab", "aac")).isEqualTo(3);
    assertThat(chunksRead(strings, "aaaabaac")).isEqualTo(1);
  }

  /** The bytes of one character may come in different tokens. */
  @Test
  void charactersMayBeSplit() {
    byte[] sign = "→".getBytes(StandardCharsets.UTF_8);
    StopStrings.Stream stream = new StopStrings(List.of("→")).new Stream();
    assertThat(stream.endsWithin(new byte[] {sign[0]})).isFalse();
    assertThat(stream.endsWithin(new byte[] {sign[1], sign[2], 'x'})).isTrue();
  }

  @Test
  void agreesWithSearchingTheText() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 2_000; trial++) {
      String pattern = letters(random, random.nextInt(1, 6));
      String text = letters(random, 30);
      StopStrings.Stream stream = new StopStrings(List.of(pattern)).new Stream();
      int end = -1;
      for (int i = 0; i < text.length() && end < 0; i++) {
        end = stream.endsWithin(new byte[] {(byte) text.charAt(i)}) ? i + 1 : -1;
      }
      int found = text.indexOf(pattern);
      assertThat(end).isEqualTo(found < 0 ? -1 : found + pattern.length());
    }
  }

  private static String letters(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextBoolean() ? 'a' : 'b');
    }
    return text.toString();
  }
}
