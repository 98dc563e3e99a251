package io.didact.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One explanation of a problem, to be looked at token by token.
 *
 * @param set place of the set that it is of
 * @param sample which of the set's explanations of the problem
 * @param text all of it
 * @param length in tokens, where it is known
 * @param reward r, where it was scored
 * @param closed whether its closing tag ended it
 * @param leak whether the answer stands in it before it can have been worked out
 * @param correct whether it comes to the answer
 * @param terms of the reward, in the order in which they are added
 * @param tokens none where nothing is known of them
 */
public record InspectedTrace(
    int set,
    int sample,
    String text,
    OptionalInt length,
    OptionalDouble reward,
    boolean closed,
    boolean leak,
    boolean correct,
    List<Term> terms,
    Tokens tokens) {
  public InspectedTrace {
    terms = List.copyOf(terms);
  }

  /**
   * A summand of the reward.
   *
   * @param name of the term
   * @param value what it adds
   * @param score what it belongs to, such as {@code r_KL}; empty for a term of its own
   * @param how it came about, in words
   * @param span {@code think} or {@code solution}, where a token decides it
   * @param token that decides it: place in the span
   */
  public record Term(
      String name, double value, String score, String how, String span, OptionalInt token) {}

  /**
   * Natural log-probs token by token.
   *
   * @param think texts of the explanation's tokens; joined they are its text
   * @param teacher one a think token, or none
   * @param student one a think token
   * @param kl one a think token where it is not the difference of these; else none
   * @param solution texts of the solution's tokens
   * @param solutionStudent one a solution token
   */
  public record Tokens(
      List<String> think,
      float[] teacher,
      float[] student,
      float[] kl,
      List<String> solution,
      float[] solutionStudent) {
    /** Of an explanation whose tokens nobody has scored. */
    public static final Tokens NONE =
        new Tokens(List.of(), new float[0], new float[0], new float[0], List.of(), new float[0]);

    public Tokens {
      think = List.copyOf(think);
      solution = List.copyOf(solution);
      if (student.length != think.size()
          || solutionStudent.length != solution.size()
          || (teacher.length != think.size() && teacher.length != 0)
          || (kl.length != think.size() && kl.length != 0)) {
        throw new IllegalArgumentException(
            "%d think and %d solution tokens have %d, %d, %d and %d values"
                .formatted(
                    think.size(),
                    solution.size(),
                    teacher.length,
                    student.length,
                    kl.length,
                    solutionStudent.length));
      }
    }

    /** Whether nothing is known of them. */
    public boolean isEmpty() {
      return solution.isEmpty();
    }

    /** KL_k; NaN where it is not known. */
    double kl(int k) {
      return kl.length > 0 ? kl[k] : teacher.length > 0 ? teacher[k] - student[k] : Double.NaN;
    }
  }
}
