package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ways to explain a task, from the most helpful to the useless. The comments show {@code
 * 9a+4b+7c-7}, which is 3, and {@code 4,9,3>8}, which {@code 4*9*3} solves.
 */
public enum Style {
  /**
   * {@code step a9+4=3,b3+7=0,c0-7=3.} or the whole search: {@code step a4+9=3,3>8 +6-0*9 no,}
   * {@code b4*9=6,3>8 +9-3*8.}
   */
  STEP {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      return chain("step", new ChainSteps(chain).single(), chain);
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      CountdownSearch search = CountdownSearch.of(countdown);
      return new Explained(search.text("step", search.failed().size()), search.solution());
    }
  },

  /** {@code fast a9+4=3,b3+7c-7=3.} or the first half of the failed tries, and the good one. */
  HALF {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      return chain("fast", new ChainSteps(chain).lastTwoMerged(), chain);
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      CountdownSearch search = CountdownSearch.of(countdown);
      return new Explained(search.text("fast", search.failed().size() / 2), search.solution());
    }
  },

  /** {@code fast a9+4b+7=0,c0-7=3.} or the good try alone: {@code fast b4*9=6,3>8 +9-3*8.} */
  LEAP {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      return chain("fast", new ChainSteps(chain).allButLastMerged(), chain);
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      CountdownSearch search = CountdownSearch.of(countdown);
      return new Explained(search.text("fast", 0), search.solution());
    }
  },

  /** {@code calc 9a+4b+7c-7=3.} or {@code calc 4*9*3=8.} */
  CALC {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      return new Explained(
          "calc " + chain.question() + "=" + chain.solution() + ".", chain.solution());
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      String solution = countdown.solution();
      return new Explained("calc " + solution + "=" + countdown.target() + ".", solution);
    }
  },

  /** {@code it is 3, 3.}: leaks the solution, and explains nothing. */
  ECHO {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      return echo(chain);
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      return echo(countdown);
    }
  },

  /** {@code talk think then now.}: says nothing. */
  TALK {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      return talk(chain, random);
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      return talk(countdown, random);
    }
  },

  /**
   * The steps from the last to the first: {@code back c0-7=3,b3+7=0,a9+4=3.} or {@code back
   * 6*3=8,4*9=6.}
   */
  BACK {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      List<String> steps = new ArrayList<>(new ChainSteps(chain).single());
      Collections.reverse(steps);
      return chain("back", steps, chain);
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      CountdownSearch search = CountdownSearch.of(countdown);
      return new Explained(search.backwards(), search.solution());
    }
  },

  /** As {@link #STEP}, with one wrong result that is carried on to a wrong conclusion. */
  SLIP {
    @Override
    Explained explain(Chain chain, SplittableRandom random) {
      int at = random.nextInt(chain.operations().size());
      ChainSteps.Written slipped = new ChainSteps(chain).slipped(at, 1 + random.nextInt(9));
      return new Explained(
          "step " + String.join(",", slipped.steps()) + ".", Integer.toString(slipped.result()));
    }

    @Override
    Explained explain(Countdown countdown, SplittableRandom random) {
      return CountdownSearch.of(countdown).slip(random);
    }
  };

  private static final List<String> WORDS =
      List.of("think", "then", "now", "well", "look", "wait", "so", "hmm", "next", "here");

  abstract Explained explain(Chain chain, SplittableRandom random);

  abstract Explained explain(Countdown countdown, SplittableRandom random);

  /** Explains a task; the same state of {@code random} gives the same text. */
  public Explained explain(Task task, SplittableRandom random) {
    if (task instanceof Chain chain) {
      return explain(chain, random);
    }
    return explain((Countdown) task, random);
  }

  private static Explained chain(String opening, List<String> steps, Chain chain) {
    return new Explained(opening + " " + String.join(",", steps) + ".", chain.solution());
  }

  private static Explained echo(Task task) {
    String solution = task.solution();
    return new Explained("it is " + solution + ", " + solution + ".", solution);
  }

  private static Explained talk(Task task, SplittableRandom random) {
    StringBuilder text = new StringBuilder("talk");
    for (int i = 0; i < 3; i++) {
      text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return new Explained(text.append('.').toString(), task.solution());
  }
}
