package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Short chains side by side, explained in full: {@code 7a-6;2b*5c-7}, {@code step
 * a7-6=1;b2*5=0,c0-7=3.}, {@code 1;3}. The letters go on from one to the next and may begin
 * anywhere. A model that reads them knows every step that a long chain needs, and texts of as many
 * steps, but never a long chain's full explanation.
 *
 * @param firstLetter index of the first operation's letter
 */
record Runs(int firstLetter, List<Chain> chains) {
  static final int LONGEST_RUN = 3;
  static final int MOST_STEPS = 5;

  /** One chain of 1 to 3 operations, with any of the letters a to e. */
  static Runs shortChain(SplittableRandom random) {
    int length = random.nextInt(1, LONGEST_RUN + 1);
    return new Runs(random.nextInt(MOST_STEPS - length + 1), List.of(chain(length, random)));
  }

  /** At least two chains, of 2 to 5 operations together. */
  static Runs compound(SplittableRandom random) {
    int left = random.nextInt(2, MOST_STEPS + 1);
    List<Chain> chains = new ArrayList<>();
    while (left > 0) {
      int most = Math.min(LONGEST_RUN, chains.isEmpty() ? left - 1 : left);
      Chain chain = chain(random.nextInt(1, most + 1), random);
      chains.add(chain);
      left -= chain.operations().size();
    }
    return new Runs(0, chains);
  }

  private static Chain chain(int length, SplittableRandom random) {
    return (Chain)
        new TaskSource(Domain.CHAIN, Split.TRAIN, length, length, random.nextLong()).task(0);
  }

  String question() {
    List<String> questions = new ArrayList<>();
    int letter = firstLetter;
    for (Chain chain : chains) {
      questions.add(chain.question(letter));
      letter += chain.operations().size();
    }
    return String.join(";", questions);
  }

  Explained explained() {
    List<String> runs = new ArrayList<>();
    int letter = firstLetter;
    for (Chain chain : chains) {
      runs.add(String.join(",", new ChainSteps(chain, letter).single()));
      letter += chain.operations().size();
    }
    String results = chains.stream().map(Chain::solution).collect(Collectors.joining(";"));
    return new Explained("step " + String.join(";", runs) + ".", results);
  }
}
