package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternsTest {
  /** Two of three begin with step; of the chains of two operations both, of three none. */
  @Test
  void sharesOfResponsesByGroup() {
    TextPatterns patterns =
        new TextPatterns(Map.of("steps", "^step ", "dot", "\\."), Optional.of("[-+*]+"));
    PatternCounts counts =
        PatternCounts.sum(
            List.of(
                patterns.count("1a+2b+3", "step a1+2=3,b3+3=6."),
                patterns.count("4a*2b--3", "step a4*2=8,b8--3=5."),
                patterns.count("1a+2b+3c+4", "fast. step ")));
    assertThat(counts.metrics())
        .containsOnly(
            entry("pattern/steps", 2 / 3.0),
            entry("pattern/steps/2", 1.0),
            entry("pattern/steps/3", 0.0),
            entry("pattern/dot", 1.0),
            entry("pattern/dot/2", 1.0),
            entry("pattern/dot/3", 1.0));
    assertThat(counts.undecided()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "([a-z])[^a-z]*$, 1a+2b+3, b",
    "([a-z])[^a-z]*$, 12, other",
    "(x)?1, 1, other",
    "'[-+*]+', 1a+2b--3, 2",
    "'[-+*]+', 12, 0",
    "^., 12, 1"
  })
  void theGroupIsWhatTheParenthesesHoldOrHowOftenItIsFound(
      String expression, String question, String group) {
    assertThat(new TextPatterns(Map.of(), Optional.of(expression)).group(question)).contains(group);
  }

  /** Backtracking over all ways to cut up the a's; recursion over all characters. */
  @ParameterizedTest
  @CsvSource({"(a+)(a+)(a+)(a+)(a+)b, 300", "(?:a|b)*c, 300000", "^(.*a){12}b, 200"})
  void aSearchThatTakesTooLongIsUndecided(String expression, int length) {
    TextPatterns patterns =
        new TextPatterns(Map.of("slow", expression, "a", "a"), Optional.of(expression));
    String text = "a".repeat(length);
    PatternCounts counts = patterns.count("q", text);
    assertThat(counts.undecided()).containsOnly(entry("slow", 1L));
    assertThat(counts.metrics()).containsEntry("pattern/a", 1.0).doesNotContainKey("pattern/slow");
    assertThatThrownBy(() -> patterns.requireGroups(Map.of("p", text)))
        .hasMessage("groupBy takes too long on the question of problem p");
  }

  @Test
  void aLongTextIsSearchedAllTheSame() {
    String text = "x y ".repeat(100_000) + "end";
    assertThat(
            new TextPatterns(Map.of("end", "end$", "words", "(\\w+) (\\w+)e"), Optional.empty())
                .count("q", text)
                .metrics())
        .containsOnly(entry("pattern/end", 1.0), entry("pattern/words", 0.0));
  }

  @Test
  void settingsAreLookedAt() {
    assertThatThrownBy(
            () -> TextPatterns.rules(Map.of("a/b", "x", "open", "(x"), Optional.of("[")).done())
        .hasMessageContaining("patterns.a/b a name has no slash")
        .hasMessageContaining("patterns.open is no regular expression: Unclosed group: (x")
        .hasMessageContaining("groupBy is no regular expression");
    Map<String, String> many = new java.util.TreeMap<>();
    for (int i = 0; i < 101; i++) {
      many.put("p" + i, "q" + i);
    }
    TextPatterns each = new TextPatterns(Map.of(), Optional.of("(.*)"));
    assertThatThrownBy(() -> each.requireGroups(many))
        .hasMessageContaining("groupBy makes 101 groups of 101 problems, such as [q0, q1, q10]");
  }
}
