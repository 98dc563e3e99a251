package io.didact.data.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRuleTest {
  private static final Problem PROBLEM = new Problem("p", "9a+4", "3", null, null);

  private static Refined of(String text, TextRule... rules) {
    return TextRule.all(List.of(rules), PROBLEM, text);
  }

  @Test
  void rulesComeOneAfterTheOther() {
    assertThat(
            of(
                    "  Wait, 2+2\n2+2 \n\n\nis 4  \n2+2\n",
                    new TextRule.Replace("(?i)wait, ", ""),
                    new TextRule.DropRepeatedLines(),
                    new TextRule.Replace("(\\d)\\+(\\d)", "$2 and $1"),
                    new TextRule.Strip())
                .text())
        .hasValue("2 and 2\n\n\nis 4");
    assertThat(of("fast a9+4=3", new TextRule.Steps()).text()).hasValue("step a9+4=3.");
  }

  /** What one rule cannot do, the next is not asked. */
  @Test
  void whyATextIsNotWritten() {
    assertThat(of("well", new TextRule.Steps(), new TextRule.Replace(".*", "x")).why())
        .isEqualTo("`well` is no step");
    assertThat(of(" \n", new TextRule.Strip()).why()).isEqualTo("no text is left");
    assertThat(of("aaa", new TextRule.Replace("a", "")).why()).isEqualTo("no text is left");
    assertThat(of("ab", new TextRule.Replace("a", "\ud800")).why())
        .isEqualTo("the text has half of a surrogate pair");
  }

  /** Four nested searches of 3,000 letters are 10¹² looks; the empty text is found 3,001 times. */
  @Test
  void aRuleEnds() {
    String many = "a".repeat(3000);
    assertThat(of(many, new TextRule.Replace("(a+)(a+)(a+)(a+)b", "")).why())
        .isEqualTo("the pattern (a+)(a+)(a+)(a+)b takes too long on it");
    assertThat(of("a".repeat(100_000), new TextRule.Replace("(a|b)*c", "")).why())
        .contains("takes too long");
    assertThat(of(many, new TextRule.Replace("", "b".repeat(3000))).why())
        .isEqualTo("the text is longer than 4194304 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "(a, x, pattern is no regular expression: Unclosed group: (a",
    "a, $1, with does not go with the pattern: No group 1",
    "(?<n>a), ${m}, with does not go with the pattern: No group with name {m}",
    "a, x\\, with does not go with the pattern: character to be escaped is missing",
  })
  void wrongReplacementsAreTold(String pattern, String with, String message) {
    assertThatThrownBy(() -> new TextRule.Replace(pattern, with)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"(a)|(b), $2", "(?<n>a), ${n}", "'(?x) a # letter', x"})
  void groupsMayBeNamed(String pattern, String with) {
    assertThat(new TextRule.Replace(pattern, with).with()).isEqualTo(with);
  }
}
