package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What LaTeX commands and Unicode characters stand for. Greek letters stand for themselves. */
final class Symbols {
  /** Commands whose argument is words, not mathematics. */
  static final Set<String> TEXT =
      Set.of(
          "text",
          "textbf",
          "textit",
          "textrm",
          "textnormal",
          "textup",
          "textsf",
          "texttt",
          "mbox",
          "hbox",
          "mathrm",
          "operatorname",
          "emph",
          "textsc",
          "mathop",
          "rm");

  /** Commands that change how something looks, and space. */
  static final Set<String> LOOKS =
      Set.of(
          "mathbf",
          "mathit",
          "mathcal",
          "mathfrak",
          "mathsf",
          "boldsymbol",
          "bm",
          "boxed",
          "fbox",
          "framebox",
          "underline",
          "displaystyle",
          "textstyle",
          "limits",
          "nolimits",
          "left",
          "right",
          "middle",
          "mleft",
          "mright",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "biggl",
          "biggr",
          "Biggl",
          "Biggr",
          "quad",
          "qquad",
          "thinspace",
          "enspace",
          "medspace",
          "thickspace",
          "bf",
          "it",
          "ensuremath",
          "mathord",
          "hfill",
          "color",
          "large",
          "Large",
          "huge",
          "Huge",
          "small",
          "normalsize",
          "variable",
          "centering");

  /** Commands that take arguments. */
  static final Set<String> COMMANDS =
      Set.of(
          "frac",
          "sqrt",
          "binom",
          "overline",
          "bar",
          "hat",
          "tilde",
          "vec",
          "overrightarrow",
          "dot",
          "widehat",
          "sum",
          "prod",
          "int",
          "lim",
          "pmod",
          "mathbb",
          "lg");

  /** Symbols that relate two sides, in the order of {@link Node.Comparator}. */
  static final String RELATIONS = "=≠<≤>≥∈≡";

  private static final Map<String, String> SYMBOLS = new HashMap<>();
  private static final Map<String, String> ALIASES = new HashMap<>();
  private static final Map<Integer, String> CHARACTERS = new HashMap<>();

  static {
    put("*", "cdot times ast bullet");
    put("/", "div slash");
    put("±", "pm");
    put("∓", "mp");
    put("≤", "le leq leqslant leqq");
    put("≥", "ge geq geqslant geqq");
    put("<", "lt");
    put(">", "gt");
    put("≠", "ne neq");
    put("≈", "approx simeq thickapprox doteq approxeq");
    put("≡", "equiv");
    put("∈", "in");
    put("∉", "notin");
    put("∪", "cup bigcup");
    put("∩", "cap bigcap");
    put("∖", "setminus backslash smallsetminus");
    put("∅", "emptyset varnothing");
    put("°", "degree degrees circ");
    put("|", "vert mid");
    put("|(", "lvert lVert");
    put("|)", "rvert rVert");
    put("‖", "Vert");
    put("⟨", "langle");
    put("⟩", "rangle");
    put("⌊", "lfloor");
    put("⌋", "rfloor");
    put("⌈", "lceil");
    put("⌉", "rceil");
    put("(", "lgroup lparen");
    put(")", "rgroup rparen");
    put("\\{", "lbrace");
    put("\\}", "rbrace");
    put("[", "lbrack");
    put("]", "rbrack");
    put(":", "colon");
    put("'", "prime");
    put("…", "dots ldots cdots dotsc dotsb dotsm");
    put("→", "to rightarrow Rightarrow implies longrightarrow Longrightarrow iff");
    put("and", "land wedge");
    put("or", "lor vee");
    put("choose", "choose");
    put("over", "over");
    put("%", "percent");
    put("mod", "bmod mod");
    alias("frac", "dfrac tfrac cfrac nicefrac sfrac flatfrac");
    alias("binom", "dbinom tbinom");
    alias("bar", "overbar");
    alias("infinity", "infty");
    alias("epsilon", "varepsilon");
    alias("i", "imath");
    alias("j", "jmath");
    alias("phi", "varphi");
    alias("theta", "vartheta");
    character("−–—‐‑﹣", "-");
    character("×·⋅∙∗", "*");
    character("÷⁄∕", "/");
    character("≦⩽", "≤");
    character("≧⩾", "≥");
    character("≃≅", "≈");
    character("º˚", "°");
    character("∣", "|");
    character("【", "[");
    character("】", "]");
    character("、", ",");
    character("′’", "'");
    character("⋯", "…");
    for (String same : "±∓≠≤≥≈≡∈∉∪∩∖∅°⟨⟩⌊⌋⌈⌉…→√".split("")) {
      character(same, same);
    }
  }

  private Symbols() {}

  private static void put(String symbol, String commands) {
    for (String command : commands.split(" ")) {
      SYMBOLS.put(command, symbol);
    }
  }

  private static void alias(String name, String commands) {
    for (String command : commands.split(" ")) {
      ALIASES.put(command, name);
    }
  }

  private static void character(String characters, String symbol) {
    characters.codePoints().forEach(c -> CHARACTERS.put(c, symbol));
  }

  /** All commands of LaTeX that answers use, but for letters, functions and environments. */
  static Set<String> names() {
    Set<String> names = new HashSet<>(SYMBOLS.keySet());
    names.addAll(ALIASES.keySet());
    names.addAll(TEXT);
    names.addAll(LOOKS);
    names.addAll(COMMANDS);
    return names;
  }

  /** The symbol of a command, or empty. */
  static String ofCommand(String command) {
    return SYMBOLS.getOrDefault(command, "");
  }

  /** The symbol of a character, or empty. */
  static String ofCharacter(int codePoint) {
    return CHARACTERS.getOrDefault(codePoint, "");
  }

  /** The usual one of several commands that mean the same. */
  static String usual(String command) {
    return ALIASES.getOrDefault(command, command);
  }

  /** Whether a command is one of LaTeX that answers use; others are taken for variables. */
  static boolean isKnown(String command) {
    String usual = usual(command);
    return TEXT.contains(usual)
        || LOOKS.contains(usual)
        || COMMANDS.contains(usual)
        || SYMBOLS.containsKey(usual)
        || Function.isName(usual)
        || Constants.isGreek(usual)
        || usual.equals("infinity")
        || usual.equals("begin")
        || usual.equals("end");
  }
}
