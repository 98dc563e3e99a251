package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers in words: how they are compared, and those that say something of mathematics. */
public final class Plain {
  private static final Pattern COMMAND = Pattern.compile("\\\\(?:[a-zA-Z]+|.)|[${}~\"'“”‘’`*_^]");
  private static final Pattern MARKUP =
      Pattern.compile(
          "\\\\(?:(?:text|mathrm|mathbf|mbox|left|right|displaystyle|q?quad)[a-z]*(?![a-zA-Z])"
              + "|[ ,;:!()\\[\\]]|(?=[$%]))"
              + "|\\$(?!\\d)|[{}~\"“”`*]|[.;:](?=\\s|$)|,(?=\\s+\\p{L})");
  private static final Pattern SPACED_SIGN = Pattern.compile("\\s*([^\\p{L}\\p{N}\\s])\\s*");
  private static final Pattern ARTICLE = Pattern.compile("^(?:the|a|an) ");
  private static final Pattern NOT_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final List<String> NUMBERS =
      List.of(
          ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                  + " fifteen sixteen seventeen eighteen nineteen twenty")
              .split(" "));
  public static final Node REALS = new Node.Name("ℝ");

  private static final Node EMPTY = new Node.SetOf(List.of());
  private static final Map<String, Node> MEANINGS = new HashMap<>();

  static {
    put(REALS, "all real numbers|all reals|real numbers|any real number|every real number");
    put(
        EMPTY,
        "no solution|no solutions|no real solution|no real solutions|there is no solution"
            + "|there are no solutions|there are no real solutions|empty set");
    put(new Node.Negative(new Node.Name(Constants.INFINITY)), "negative infinity");
  }

  private static void put(Node meaning, String phrases) {
    for (String phrase : phrases.split("\\|")) {
      MEANINGS.put(phrase, meaning);
    }
  }

  private Plain() {}

  /** A text with its words only: small letters, no markup, no article before it. */
  public static String words(String text) {
    String bare =
        COMMAND.matcher(text.replaceAll("\\\\(?:text|mathrm|mbox)[a-z]*", "")).replaceAll(" ");
    String words = NOT_WORDS.matcher(bare).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    return ARTICLE.matcher(words).replaceFirst("");
  }

  /** A text as it is written but for markup, space, and what ends a clause. */
  public static String literal(String text) {
    String bare = MARKUP.matcher(text.replace('’', '\'')).replaceAll(" ").strip();
    String tight = SPACED_SIGN.matcher(bare).replaceAll("$1").toLowerCase(Locale.ROOT);
    return ARTICLE.matcher(tight).replaceFirst("").replaceAll("\\s+", " ");
  }

  /** The words or letters that a node spells, or empty. */
  public static String spelled(Node node) {
    if (node instanceof Node.Words words) {
      return words(words.text());
    } else if (node instanceof Node.Name name) {
      return name.name().toLowerCase(Locale.ROOT);
    } else if (node instanceof Node.Product product) {
      boolean names = product.factors().stream().allMatch(f -> f instanceof Node.Name);
      return names
          ? product.factors().stream().map(Plain::spelled).collect(Collectors.joining())
          : "";
    }
    return "";
  }

  /** What words say in mathematics, or the node itself. */
  static Node meaning(Node node) {
    if (!(node instanceof Node.Words words)) {
      return node;
    }
    String text = words(words.text());
    int number = NUMBERS.indexOf(text);
    return number >= 0 ? Node.Num.of(number) : MEANINGS.getOrDefault(text, node);
  }
}
