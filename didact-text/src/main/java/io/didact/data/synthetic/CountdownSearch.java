package io.didact.data.synthetic;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The search for a countdown's solution as text. */
final class CountdownSearch {
  private final Countdown countdown;
  private final Attempt solved;

  CountdownSearch(Countdown countdown) {
    this.countdown = countdown;
    this.solved = countdown.solved();
  }

  /** The tries before the one that hits: {@code a4+9=3,3>8 no}. */
  List<String> failures() {
    return countdown.attempts().stream()
        .takeWhile(attempt -> !attempt.equals(solved))
        .map(Attempt::failed)
        .toList();
  }

  /** The try that hits: {@code b4*9=6,3>8 6*3=8}. */
  String success() {
    return solved.succeeded(solved.hit().orElseThrow());
  }

  /** {@code 6*3=8}, {@code 4*9=6}. */
  List<String> backwards() {
    return List.of(solved.lastStep(solved.hit().orElseThrow()), solved.firstStep());
  }

  /**
   * A search that takes a try up to the good one, at random, for a hit with an operation that
   * misses.
   */
  Explained slip(SplittableRandom random) {
    int at = random.nextInt(failures().size() + 1);
    Attempt wrong = countdown.attempts().get(at);
    List<Operator> misses =
        Stream.of(Operator.values())
            .filter(last -> last.apply(wrong.result(), wrong.rest()) != countdown.target())
            .toList();
    if (misses.isEmpty()) {
      return Style.STEP.explain(countdown, random);
    }
    Operator last = misses.get(random.nextInt(misses.size()));
    return new Explained(
        Style.line("step", failures().subList(0, at), wrong.succeeded(last)),
        wrong.expression(last));
  }
}
