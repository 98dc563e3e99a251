package io.didact.answers.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.answers.AnswerGrader;
import io.didact.answers.AnswerKind;
import io.didact.answers.LastResort;
import io.didact.answers.Verdict;
import io.didact.answers.compute.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command that is known, with every kind of argument: none, empty, one token, nested, not
 * balanced. Whatever comes of it, nothing fails, an answer is never another than itself, and the
 * order of two does not matter. {@code -Ddidact.fuzz.answers=1000000} tries so many.
 */
class CommandArgumentsTest {
  private static final AnswerGrader MATH = AnswerGrader.of(AnswerKind.MATH);
  private static final AnswerGrader INTEGER = AnswerGrader.of(AnswerKind.INTEGER);

  private static final List<String> COMMANDS = commands();

  private static final List<String> ARGUMENTS =
      List.of(
          "",
          " ",
          "{}",
          "{ }",
          "{{}}",
          " R",
          " 1",
          "1",
          "12",
          "x",
          "ab",
          "{1}",
          "{x}",
          "{12}",
          "{3}{4}",
          "{3}{}",
          "{}{}",
          "{",
          "}",
          "{1",
          "{1}{",
          "}{",
          "[",
          "[3]",
          "[3]{8}",
          "[]{}",
          "_",
          "^",
          "_{",
          "^{",
          "_2",
          "^2",
          "_{2}",
          "^{-1}",
          "^{}",
          "_{}",
          "(",
          "()",
          "(x)",
          "(1,2)",
          "-",
          "-1",
          "{-1}",
          "!",
          "\\",
          "\\\\",
          "&",
          "$",
          "%",
          "=",
          "<",
          ",",
          ".",
          ";",
          ":",
          "|",
          "/",
          "'",
          "~",
          "\"",
          "\u0000",
          "\ud83d",
          "é",
          "½",
          "²",
          "√",
          "∞",
          "°",
          "1 1/2",
          "{a,b}",
          "{1,2}",
          "\\{",
          "\\}",
          "{\\}}",
          "{\\text{a}}",
          "3 hours",
          "and",
          "or",
          "{cm}",
          "{0}",
          "1e5",
          "0.",
          "..",
          "0.(3)",
          "{0.\\overline{}}",
          "{n=1}^{3}",
          "R^2",
          "{R}^{n}",
          "{RR}",
          "{ℝ}",
          "\n",
          "2\\%",
          "\\$",
          "²³",
          "⁻",
          "₂",
          "1/0",
          "{1/0}",
          "0^{0}");

  private static final List<String> PIECES =
      List.of(
          "+",
          "-",
          "*",
          "/",
          "^",
          "_",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ",",
          ";",
          "=",
          "<",
          "|",
          "!",
          "%",
          "1",
          "2",
          "0",
          "x",
          "i",
          "e",
          "0.5",
          "3 hours and ",
          "minu",
          "30 ",
          "cm",
          "min",
          "mod",
          "U",
          "C_",
          "&",
          "\\\\",
          " ",
          "$",
          "€",
          "USD ",
          "dozen",
          "p.m.",
          ":",
          "3:30",
          "to",
          "feet 6",
          "30 minu100",
          "kg 5 g",
          "week 3 days",
          "cents",
          "million",
          "per",
          "square ",
          "of ",
          "and ",
          "or ",
          "x=",
          "is ",
          "…",
          "±",
          "\\begin{pmatrix}",
          "\\end{pmatrix}",
          "\\begin{}",
          "\\end{}",
          "\\begin{array}",
          "\\begin",
          "\\end");

  private static List<String> commands() {
    Set<String> all = new TreeSet<>(Symbols.names());
    all.addAll(Set.of("begin", "end", "pi", "alpha", "infty", "foo"));
    for (Function function : Function.values()) {
      all.add(function.name().toLowerCase(Locale.ROOT));
    }
    return List.copyOf(all);
  }

  private static void check(String a, String b) {
    long before = LastResort.failures();
    MATH.grade("\\boxed{" + a + "}", "1");
    INTEGER.grade("It is " + a + ".", "1");
    assertThat(MATH.compare(a, b)).as("%s ¦ %s", a, b).isEqualTo(MATH.compare(b, a));
    assertThat(MATH.compare("\\displaystyle " + a, a))
        .as("%s and itself", a)
        .isNotEqualTo(Verdict.WRONG);
    assertThat(LastResort.failures()).as("failures with %s ¦ %s", a, b).isEqualTo(before);
  }

  @Test
  void everyCommandAndArgument() {
    Random random = new Random(5);
    String other = "1";
    for (String command : COMMANDS) {
      for (String argument : ARGUMENTS) {
        if (random.nextInt(4) == 0) {
          String text = "\\" + command + argument;
          check(text, other);
          other = text;
        }
      }
    }
  }

  @Test
  void severalInARow() {
    Random random = new Random(Long.getLong("didact.fuzz.seed", 6));
    String other = "1";
    for (int i = Integer.getInteger("didact.fuzz.answers", 3_000); i > 0; i--) {
      List<String> pieces = new ArrayList<>();
      for (int k = random.nextInt(4); k >= 0; k--) {
        pieces.add(
            random.nextBoolean()
                ? "\\" + any(COMMANDS, random) + any(ARGUMENTS, random)
                : any(PIECES, random) + any(PIECES, random));
      }
      String text = String.join("", pieces);
      check(text, other);
      other = text;
    }
  }

  private static String any(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\mathbb R",
        "\\mathbb  R",
        "\\mathbb{R}",
        "\\mathbb{ R }",
        "\\left.\\mathbb R\\right.",
        "x \\in \\mathbb R"
      })
  void theSetOfRealNumbers(String text) {
    assertThat(MATH.compare(text, "(-\\infty,\\infty)")).isEqualTo(Verdict.CORRECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\mathbb{}",
        "\\mathbb",
        "\\mathbb+",
        "3 hours and 30 minu100",
        "3 hours and 30 min(2)",
        "5 feet 6 in(7)",
        "2 kg 5 g/s",
        "1 week and 3 days^2"
      })
  void whatIsNotReadIsUndecided(String text) {
    assertThat(MATH.grade("\\boxed{" + text + "}", "7").verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  /** Repetitions that a pattern would go through by recursion. */
  @Test
  void longRepetitions() {
    long before = LastResort.failures();
    for (String unit : List.of("{}", "{1}", "1.", "\\a", ", and ", "1/", "- ", "(", "not the ")) {
      String text = unit.repeat(40_000);
      MATH.grade("\\boxed \\a" + text, "1");
      MATH.grade("The answer is " + text + "5.", "1");
      MATH.grade("It is " + text + "-5.", "1");
      MATH.compare(text, text + "5");
    }
    assertThat(LastResort.failures()).isEqualTo(before);
  }
}
