package io.didact.answers.read;

import io.didact.answers.compute.Arrangements;
import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.Unit;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads expressions.
 *
 * <pre>
 * sum     = [sign] product (sign product)*
 * product = postfix (["*" | "/"] postfix)*
 * postfix = primary ("!" | "^" … | "_" … | "%" | "°" | "'")*
 * </pre>
 */
final class ExpressionParser {
  private final Cursor cursor;
  private final PrimaryParser primaries;

  ExpressionParser(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.primaries = new PrimaryParser(cursor, this, parser);
  }

  Node sum() {
    cursor.enter();
    List<Node> terms = new ArrayList<>();
    while (terms.isEmpty() || (isSign(cursor.peek()) && !isSetMinus(terms))) {
      String sign = isSign(cursor.peek()) ? cursor.next().text() : "+";
      if (terms.size() == 1 && Parser.isSet(terms.get(0)) && sign.equals("-")) {
        throw new UnreadableException("a difference of sets");
      }
      Node term = product();
      if (sign.equals("±") || sign.equals("∓")) {
        cursor.chain();
        Node zero = Node.Num.of(0);
        Node before = terms.isEmpty() ? zero : added(terms);
        terms.clear();
        terms.add(new Node.PlusMinus(before, term, sign.equals("±")));
      } else {
        terms.add(sign.equals("-") ? negative(term) : term);
      }
    }
    cursor.leave();
    return added(terms);
  }

  /** Whether a minus that follows is that of sets: ℝ − {0}. */
  private boolean isSetMinus(List<Node> terms) {
    return cursor.peek().is("-")
        && terms.size() == 1
        && terms.get(0) instanceof Node.Name name
        && Constants.isSet(name.name());
  }

  private static Node added(List<Node> terms) {
    return terms.size() == 1 ? terms.get(0) : new Node.Sum(List.copyOf(terms));
  }

  private static Node negative(Node term) {
    if (term instanceof Node.Num num) {
      return new Node.Num(num.value().negate(), num.decimals());
    }
    return term instanceof Node.Quantity quantity
        ? new Node.Quantity(negative(quantity.value()), quantity.unit())
        : new Node.Negative(term);
  }

  private static boolean isSign(Token token) {
    return token.is("+") || token.is("-") || token.is("±") || token.is("∓");
  }

  Node product() {
    Node left = signed();
    while (true) {
      if (cursor.peek().is("*")
          && left instanceof Node.Name name
          && Variables.isOperator(name.name())) {
        throw new UnreadableException("a product with \\" + name.name());
      } else if (cursor.skip("*") || skipLetterForTimes()) {
        left = times(left, signed());
      } else if (cursor.peek().is("/") && !isUnit(cursor.peek(1), left)) {
        cursor.next();
        cursor.chain();
        left = CommandParser.quotient(left, divisor());
      } else if (isWhole(left)
          && cursor.peek().isCommand("frac")
          && !UnitReader.isFraction(cursor)) {
        Node fraction = primaries.primary();
        left = isFraction(fraction) ? mixed(left, fraction) : times(left, postfix(fraction));
      } else if (isWhole(left) && isPlainFraction()) {
        Node numerator = primaries.primary();
        cursor.expect("/");
        left = mixed(left, new Node.Quotient(numerator, primaries.primary()));
      } else if (cursor.skip("mod")) {
        cursor.chain();
        left = new Node.Call(Function.MODULO, List.of(left, signed()));
      } else if (isFactor(left)) {
        left = times(left, postfix());
      } else {
        return left;
      }
    }
  }

  /** Skips the letter in 2.5 x 10^3. */
  private boolean skipLetterForTimes() {
    boolean letter =
        cursor.peek().kind() == Kind.NAME
            && cursor.peek().text().equalsIgnoreCase("x")
            && cursor.peek(-1).kind() == Kind.NUMBER
            && cursor.peek(1).text().equals("10")
            && cursor.peek(2).is("^");
    if (letter) {
      cursor.next();
    }
    return letter;
  }

  private static Node times(Node left, Node right) {
    List<Node> factors =
        Stream.of(left, right)
            .flatMap(
                n -> n instanceof Node.Product product ? product.factors().stream() : Stream.of(n))
            .toList();
    if (factors.size() > Budget.FACTORS) {
      throw new OverBudgetException("a product has more than " + Budget.FACTORS + " factors");
    }
    return new Node.Product(factors);
  }

  /** A factor behind an operator may have a sign. */
  private Node signed() {
    if (cursor.skip("-")) {
      cursor.chain();
      return negative(signed());
    }
    cursor.skip("+");
    return postfix();
  }

  /** A factor, or C(10, 2); 1/x(2) goes on with a factor that is no part of the divisor. */
  private Node divisor() {
    Node divisor = signed();
    boolean pair =
        Arrangements.isLetter(divisor)
            && cursor.peek().is("(")
            && cursor.peek(1).kind() == Kind.NUMBER
            && cursor.peek(2).is(",")
            && cursor.peek(3).kind() == Kind.NUMBER
            && cursor.peek(4).is(")");
    return pair ? times(divisor, postfix()) : divisor;
  }

  /** 1\frac{1}{2} and 1 1/2 are mixed numbers: an integer before a fraction of integers. */
  private static boolean isWhole(Node left) {
    return left instanceof Node.Num num && num.decimals() < 0 && num.value().isInteger();
  }

  private static boolean isFraction(Node node) {
    return node instanceof Node.Quotient quotient
        && quotient.dividend() instanceof Node.Num
        && quotient.divisor() instanceof Node.Num;
  }

  /** 4 4/9, also with a percent sign behind it; 11 7/6 is none, nor is it anything else. */
  private Node mixed(Node whole, Node fraction) {
    Node.Quotient quotient = (Node.Quotient) fraction;
    Rational above = ((Node.Num) quotient.dividend()).value();
    Rational below = ((Node.Num) quotient.divisor()).value();
    if (below.signum() > 0 && above.compareTo(below) >= 0) {
      throw new UnreadableException("a mixed number whose fraction is 1 or more");
    }
    Node mixed = new Node.Sum(List.of(whole, fraction));
    return cursor.peek().is("%") || cursor.peek().is("°") ? postfix(mixed) : mixed;
  }

  private boolean isPlainFraction() {
    Token token = cursor.peek();
    return token.kind() == Kind.NUMBER
        && cursor.peek(-1).kind() == Kind.NUMBER
        && token.spaced()
        && cursor.peek(1).is("/")
        && cursor.peek(2).kind() == Kind.NUMBER;
  }

  /** Whether what follows is multiplied by standing there. */
  private boolean isFactor(Node left) {
    if (left instanceof Node.Tuple || left instanceof Node.SetOf || left instanceof Node.Words) {
      return false;
    }
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER ->
          requireNoIndex(left, token) && left instanceof Node.Num
              ? cursor.peek(1).isCommand("frac") // 3 1\frac{1}{2}
              : !isBehindLetters(token) && !isBehindNumber(left);
      case NAME ->
          !isUnit(token, left)
              && !isRate(left)
              && !(token.text().equals("U") && cursor.peek(1).is("("));
      case WORD ->
          PrimaryParser.isVariables(token) && !isUnit(token, left) && !isBehindLetters(token);
      case FUNCTION, BEGIN -> true;
      case COMMAND -> !token.text().equals("pmod") && !UnitReader.isFraction(cursor);
      case SYMBOL -> opensFactor(token.text()) && !cursor.peek(1).is("mod");
      case END, NOTHING -> false;
    };
  }

  /** B2 and x2 are no 2B and 2x; nobody knows what they are. */
  private boolean requireNoIndex(Node left, Token token) {
    Token before = cursor.peek(-1);
    boolean letter = last(left) instanceof Node.Name && before.kind() == Kind.NAME;
    if (letter && before.text().length() == 1 && !token.spaced()) {
      throw new UnreadableException("digits behind a letter");
    }
    return true;
  }

  /** 1/2 3 is no product; 2^6 3^5 is. */
  private boolean isBehindNumber(Node left) {
    return cursor.peek(-1).kind() == Kind.NUMBER && !(last(left) instanceof Node.Power);
  }

  private static Node last(Node left) {
    return left instanceof Node.Product product
        ? product.factors().get(product.factors().size() - 1)
        : left;
  }

  /** "I get 5" is no product. */
  private boolean isBehindLetters(Token token) {
    Token before = cursor.peek(-1);
    boolean letter = before.text().equals("I") || before.text().equals("A");
    return token.spaced() && (letter || before.kind() == Kind.WORD);
  }

  private boolean opensFactor(String symbol) {
    return switch (symbol) {
      case "(", "{", "|(", "⌊", "⌈", "⟨", "\\{" -> true;
      case "[" -> !cursor.reversed;
      case "|", "‖" -> cursor.openBars == 0 && !cursor.inSet;
      default -> false;
    };
  }

  /** Whether a name behind a number is that of a unit rather than of a variable. */
  private static boolean isUnit(Token token, Node left) {
    if (token.kind() == Kind.NAME) {
      return token.upright() && !Constants.isNumber(token.text()) && isNumeric(left);
    }
    boolean word = token.kind() == Kind.WORD;
    return word
        && isNumeric(left)
        && (Units.isPart(token.text())
            || (token.spaced() && Units.isSymbol(token.text()))
            || token.upright()
            || (token.spaced() && token.text().length() > 2));
  }

  /** 10 m/s */
  private boolean isRate(Node left) {
    return left instanceof Node.Num
        && Units.isLetter(cursor.peek().text())
        && cursor.peek(1).is("/")
        && Units.isKnown(cursor.peek(2).text());
  }

  private static boolean isNumeric(Node node) {
    return Variables.of(node).isEmpty();
  }

  Node postfix() {
    return postfix(primaries.primary());
  }

  /** What stands behind something that is read already. */
  private Node postfix(Node primary) {
    Node node = primary;
    while (true) {
      Token token = cursor.peek();
      if (token.is("!")) {
        cursor.chain();
        cursor.next();
        boolean twice = cursor.skip("!");
        Function factorial = twice ? Function.DOUBLE_FACTORIAL : Function.FACTORIAL;
        node = new Node.Call(factorial, List.of(node));
      } else if (token.is("%")) {
        cursor.chain();
        cursor.next();
        node = new Node.Quantity(node, Unit.PERCENT);
      } else if (token.is("°")) {
        if (!isNumeric(node) && cursor.peek(1).kind() == Kind.NAME) {
          throw new UnreadableException("a composition of functions");
        }
        cursor.chain();
        cursor.next();
        node = new Node.Quantity(node, Unit.DEGREE);
      } else if (token.is("^")) {
        cursor.chain();
        cursor.next();
        node = raised(node);
      } else if (token.is("_") && node instanceof Node.Num num) {
        cursor.next();
        node = primaries.inBase(num);
      } else if (isCurrency(token) && isNumeric(node)) {
        cursor.chain();
        node = new Node.Quantity(node, Units.named(cursor.next().text()));
      } else {
        return node;
      }
    }
  }

  static boolean isCurrency(Token token) {
    return token.is("$") || token.is("€") || token.is("£") || token.is("¥") || token.is("¢");
  }

  private Node raised(Node base) {
    boolean braces =
        cursor.peek().is("{") && isDegree(cursor.peek(1), base) && cursor.peek(2).is("}");
    if (braces || isDegree(cursor.peek(), base)) {
      cursor.next();
      if (braces) {
        cursor.next();
        cursor.next();
      }
      return new Node.Quantity(base, Unit.DEGREE);
    }
    if (base instanceof Node.Quantity quantity && !quantity.unit().isPureNumber()) {
      throw new UnreadableException("a power of a quantity");
    }
    return new Node.Power(base, exponent());
  }

  /** A small circle, or the letter o that stands for it behind a number. */
  private static boolean isDegree(Token token, Node base) {
    return token.is("°")
        || (token.kind() == Kind.NAME && token.text().equals("o") && base instanceof Node.Num);
  }

  /** An exponent: a group, or one signed piece. */
  Node exponent() {
    if (cursor.skip("-")) {
      cursor.chain();
      return negative(exponent());
    }
    Node exponent = primaries.primary();
    return cursor.peek().is("!") || cursor.peek().is("^") ? rest(exponent) : exponent;
  }

  /** x^y^z is read from the right. */
  private Node rest(Node exponent) {
    if (cursor.skip("!")) {
      cursor.chain();
      return new Node.Call(Function.FACTORIAL, List.of(exponent));
    }
    cursor.enter();
    cursor.next();
    Node power = new Node.Power(exponent, exponent());
    cursor.leave();
    return power;
  }

  Node primary() {
    return primaries.primary();
  }
}
