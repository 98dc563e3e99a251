package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
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
  private static final Map<String, Node> MEANINGS =
      Map.ofEntries(
          Map.entry("all real numbers", REALS),
          Map.entry("all reals", REALS),
          Map.entry("real numbers", REALS),
          Map.entry("any real number", REALS),
          Map.entry("every real number", REALS),
          Map.entry("no solution", EMPTY),
          Map.entry("no solutions", EMPTY),
          Map.entry("no real solution", EMPTY),
          Map.entry("no real solutions", EMPTY),
          Map.entry("there is no solution", EMPTY),
          Map.entry("there are no solutions", EMPTY),
          Map.entry("there are no real solutions", EMPTY),
          Map.entry("empty set", EMPTY),
          Map.entry("negative infinity", new Node.Negative(new Node.Name(Constants.INFINITY))));

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
