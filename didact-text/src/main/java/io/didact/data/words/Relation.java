package io.didact.data.words;

import static io.didact.data.words.Kind.CONTAINERS;
import static io.didact.data.words.Kind.FILLED;
import static io.didact.data.words.Kind.HOURS;
import static io.didact.data.words.Kind.MONEY;
import static io.didact.data.words.Kind.THINGS;
import static io.didact.data.words.Kind.THINGS_EACH;
import static io.didact.data.words.Operation.MINUS;
import static io.didact.data.words.Operation.OVER;
import static io.didact.data.words.Operation.PLUS;
import static io.didact.data.words.Operation.TIMES;

import java.util.List;
import java.util.Set;

/**
 * How one amount follows from another: what may happen to which amounts, and the sentences for it.
 * Places: {@code {A}} who has the amount, {@code {B}} somebody else, {@code {k}} the number that is
 * stated ({@code {times}}, {@code {part}} in words), {@code {things}} and {@code {one}} what is
 * counted, {@code {news}} and {@code {new}} what is counted next. In what is told and asked {@code
 * {A}} and {@code {things}} are those of the new amount.
 */
enum Relation {
  MORE(
      Set.of(THINGS, CONTAINERS, FILLED, MONEY),
      PLUS,
      List.of(
          "{B} has {k} more {things} than {A}.",
          "{A} has {k} fewer {things} than {B}.",
          "{B} has as many {things} as {A} and {k} more."),
      "{A} has {x} {things}.",
      "How many {things} does {A} have?"),
  FEWER(
      Set.of(THINGS, CONTAINERS, FILLED, MONEY),
      MINUS,
      List.of("{B} has {k} fewer {things} than {A}.", "{A} has {k} more {things} than {B}."),
      "{A} has {x} {things}.",
      "How many {things} does {A} have?"),
  TIMES_AS_MANY(
      Set.of(THINGS, CONTAINERS, FILLED, MONEY),
      TIMES,
      List.of("{B} has {times} as many {things} as {A}."),
      "{A} has {x} {things}.",
      "How many {things} does {A} have?"),
  PART(
      Set.of(THINGS, CONTAINERS, FILLED, MONEY),
      OVER,
      List.of(
          "{B} has {part} as many {things} as {A}.", "{A} has {times} as many {things} as {B}."),
      "{A} has {x} {things}.",
      "How many {things} does {A} have?"),
  GAIN(
      Set.of(THINGS, CONTAINERS),
      PLUS,
      List.of(
          "{A} buys {k} more {things}.",
          "{A} finds {k} more {things}.",
          "A friend gives {A} {k} more {things}."),
      "{A} now has {x} {things}.",
      "How many {things} does {A} have now?"),
  LOSE(
      Set.of(THINGS, CONTAINERS, FILLED),
      MINUS,
      List.of(
          "{A} gives {k} {things} to a friend.",
          "{A} loses {k} of the {things}.",
          "Then {A} gives away {k} {things}."),
      "{A} now has {x} {things}.",
      "How many {things} does {A} have left?"),
  EARN(
      Set.of(MONEY),
      PLUS,
      List.of(
          "{A} gets {k} more dollars from an aunt.",
          "{A} earns {k} more dollars by washing a car.",
          "Then {A} finds {k} dollars in a drawer."),
      "{A} now has {x} dollars.",
      "How many dollars does {A} have now?"),
  SPEND(
      Set.of(MONEY),
      MINUS,
      List.of(
          "{A} spends {k} dollars on lunch.",
          "{A} pays {k} dollars for a ticket.",
          "Then {A} gives {k} dollars to a friend."),
      "{A} has {x} dollars left.",
      "How many dollars does {A} have left?"),
  SHARE(
      Set.of(THINGS, MONEY),
      OVER,
      List.of(
          "{A} shares the {things} equally among {k} children.",
          "{k} children get all the {things} of {A}, each as many as the others."),
      "Each child gets {x} {things}.",
      "How many {things} does each child get?"),
  GAIN_EACH(
      Set.of(THINGS_EACH),
      PLUS,
      List.of("Each child also gets {k} {things} from a teacher.", "Each child finds {k} more."),
      "Each child now has {x} {things}.",
      "How many {things} does each child have now?"),
  LOSE_EACH(
      Set.of(THINGS_EACH),
      MINUS,
      List.of("Then each child gives away {k} {things}.", "Each child loses {k} of them."),
      "Each child now has {x} {things}.",
      "How many {things} does each child have left?"),
  PACK(
      Set.of(THINGS),
      OVER,
      List.of(
          "{A} packs the {things} into {news} of {k}.",
          "{A} puts {k} {things} into each {new} until none is left."),
      "{A} fills {x} {things}.",
      "How many {things} does {A} fill?"),
  UNPACK(
      Set.of(CONTAINERS),
      TIMES,
      List.of("There are {k} {news} in each {one}.", "Each {one} holds {k} {news}."),
      "{A} has {x} {things}.",
      "How many {things} does {A} have?"),
  SELL(
      Set.of(THINGS, FILLED),
      TIMES,
      List.of(
          "{A} sells all the {things} for {k} dollars each.",
          "{A} sells every {one} and gets {k} dollars for each."),
      "{A} gets {x} dollars.",
      "How many dollars does {A} get?"),
  BUY(
      Set.of(MONEY),
      OVER,
      List.of(
          "{A} spends all the dollars on {news} that cost {k} dollars each.",
          "Each {new} costs {k} dollars, and {A} buys as many as possible."),
      "{A} buys {x} {things}.",
      "How many {things} does {A} buy?"),
  WAGE(
      Set.of(HOURS),
      TIMES,
      List.of("{A} earns {k} dollars an hour.", "For each hour {A} gets {k} dollars."),
      "{A} earns {x} dollars.",
      "How many dollars does {A} earn?"),
  /** Of two who were compared; only at a story's end, which asks for it. */
  TOGETHER(
      Set.of(THINGS, CONTAINERS, FILLED, MONEY),
      PLUS,
      List.of(),
      "Together they have {x} {things}.",
      "How many {things} do {A} and {B} have together?");

  private final Set<Kind> from;
  private final Operation operation;
  private final List<String> sentences;
  private final String told;
  private final String question;

  Relation(
      Set<Kind> from, Operation operation, List<String> sentences, String told, String question) {
    this.from = from;
    this.operation = operation;
    this.sentences = sentences;
    this.told = told;
    this.question = question;
  }

  boolean follows(Kind kind) {
    return from.contains(kind);
  }

  Operation operation() {
    return operation;
  }

  /** Ways to say it. */
  List<String> sentences() {
    return sentences;
  }

  /** How an explanation says it. */
  String told() {
    return told;
  }

  String question() {
    return question;
  }

  /** Whether the new amount is somebody else's. */
  boolean compares() {
    return this == MORE || this == FEWER || this == TIMES_AS_MANY || this == PART;
  }

  /** What the new amount is of. */
  Kind to(Kind kind) {
    return switch (this) {
      case SHARE -> THINGS_EACH;
      case PACK -> FILLED;
      case UNPACK, BUY -> THINGS;
      case SELL, WAGE -> MONEY;
      case MORE,
          FEWER,
          TIMES_AS_MANY,
          PART,
          GAIN,
          LOSE,
          EARN,
          SPEND,
          GAIN_EACH,
          LOSE_EACH,
          TOGETHER ->
          kind;
    };
  }
}
