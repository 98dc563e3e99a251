package io.didact.answers.compare;

import java.util.List;
import java.util.Random;

/** A random expression in x and y, and the same one written differently. */
record RandomExpression(String plain, String rewritten) {
  private static final List<String> LEAVES =
      List.of("x", "y", "2", "3", "\\frac{1}{2}", "\\sqrt{2}");

  RandomExpression(Random random, int depth) {
    this(of(random, depth));
  }

  private RandomExpression(RandomExpression other) {
    this(other.plain, other.rewritten);
  }

  private static RandomExpression of(Random random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      String leaf = LEAVES.get(random.nextInt(LEAVES.size()));
      return new RandomExpression(leaf, leaf);
    }
    RandomExpression a = of(random, depth - 1);
    RandomExpression b = of(random, depth - 1);
    return switch (random.nextInt(5)) {
      case 0 -> new RandomExpression(a.p() + "+" + b.p(), b.r() + "+" + a.r());
      case 1 -> new RandomExpression(a.p() + "-" + b.p(), "-(" + b.r() + "-" + a.r() + ")");
      case 2 -> new RandomExpression(a.p() + " \\cdot " + b.p(), b.r() + a.r());
      case 3 -> {
        String divisor = "(" + b.plain + ")^2+1";
        yield new RandomExpression(
            "\\frac{" + a.plain + "}{" + divisor + "}", a.r() + "(" + divisor + ")^{-1}");
      }
      default ->
          new RandomExpression(
              a.p() + "(" + b.plain + "+1)", a.r() + "\\cdot " + b.r() + "+" + a.r());
    };
  }

  private String p() {
    return "(" + plain + ")";
  }

  private String r() {
    return "\\left(" + rewritten + "\\right)";
  }

  /** A random answer of any kind. */
  static String answer(Random random) {
    RandomExpression a = new RandomExpression(random, 1);
    RandomExpression b = new RandomExpression(random, 1);
    int n = random.nextInt(9);
    return switch (random.nextInt(14)) {
      case 0 -> a.plain;
      case 1 -> "(" + n + "," + (n + 1) + "]";
      case 2 -> "\\{" + a.plain + "," + n + "\\}";
      case 3 -> "x = " + n;
      case 4 -> a.plain + " < " + n;
      case 5 -> n + "\\%";
      case 6 -> n + "\\text{ cm}";
      case 7 -> n + ", " + (n + 1);
      case 8 -> "1 \\pm " + n;
      case 9 -> "(" + a.plain + "," + b.plain + ")";
      case 10 -> "y = " + a.plain;
      case 11 -> "\\sin(" + n + "x)";
      case 12 -> n + "^\\circ";
      default -> "" + n;
    };
  }
}
