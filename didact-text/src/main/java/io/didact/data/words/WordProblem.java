package io.didact.data.words;

import io.didact.data.synthetic.Explained;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A question in words, and the steps that answer it; the last one's result is the answer.
 *
 * @param question such as {@code Mia has 7 apples. Ben has 4 more apples than Mia. Lea has twice as
 *     many apples as Ben. How many apples does Lea have?}
 * @param steps at least one
 */
public record WordProblem(String question, List<Step> steps) {
  private static final int SENTENCES_OF_TALK = 2;
  private static final int SENTENCES_OF_RAMBLE = 4;
  private static final int LARGEST_SLIP = 10;

  private static final List<String> TALK =
      List.of(
          "Let us think about this.",
          "This is a good question.",
          "We read the story again.",
          "We look at what is asked.",
          "Now we put it together.",
          "It takes a little care.");

  public WordProblem {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a word problem has at least one step");
    }
  }

  /** s, a whole number. */
  public String solution() {
    return Integer.toString(steps.get(last()).result());
  }

  /** Whether an answer is right; any text is a legal answer. */
  public boolean correct(String answer) {
    return answer.strip().equals(solution());
  }

  /** All of its arithmetic, whatever the story: problems of the same key give each other away. */
  public String key() {
    return tell(0, last(), Telling.right(steps)::arithmetic).collect(Collectors.joining("; "));
  }

  /** Where it belongs. */
  public Split split() {
    return Split.of("word-problems:" + key());
  }

  /**
   * Explains it; the same state of {@code random} gives the same text. Of the story above, whose
   * answer is 22:
   *
   * <ul>
   *   <li>{@code STEP}: Ben has 7 + 4 = 11 apples. Lea has 11 * 2 = 22 apples.
   *   <li>{@code HALF}, the last two in one: Lea has (7 + 4) * 2 = 22 apples.
   *   <li>{@code LEAP}, all but the last in one: of two steps that is {@code STEP}.
   *   <li>{@code CALC}: (7 + 4) * 2 = 22.
   *   <li>{@code BACK}: Lea has 11 * 2 = 22 apples. Ben has 7 + 4 = 11 apples.
   *   <li>{@code ECHO}: The answer is 22.
   *   <li>{@code TALK}, {@code RAMBLE}: two sentences that say nothing; one of them, four times.
   *   <li>{@code SLIP}: as {@code STEP}, with one wrong result that is carried on.
   * </ul>
   */
  public Explained explain(Style style, SplittableRandom random) {
    Telling right = Telling.right(steps);
    Telling telling = style == Style.SLIP ? slipped(right, random) : right;
    int last = last();
    Stream<String> sentences =
        switch (style) {
          case STEP, SLIP -> tell(0, last, telling::sentence);
          case HALF ->
              Stream.concat(
                  tell(0, last - 2, telling::sentence),
                  Stream.of(telling.sentence(last, Math.max(0, last - 1))));
          case LEAP ->
              Stream.concat(
                  last > 0 ? Stream.of(telling.sentence(last - 1, 0)) : Stream.of(),
                  tell(last, last, telling::sentence));
          case CALC -> Stream.of(telling.arithmetic(last, 0) + ".");
          case BACK ->
              IntStream.rangeClosed(0, last).mapToObj(i -> telling.sentence(last - i, last - i));
          case ECHO -> Stream.of("The answer is " + solution() + ".");
          case TALK -> Stream.generate(() -> talk(random)).limit(SENTENCES_OF_TALK);
          case RAMBLE -> Collections.nCopies(SENTENCES_OF_RAMBLE, talk(random)).stream();
        };
    return new Explained(
        sentences.collect(Collectors.joining(" ")), Integer.toString(telling.results().get(last)));
  }

  private int last() {
    return steps.size() - 1;
  }

  /** Steps from one to another, each for itself. */
  private static Stream<String> tell(
      int first, int last, BiFunction<Integer, Integer, String> how) {
    return IntStream.rangeClosed(first, last).mapToObj(step -> how.apply(step, step));
  }

  /** One result is wrong by up to 10, where all that follow from it are whole numbers above 0. */
  private static Telling slipped(Telling right, SplittableRandom random) {
    List<Telling> wrong =
        IntStream.rangeClosed(0, right.steps().size() - 1)
            .boxed()
            .flatMap(
                step ->
                    IntStream.rangeClosed(-LARGEST_SLIP, LARGEST_SLIP)
                        .filter(by -> by != 0)
                        .mapToObj(by -> right.slipped(step, by)))
            .flatMap(Optional::stream)
            .toList();
    return wrong.get(random.nextInt(wrong.size()));
  }

  private static String talk(SplittableRandom random) {
    return TALK.get(random.nextInt(TALK.size()));
  }
}
