package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a model writes, it is graded: no exception, and the same whichever comes first. */
class AnswerGarbageTest {
  private static final AnswerGrader MATH = AnswerGrader.of(AnswerKind.MATH);
  private static final AnswerGrader CHOICE = AnswerGrader.of(AnswerKind.CHOICE);

  private static final List<String> PIECES =
      List.of(
          "\\frac",
          "{",
          "}",
          "{",
          "}",
          "1",
          "2",
          "12",
          "x",
          "y",
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
          "\\{",
          "\\}",
          ",",
          ";",
          "=",
          "<",
          "\\le",
          "\\sqrt",
          "\\pm",
          "\\cup",
          "\\pi",
          "i",
          "e",
          "|",
          "!",
          "%",
          "^\\circ",
          "\\text{",
          "cm",
          "and",
          "or",
          "\\begin{pmatrix}",
          "\\end{pmatrix}",
          "&",
          "\\\\",
          "\\infty",
          "\\log",
          "\\sin",
          "\\boxed{",
          "$",
          "\\(",
          "\\)",
          "\\[",
          "\\]",
          " ",
          "0.",
          "\\overline{",
          "…",
          ":",
          "\\pmod{",
          "\\binom",
          "\\left",
          "\\right",
          "\\in",
          "\\mathbb{R}",
          "is",
          "answer",
          "A",
          "∪",
          "½",
          "²",
          "\\$",
          "\\sum_{",
          "\\lfloor",
          "\\rfloor",
          "\n",
          ".",
          "\u0000",
          "\ud83d",
          "é",
          "答案是");

  private static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(16); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void piecesOfLatex() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      String a = pieces(random);
      String b = random.nextInt(3) == 0 ? a + "+1" : pieces(random);
      assertThat(MATH.compare(a, b)).as("%s ¦ %s", a, b).isEqualTo(MATH.compare(b, a));
      assertThat(MATH.grade(a, "1")).isNotNull();
      assertThat(CHOICE.grade(a, "B")).isNotNull();
    }
  }

  @Test
  void bytes() {
    Random random = new Random(12);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(60) + 1];
      random.nextBytes(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(MATH.grade(text, "1")).isNotNull();
      assertThat(MATH.compare(text, "1")).isEqualTo(MATH.compare("1", text));
    }
  }
}
