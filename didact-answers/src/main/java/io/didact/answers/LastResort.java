package io.didact.answers;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Keeps one answer from stopping the grading of all the others: where the checker itself fails, the
 * answer is undecided. Such a failure is a fault of the program. It is counted, and a command says
 * at its end how often it happened.
 *
 * <p>Running out of memory is no fault of an answer and is not caught.
 */
public final class LastResort {
  private static final AtomicLong FAILURES = new AtomicLong();
  private static final AtomicReference<String> FIRST = new AtomicReference<>("");

  private LastResort() {}

  /**
   * Grades.
   *
   * @throws ExpectedAnswerException when the expected answer cannot be one; that is for people
   */
  public static Grade grade(Supplier<Grade> grading) {
    try {
      return grading.get();
    } catch (ExpectedAnswerException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return new Grade(Verdict.UNDECIDED, "", "the checker failed: " + counted(e));
    }
  }

  private static String counted(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    String name = failure.getClass().getSimpleName();
    String what = stack.length == 0 ? name : name + " at " + stack[0];
    FIRST.compareAndSet("", what);
    FAILURES.incrementAndGet();
    return what;
  }

  /** Answers of this process on which the checker failed. */
  public static long failures() {
    return FAILURES.get();
  }

  /** On how many answers the checker failed since there were {@code before}, and the first ever. */
  public static String report(long before) {
    return "the checker failed on %d answers, which are undecided; please report it: %s"
        .formatted(failures() - before, FIRST.get());
  }
}
