package io.didact.data.synthetic;

import io.didact.config.Rules;
import io.didact.data.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Endless pretraining documents, in the text form of the small format. Document {@code index}
 * depends on the seed and the index only; all tasks in them are of {@link Split#TRAIN}.
 *
 * @param kinds what the documents are about
 * @param styles how the tasks in them are explained, where the kind does not say so
 * @param teacherShare part of the tasks shown as the teacher sees them, the others as the student
 * @param seed of this source
 */
public record Documents(
    Mix<DocumentKind> kinds, Mix<Style> styles, double teacherShare, long seed) {
  private static final int FACTS_PER_DOCUMENT = 8;
  private static final int LOOKUPS_PER_DOCUMENT = 6;
  private static final int SUMS_PER_DOCUMENT = 6;
  private static final int MIN_LENGTH = 1;
  private static final int LONG_LENGTH = 4;
  private static final int MAX_LENGTH = 5;
  private static final Mix<Style> STEPS = new Mix<>(Map.of(Style.STEP, 1.0));
  private static final String OPENING = "step ";

  public Documents {
    new Rules().inUnit("teacherShare", teacherShare).done();
  }

  /** The first documents. */
  public Stream<String> first(long count) {
    return LongStream.range(0, count).mapToObj(this::document);
  }

  /** The document of an index. */
  public String document(long index) {
    SplittableRandom random = Seeds.random(Seeds.mix(seed, index));
    return switch (kinds.pick(random)) {
      case FACTS -> list(FACTS_PER_DOCUMENT, random, Documents::fact);
      case LOOKUPS -> list(LOOKUPS_PER_DOCUMENT, random, Documents::lookup);
      case COPIES -> copies(random);
      case CHAIN -> task(Domain.CHAIN, MIN_LENGTH, random);
      case COUNTDOWN -> task(Domain.COUNTDOWN, MIN_LENGTH, random);
      case SUMS -> "sum " + list(SUMS_PER_DOCUMENT, random, r -> Sum.random(r).text());
      case PAIRS -> pairs(random);
      case WHOLE_COUNTDOWN -> task(Domain.WHOLE_COUNTDOWN, MIN_LENGTH, random);
      case SHORT_CHAIN -> runs(Runs.shortChain(random), random);
      case LONG_CHAIN -> task(Domain.CHAIN, LONG_LENGTH, random);
      case COMPOUNDS -> runs(Runs.compound(random), random);
      case OPENINGS -> opening(random);
    };
  }

  private static String pairs(SplittableRandom random) {
    Task task = TaskSource.of(Domain.WHOLE_COUNTDOWN, Split.TRAIN, random.nextLong()).task(0);
    return WholeAttempt.pairs(((WholeCountdown) task).puzzle().numbers()) + "." + Views.END;
  }

  private String task(Domain domain, int minLength, SplittableRandom random) {
    return task(domain, minLength, styles, random);
  }

  private String task(Domain domain, int minLength, Mix<Style> mix, SplittableRandom random) {
    Task task =
        new TaskSource(domain, Split.TRAIN, minLength, MAX_LENGTH, random.nextLong()).task(0);
    Explained explained = mix.pick(random).explain(task, random);
    return view(task.question(), task.solution(), explained, random);
  }

  private String opening(SplittableRandom random) {
    String whole = task(Domain.CHAIN, LONG_LENGTH, STEPS, random);
    return whole.substring(0, whole.indexOf(OPENING) + OPENING.length());
  }

  private String runs(Runs runs, SplittableRandom random) {
    Explained explained = runs.explained();
    return view(runs.question(), explained.conclusion(), explained, random);
  }

  private String view(
      String question, String solution, Explained explained, SplittableRandom random) {
    return random.nextDouble() < teacherShare
        ? Views.teacher(question, solution, explained)
        : Views.student(question, explained);
  }

  private static String list(
      int count, SplittableRandom random, Function<SplittableRandom, String> item) {
    return IntStream.range(0, count)
            .mapToObj(i -> item.apply(random))
            .collect(Collectors.joining(","))
        + "."
        + Views.END;
  }

  private static String fact(SplittableRandom random) {
    int left = random.nextInt(10);
    Operation operation = Chain.randomOperation(random);
    return left + operation.toString() + "=" + operation.apply(left);
  }

  private static String lookup(SplittableRandom random) {
    return new Lookup(random.nextInt(10), random.nextInt(10), random.nextInt(10)).text();
  }

  private static String copies(SplittableRandom random) {
    List<String> letters =
        new ArrayList<>(
            IntStream.range(0, 12).mapToObj(i -> String.valueOf(Chain.letter(i))).toList());
    shuffle(letters, random);
    List<String> items = new ArrayList<>();
    for (String letter : letters.subList(0, random.nextInt(3, 7))) {
      items.add(letter + Chain.randomOperation(random));
    }
    String original = String.join("", items);
    shuffle(items, random);
    return original + ":" + String.join(",", items) + "." + Views.END;
  }

  private static void shuffle(List<String> items, SplittableRandom random) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, random.nextInt(i + 1));
    }
  }
}
