package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.answers.ExtractionRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documents say of extraction is what is done. */
class EvaluationDocTest {
  private static final Path DOCS = Path.of(System.getProperty("didact.root", "..")).resolve("docs");

  private static String word(Enum<?> constant) {
    return "`" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
  }

  private static String words(List<ExtractionRule> rules) {
    return rules.stream().map(EvaluationDocTest::word).collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"COUNTDOWN", "DIGIT_COUNTDOWN"})
  void orderOfRules(AnswerForm form) throws IOException {
    assertThat(Files.readString(DOCS.resolve("evaluation.md")))
        .contains("| " + word(form) + " | " + words(form.extraction()) + " |");
  }

  @Test
  void allRulesAreNamed() throws IOException {
    String formats = Files.readString(DOCS.resolve("formats.md"));
    assertThat(Arrays.stream(ExtractionRule.values()).map(EvaluationDocTest::word))
        .allMatch(formats::contains);
  }
}
