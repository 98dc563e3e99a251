package io.didact.data.synthetic;

import java.util.Locale;
import java.util.SplittableRandom;

/** The two kinds of task. */
public enum Domain {
  /** Lettered last-digit arithmetic: {@link Chain}. */
  CHAIN {
    @Override
    public Task random(int length, SplittableRandom random) {
      return Chain.random(length, random);
    }

    @Override
    public Task parse(String question) {
      return Chain.parse(question);
    }
  },

  /** Making a target of three digits: {@link Countdown}. */
  COUNTDOWN {
    @Override
    public Task random(int length, SplittableRandom random) {
      return Countdown.random(random);
    }

    @Override
    public Task parse(String question) {
      return Countdown.parse(question);
    }
  };

  /**
   * A random task.
   *
   * @param length operations of a chain; countdown always has two
   */
  public abstract Task random(int length, SplittableRandom random);

  /**
   * The task of a question.
   *
   * @throws IllegalArgumentException if the question is not one of this domain
   */
  public abstract Task parse(String question);

  /** The name in configurations and ids. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
