package io.didact.benchmark;

import io.didact.answers.AnswerGrader;
import io.didact.answers.AnswerKind;
import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Grading answers to competition problems: 40 of the usual kinds, all against all in turn, so that
 * most pairs differ. That is the slow side; a response that is right is often spelled as expected.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AnswerGraderBenchmark {
  private static final List<String> ANSWERS =
      List.of(
          "7",
          "-3",
          "128",
          "0",
          "2004",
          "15",
          "1",
          "96",
          "\\frac{3}{4}",
          "\\frac{17}{50}",
          "-\\frac{5}{12}",
          "1\\frac{4}{5}",
          "0.35",
          "12.5",
          "\\frac{1}{2}",
          "6\\sqrt{2}",
          "\\frac{\\sqrt{3}}{3}",
          "3+\\sqrt{7}",
          "\\sqrt{51}",
          "2\\pi",
          "\\frac{9\\pi}{4}",
          "45^\\circ",
          "25\\%",
          "10{,}080",
          "\\$18.90",
          "\\text{Saturday}",
          "\\text{(C)}",
          "(3, \\frac{\\pi}{2})",
          "(-2,1)",
          "(0,9) \\cup (9,36)",
          "[2,5)",
          "(-\\infty,-1]",
          "2,-7",
          "1 \\pm \\sqrt{19}",
          "2k+2",
          "x^3+3x-6",
          "(x+5)(x^2-5x+25)",
          "y=2x+3",
          "3+4i",
          "\\begin{pmatrix} 1/3 \\\\ 2/3 \\\\ 5/3 \\end{pmatrix}");

  private static final String WORK =
      "We first look at small cases, which give $a_1 = 2$ and $a_2 = 5$. Then we add them up. ";

  private final AnswerGrader grader = AnswerGrader.of(AnswerKind.MATH);
  private List<String> responses = List.of();
  private int next;

  /** Writes a response of some 2,000 characters around every answer. */
  @Setup
  public void write() {
    responses =
        ANSWERS.stream()
            .map(answer -> WORK.repeat(22) + "\n\nThe answer is $\\boxed{" + answer + "}$.")
            .toList();
  }

  private String gold() {
    next = (next + 1) % (ANSWERS.size() * ANSWERS.size());
    return ANSWERS.get(next / ANSWERS.size());
  }

  /** Bare answers. */
  @Benchmark
  public Grade bare() {
    String gold = gold();
    return grader.grade(ANSWERS.get(next % ANSWERS.size()), gold);
  }

  /** Whole responses. */
  @Benchmark
  public Grade responses() {
    String gold = gold();
    return grader.grade(responses.get(next % responses.size()), gold);
  }

  /** Two answers that are extracted already, as in a vote. */
  @Benchmark
  public Verdict compare() {
    String gold = gold();
    return grader.compare(ANSWERS.get(next % ANSWERS.size()), gold);
  }
}
