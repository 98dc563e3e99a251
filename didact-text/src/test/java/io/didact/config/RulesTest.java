package io.didact.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a record says of its values, alone and with lines of the file that they came from. */
class RulesTest {
  /** A part that others make, with names of its own. */
  record Part(double size, int every) {
    Part {
      new Rules("part").inUnit("size", size).atLeast("every", 1, every).done();
    }
  }

  record Inner(int low, int high) {
    Inner {
      new Rules()
          .atLeast("low", 0, low)
          .require(low <= high, "low", "must be ≤ high, were " + low + " and " + high)
          .done();
    }
  }

  record Outer(double part, int every, Inner inner, Map<String, Integer> counts, String note) {
    Outer {
      Rules rules =
          new Rules()
              .valid(Map.of("size", "part"), () -> new Part(part, every))
              .require(!note.contains(";"), "note", "must not have `;`, as in a; every b")
              .require(inner.high() < 100, "inner.high", "< 100", inner.high())
              .require(every != 13, "13 brings no luck");
      counts.forEach((key, count) -> rules.atLeast("counts." + key, 1, count));
      rules.done();
    }

    static Outer defaults() {
      return new Outer(1, 1, new Inner(0, 1), Map.of(), "");
    }
  }

  private static void read(String yaml) throws ConfigException {
    byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
    ConfigReader.parse(bytes, "o", Path.of(""), Outer.class, List.of());
  }

  @Test
  void aloneItIsOneMessage() {
    assertThatThrownBy(() -> new Part(2, 0))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly("size must be in [0, 1], was 2.0", "every must be ≥ 1, was 0"))
        .hasMessage("part: size must be in [0, 1], was 2.0; every must be ≥ 1, was 0");
    assertThatThrownBy(() -> new Part(Double.NaN, 1)).hasMessageContaining("was NaN");
    assertThatCode(() -> new Part(0, 1)).doesNotThrowAnyException();
  }

  @Test
  void eachComplaintHasTheLineOfItsKey() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    part: -1
                    every: 13
                    inner:
                      low: 4
                      high: 200
                    counts:
                      a b.c: 0
                      d: 1
                    """))
        .hasMessage(
            """
            4 problems in o
            o:1: part: must be in [0, 1], was -1.0
            o:1: 13 brings no luck
            o:5: inner.high: must be < 100, was 200
            o:7: counts.a b.c: must be ≥ 1, was 0""");
  }

  /** A message may look like a list, or like one about another key: nobody reads it again. */
  @Test
  void messagesAreNotTakenApart() {
    assertThatThrownBy(() -> read("note: 'x;'\n"))
        .hasMessage("o:1: note: must not have `;`, as in a; every b");
  }

  /** Also those of a record that is not made, because a block in it is wrong. */
  @Test
  void namesOfThePartBecomeThoseOfTheWhole() {
    assertThatThrownBy(() -> read("every: -1\npart: 7\ninner: {low: -1, high: -2}\n"))
        .hasMessage(
            """
            4 problems in o
            o:1: every: must be ≥ 1, was -1
            o:2: part: must be in [0, 1], was 7.0
            o:3: inner.low: must be ≥ 0, was -1
            o:3: inner.low: must be ≤ high, were -1 and -2""");
  }

  /** Beside a key that is wrong, ranges are still told, and what depends on two keys is not. */
  @Test
  void onlyRangesAreToldBesideOtherFaults() {
    assertThatThrownBy(() -> read("inner: {low: -1, high: x}\nevry: 2\n"))
        .hasMessage(
            """
            3 problems in o
            o:1: inner.high: expected a whole number, was x
            o:1: inner.low: must be ≥ 0, was -1
            o:2: evry: unknown key; did you mean `every`?""");
  }

  @Test
  void rulesOfOthersAreTakenOverByTheirPath() {
    Rules inner = new Rules().require(false, "whole").add("key", "is wrong");
    Rules all = new Rules("subject").all("a.b", inner).given("c", Optional.empty());
    assertThatThrownBy(all::done).hasMessage("subject: a.b whole; a.b.key is wrong; c is missing");
  }

  /** What knows nothing of rules belongs to the block as a whole. */
  @Test
  void otherExceptionsHaveTheBlock() {
    Rules rules =
        new Rules()
            .valid(
                () -> {
                  throw new IllegalArgumentException("every day; no");
                });
    assertThat(rules.complaints()).containsExactly(new Complaint("", "", "every day; no", false));
  }
}
