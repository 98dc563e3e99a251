package io.didact.data.words;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A story as it is made up, sentence by sentence: who has how many of what by now. */
final class Story {
  private static final List<String> NAMES =
      List.of(
          "Mia", "Ben", "Lea", "Tom", "Anna", "Omar", "Sara", "Leo", "Nina", "Max", "Eva", "Sam",
          "Ella", "Paul", "Rosa", "Ivan", "Lucy", "Adam", "Zoe", "Hugo", "Amir", "Clara", "Jack",
          "Maya");

  /** Larger ones are neither hours of work nor boxes of one person. */
  private static final int MOST_AT_FIRST = 12;

  /** Largest factor, price and number of children. */
  private static final int LARGEST_FACTOR = 9;

  private final int largest;
  private final SplittableRandom random;
  private final List<String> names;
  private final List<String> sentences = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private Set<Relation> before = EnumSet.noneOf(Relation.class);
  private String owner;
  private String otherOwner = "";
  private Kind kind;
  private Noun thing;
  private Term amount;
  private Term otherAmount;
  private String question = "";

  /**
   * The beginning of a story.
   *
   * @param largest number that is stated; results are at most ten times as large, of two people
   *     together twenty
   */
  Story(int largest, SplittableRandom random) {
    this.largest = largest;
    this.random = random;
    this.names = new ArrayList<>(NAMES);
    this.owner = nextName();
    this.kind = pick(List.of(Kind.THINGS, Kind.THINGS, Kind.MONEY, Kind.CONTAINERS, Kind.HOURS));
    this.thing =
        switch (kind) {
          case THINGS, THINGS_EACH -> pick(Noun.THINGS);
          case CONTAINERS, FILLED -> pick(Noun.CONTAINERS);
          case HOURS -> Noun.HOURS;
          case MONEY -> Noun.DOLLARS;
        };
    boolean few = kind == Kind.CONTAINERS || kind == Kind.HOURS;
    int most = few ? Math.min(largest, MOST_AT_FIRST) : largest;
    this.amount = Term.stated(random.nextInt(2, most + 1));
    this.otherAmount = amount;
    String verb = kind == Kind.HOURS ? "works" : "has";
    sentences.add("%s %s %d %s.".formatted(owner, verb, amount.value(), thing.many()));
  }

  /**
   * A story of so many steps; nothing where it came to an end before.
   *
   * @param length of steps
   */
  static Optional<WordProblem> random(int length, int largest, SplittableRandom random) {
    Story story = new Story(largest, random);
    for (int left = length; left > 0; left--) {
      if (!story.step(left == 1)) {
        return Optional.empty();
      }
    }
    return Optional.of(story.problem());
  }

  private WordProblem problem() {
    return new WordProblem(String.join(" ", sentences) + " " + question, steps);
  }

  /** Adds what happens next; whether anything can. */
  private boolean step(boolean last) {
    List<Relation> possible =
        Stream.of(Relation.values())
            .filter(relation -> relation.follows(kind) && !before.contains(relation))
            .filter(
                relation ->
                    relation == Relation.TOGETHER
                        ? last && compared()
                        : !numbers(relation).isEmpty())
            .toList();
    if (possible.isEmpty()) {
      return false;
    }
    Relation relation = pick(possible);
    if (relation == Relation.TOGETHER) {
      together();
    } else {
      follow(relation);
    }
    before = EnumSet.of(relation);
    return true;
  }

  private boolean compared() {
    return before.stream().anyMatch(Relation::compares);
  }

  private void together() {
    Relation relation = Relation.TOGETHER;
    question = filled(relation.question(), otherOwner, owner, thing, thing);
    add(otherAmount, relation, amount);
  }

  private void follow(Relation relation) {
    int number = pick(numbers(relation));
    String other = relation.compares() ? nextName() : owner;
    Kind next = relation.to(kind);
    Noun nextThing = thing(relation);
    String sentence = filled(pick(relation.sentences()), owner, other, thing, nextThing);
    sentences.add(
        sentence
            .replace("{k}", Integer.toString(number))
            .replace("{times}", number == 2 ? "twice" : number + " times")
            .replace("{part}", part(number)));
    otherOwner = owner;
    otherAmount = amount;
    owner = other;
    kind = next;
    thing = nextThing;
    question = filled(relation.question(), owner, otherOwner, thing, thing);
    add(otherAmount, relation, Term.stated(number));
  }

  private void add(Term left, Relation relation, Term right) {
    String told = filled(relation.told(), owner, otherOwner, thing, thing);
    Step step = new Step(left, relation.operation(), right, told);
    steps.add(step);
    amount = new Term(step.result(), steps.size() - 1);
  }

  private Noun thing(Relation relation) {
    return switch (relation) {
      case UNPACK, BUY -> pick(Noun.THINGS);
      case PACK -> pick(Noun.CONTAINERS);
      case SELL, WAGE -> Noun.DOLLARS;
      case MORE,
          FEWER,
          TIMES_AS_MANY,
          PART,
          GAIN,
          LOSE,
          EARN,
          SPEND,
          SHARE,
          GAIN_EACH,
          LOSE_EACH,
          TOGETHER ->
          thing;
    };
  }

  /** The numbers that a relation may state here. */
  private List<Integer> numbers(Relation relation) {
    int value = amount.value();
    int factor = Math.min(largest, LARGEST_FACTOR);
    IntStream numbers =
        switch (relation.operation()) {
          case PLUS -> IntStream.rangeClosed(2, Math.min(largest, 10 * largest - value));
          case MINUS -> IntStream.rangeClosed(2, Math.min(largest, value - 2));
          case TIMES -> IntStream.rangeClosed(2, factor).filter(k -> value * k <= 10 * largest);
          case OVER ->
              IntStream.rangeClosed(2, relation == Relation.PART ? 4 : factor)
                  .filter(k -> value % k == 0 && value / k >= 2);
        };
    return numbers.boxed().toList();
  }

  private static String part(int number) {
    return switch (number) {
      case 2 -> "half";
      case 3 -> "a third";
      default -> "a quarter";
    };
  }

  private static String filled(String text, String a, String b, Noun thing, Noun next) {
    return text.replace("{A}", a)
        .replace("{B}", b)
        .replace("{things}", thing.many())
        .replace("{one}", thing.one())
        .replace("{news}", next.many())
        .replace("{new}", next.one());
  }

  private String nextName() {
    return names.remove(random.nextInt(names.size()));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
