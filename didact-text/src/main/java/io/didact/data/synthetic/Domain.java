package io.didact.data.synthetic;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The kinds of task. */
public enum Domain {
  /** Lettered last-digit arithmetic: {@link Chain}. */
  CHAIN(Chain::random, Chain::parse),

  /** Making a target of three digits: {@link Countdown}. */
  COUNTDOWN((length, random) -> Countdown.random(random), Countdown::parse),

  /** Making a target of three whole numbers: {@link WholeCountdown}. */
  WHOLE_COUNTDOWN((length, random) -> WholeCountdown.random(random), WholeCountdown::parse);

  private final BiFunction<Integer, SplittableRandom, Task> random;
  private final Function<String, Task> parse;

  Domain(BiFunction<Integer, SplittableRandom, Task> random, Function<String, Task> parse) {
    this.random = random;
    this.parse = parse;
  }

  /**
   * A random task.
   *
   * @param length operations of a chain; countdown always has two
   */
  public Task random(int length, SplittableRandom source) {
    return random.apply(length, source);
  }

  /**
   * The task of a question.
   *
   * @throws IllegalArgumentException if the question is not one of this domain
   */
  public Task parse(String question) {
    return parse.apply(question);
  }

  /** The name in configurations and ids. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
