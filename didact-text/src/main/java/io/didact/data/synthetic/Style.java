package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ways to explain a task, from the most helpful to the useless. The comments show {@code
 * 9a+4b+7c-7}, which is 3, and {@code 4,9,3>8}, which {@code 4*9*3} solves; countdowns with whole
 * numbers have the same styles, with tries as {@link WholeAttempt} writes them.
 */
public enum Style {
  /**
   * {@code step a9+4=3,b3+7=0,c0-7=3.} or the whole search: {@code step a4+9=3,3>8 +6-0*9 no,}
   * {@code b4*9=6,3>8 +9-3*8.}
   */
  STEP,

  /** {@code fast a9+4=3,b3+7c-7=3.} or the first half of the failed tries, and the good one. */
  HALF,

  /** {@code fast a9+4b+7=0,c0-7=3.} or the good try alone: {@code fast b4*9=6,3>8 +9-3*8.} */
  LEAP,

  /** {@code calc 9a+4b+7c-7=3.} or {@code calc 4*9*3=8.} */
  CALC,

  /** {@code it is 3, 3.}: leaks the solution, and explains nothing. */
  ECHO,

  /** {@code talk think then now.}: says nothing. */
  TALK,

  /**
   * The steps from the last to the first: {@code back c0-7=3,b3+7=0,a9+4=3.} or {@code back
   * 6*3=8,4*9=6.}
   */
  BACK,

  /** As {@link #STEP}, with one wrong result that is carried on to a wrong conclusion. */
  SLIP,

  /** {@code talk so so so so so so so so.}: says nothing, at length, and is easily foretold. */
  RAMBLE;

  private static final int WORDS_OF_TALK = 3;
  private static final int WORDS_OF_RAMBLE = 8;

  private static final List<String> WORDS =
      List.of("think", "then", "now", "well", "look", "wait", "so", "hmm", "next", "here");

  /** Explains a task; the same state of {@code random} gives the same text. */
  public Explained explain(Task task, SplittableRandom random) {
    return switch (this) {
      case ECHO ->
          new Explained("it is " + task.solution() + ", " + task.solution() + ".", task.solution());
      case TALK -> talk(task, WORDS_OF_TALK, () -> word(random));
      case RAMBLE -> {
        String word = word(random);
        yield talk(task, WORDS_OF_RAMBLE, () -> word);
      }
      case STEP, HALF, LEAP, CALC, BACK, SLIP ->
          task instanceof Chain chain ? explain(chain, random) : explain((Searched) task, random);
    };
  }

  private Explained explain(Chain chain, SplittableRandom random) {
    ChainSteps steps = new ChainSteps(chain);
    String solution = chain.solution();
    return switch (this) {
      case HALF -> steps("fast", steps.lastTwoMerged(), solution);
      case LEAP -> steps("fast", steps.allButLastMerged(), solution);
      case CALC -> steps("calc", List.of(chain.question() + "=" + solution), solution);
      case BACK -> {
        List<String> backwards = new ArrayList<>(steps.single());
        Collections.reverse(backwards);
        yield steps("back", backwards, solution);
      }
      case SLIP -> {
        int at = random.nextInt(chain.operations().size());
        ChainSteps.Written slipped = steps.slipped(at, 1 + random.nextInt(9));
        yield steps("step", slipped.steps(), Integer.toString(slipped.result()));
      }
      case STEP, ECHO, TALK, RAMBLE -> steps("step", steps.single(), solution);
    };
  }

  private Explained explain(Searched countdown, SplittableRandom random) {
    CountdownSearch search = countdown.search();
    int failed = search.failed().size();
    String solution = search.solution();
    return switch (this) {
      case HALF -> new Explained(search.text("fast", failed / 2), solution);
      case LEAP -> new Explained(search.text("fast", 0), solution);
      case CALC -> new Explained("calc " + solution + "=" + countdown.target() + ".", solution);
      case BACK -> new Explained(search.backwards(), solution);
      case SLIP -> search.slip(random);
      case STEP, ECHO, TALK, RAMBLE -> new Explained(search.text("step", failed), solution);
    };
  }

  private static Explained steps(String opening, List<String> steps, String conclusion) {
    return new Explained(opening + " " + String.join(",", steps) + ".", conclusion);
  }

  private static Explained talk(Task task, int words, Supplier<String> word) {
    String said = Stream.generate(word).limit(words).collect(Collectors.joining(" "));
    return new Explained("talk " + said + ".", task.solution());
  }

  private static String word(SplittableRandom random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
