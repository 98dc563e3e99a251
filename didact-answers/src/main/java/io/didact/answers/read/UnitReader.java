package io.didact.answers.read;

import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.Unit;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the unit behind a value: {@code square feet}, {@code km/h}, {@code apples}. */
final class UnitReader {
  /** Words that show that a sentence goes on. */
  private static final Set<String> NO_UNITS =
      Symbols.words(
          "is are was the our that this we so which because when if then therefore thus hence"
              + " find it not where have has");

  /** Bits of a scale, those of some ten units. */
  private static final int LONGEST_SCALE = 500;

  private final Cursor cursor;
  private boolean afterOperator;
  private boolean afterOf;

  UnitReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** Whether a unit follows. */
  boolean begins(Node value) {
    Token token = cursor.peek();
    return !(value instanceof Node.Words)
        && !Parser.isConnector(token)
        && !Parser.isRatio(cursor)
        && ((value instanceof Node.Num && Units.isLetter(token.text()))
            || token.kind() == Kind.WORD
            || (token.kind() == Kind.NAME && token.upright())
            || isTemperature(value, token)
            || isFraction(cursor));
  }

  private static boolean isTemperature(Node value, Token token) {
    return value instanceof Node.Quantity quantity
        && quantity.unit() == Unit.DEGREE
        && (token.text().equals("C") || token.text().equals("F"));
  }

  /** {@code \frac{\text{km}}{\text{h}}} */
  static boolean isFraction(Cursor cursor) {
    Token first = cursor.peek(2);
    return cursor.peek().isCommand("frac")
        && cursor.peek(1).is("{")
        && first.upright()
        && Units.named(first.text()).isKnown();
  }

  Node read(Node value) {
    if (isTemperature(value, cursor.peek())) {
      String scale = cursor.next().text();
      return new Node.Quantity(
          ((Node.Quantity) value).value(), new Unit("°" + scale, Rational.ONE, false, "°" + scale));
    }
    Node scaled = value;
    while (Units.isMultiplier(cursor.peek().text())) {
      scaled = multiply(scaled, Units.multiplier(cursor.next().text()));
    }
    Unit unit = isFraction(cursor) ? fraction() : words();
    return unit.text().isEmpty() ? scaled : new Node.Quantity(scaled, unit);
  }

  private Unit fraction() {
    cursor.next();
    cursor.expect("{");
    Unit above = words();
    cursor.expect("}");
    cursor.expect("{");
    Unit below = words();
    cursor.expect("}");
    return above.times(below, -1).named(above.text() + "/" + below.text());
  }

  /** A unit in words and operators; without text where there is none. */
  private Unit words() {
    List<String> words = new ArrayList<>();
    Unit unit = Unit.NONE;
    int sign = 1;
    int ahead = 1;
    afterOperator = false;
    afterOf = false;
    while (isPart(!words.isEmpty())) {
      Token token = cursor.next();
      String word = token.text().toLowerCase(Locale.ROOT);
      if (token.is("/") || word.equals("per")) {
        sign = -1;
      } else if (Units.isModifier(word)) {
        ahead = word.startsWith("cu") ? 3 : 2;
      } else if (!token.is("*") && !word.equals("of")) {
        unit = unit.times(Units.named(token.text()), sign * ahead * power());
        if (unit.scale().bits() > LONGEST_SCALE) {
          throw new OverBudgetException("a unit of too many parts");
        }
        ahead = 1;
      }
      words.add(word);
      afterOf |= word.equals("of");
      afterOperator = token.is("/") || token.is("*") || word.equals("per");
    }
    String text = String.join(" ", words);
    return ahead == 1 ? unit.named(text) : Unit.unknown(text); // "square units" says no unit
  }

  /** Whether a smaller unit follows, as in 3 hours and 20 minutes, 2 feet 6 inches. */
  boolean isCompound(Node value) {
    if (!(value instanceof Node.Quantity quantity) || quantity.unit().isPureNumber()) {
      return false;
    }
    int number = cursor.peek().text().equalsIgnoreCase("and") ? 1 : 0;
    Unit next = Units.named(cursor.peek(number + 1).text());
    boolean smaller =
        cursor.peek(number).kind() == Kind.NUMBER
            && next.dimension().equals(quantity.unit().dimension())
            && next.isKnown()
            && next.scale().compareTo(quantity.unit().scale()) < 0;
    if (smaller && number == 1) {
      cursor.next();
    }
    return smaller;
  }

  /** Both in the smaller unit, which the second must have after all: "30 minu100" begins alike. */
  Node compound(Node larger, Node smaller) {
    if (!(larger instanceof Node.Quantity first)
        || !(smaller instanceof Node.Quantity second)
        || !second.unit().dimension().equals(first.unit().dimension())) {
      throw new UnreadableException("a unit is not followed by a smaller one");
    }
    Rational ratio = first.unit().scale().over(second.unit().scale());
    Node converted = multiply(first.value(), ratio);
    return new Node.Quantity(new Node.Sum(List.of(converted, second.value())), second.unit());
  }

  private static Node multiply(Node value, Rational factor) {
    if (value instanceof Node.Quantity quantity) {
      return new Node.Quantity(multiply(quantity.value(), factor), quantity.unit());
    }
    return new Node.Product(List.of(value, new Node.Num(factor, -1)));
  }

  private boolean isPart(boolean begun) {
    Token token = cursor.peek();
    if (Parser.isConnector(token)) {
      return false;
    }
    if (token.kind() == Kind.WORD
        && !afterOf
        && NO_UNITS.contains(token.text().toLowerCase(Locale.ROOT))) {
      throw new UnreadableException("a sentence goes on with \"" + token.text() + "\"");
    }
    return token.kind() == Kind.WORD
        || (token.kind() == Kind.NAME && (token.upright() || !begun || afterOperator))
        || (begun && (token.is("/") || token.is("*")) && cursor.peek(1).kind() != Kind.NUMBER);
  }

  /** The exponent behind a unit's name, 1 if none is written; "squared" counts. */
  private int power() {
    String word = cursor.peek().text().toLowerCase(Locale.ROOT);
    if (word.equals("squared") || word.equals("cubed")) {
      cursor.next();
      return word.equals("squared") ? 2 : 3;
    }
    if (!cursor.peek().is("^")) {
      return 1;
    }
    cursor.next();
    boolean braces = cursor.skip("{");
    boolean minus = cursor.skip("-");
    Token token = cursor.next();
    if (braces) {
      cursor.expect("}");
    }
    if (token.kind() != Kind.NUMBER || !token.text().matches("[1-9]")) {
      throw new UnreadableException("the exponent of a unit");
    }
    int power = token.number().numerator().intValue();
    return minus ? -power : power;
  }
}
