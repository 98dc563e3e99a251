package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The search for a countdown's solution as text: every try up to the first that hits.
 *
 * @param failed the tries before
 * @param solved the try that hits
 * @param last the operation it hits with
 */
record CountdownSearch(List<Attempt> failed, Attempt solved, Operator last) {
  /**
   * @param attempts in the order of the search; at least one hits
   */
  static CountdownSearch of(List<Attempt> attempts) {
    List<Attempt> failed = attempts.stream().takeWhile(attempt -> attempt.hit().isEmpty()).toList();
    Attempt solved = attempts.get(failed.size());
    return new CountdownSearch(failed, solved, solved.hit().orElseThrow());
  }

  /** {@code 4*9*3}. */
  String solution() {
    return solved.expression(last);
  }

  /** The first tries that failed, then the one that hits, after an opening word. */
  String text(String opening, int failures) {
    return line(opening, failed.subList(0, failures), solved.text());
  }

  /** {@code back 6*3=8,4*9=6.} */
  String backwards() {
    return "back " + solved.lastStep(last) + "," + solved.firstStep() + ".";
  }

  /**
   * A search in which one of the misses before the hit is misread as a hit; where the very first
   * operation hits, there is nothing to misread and the search is a good one.
   */
  Explained slip(SplittableRandom random) {
    List<Miss> misses = new ArrayList<>();
    for (int i = 0; i <= failed.size(); i++) {
      Attempt attempt = i < failed.size() ? failed.get(i) : solved;
      int index = i;
      attempt.closings().stream()
          .takeWhile(operator -> !attempt.hits(operator))
          .forEach(operator -> misses.add(new Miss(index, attempt, operator)));
    }
    if (misses.isEmpty()) {
      return new Explained(text("step", failed.size()), solution());
    }
    Miss miss = misses.get(random.nextInt(misses.size()));
    return new Explained(
        line("step", failed.subList(0, miss.index), miss.attempt.textUpTo(miss.operator)),
        miss.attempt.expression(miss.operator));
  }

  private record Miss(int index, Attempt attempt, Operator operator) {}

  private static String line(String opening, List<Attempt> failures, String success) {
    Stream<String> parts = Stream.concat(failures.stream().map(Attempt::text), Stream.of(success));
    return opening + " " + String.join(",", parts.toList()) + ".";
  }
}
