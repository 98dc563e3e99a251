package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What LaTeX commands and Unicode characters stand for. Greek letters stand for themselves. */
final class Symbols {
  /** Commands whose argument is words, not mathematics. */
  static final Set<String> TEXT =
      words(
          "text textbf textit textrm textnormal textup textsf texttt mbox hbox mathrm"
              + " operatorname emph textsc mathop rm");

  /** Commands that change how something looks, and space. */
  static final Set<String> LOOKS =
      words(
          "mathbf mathit mathcal mathfrak mathsf boldsymbol bm boxed fbox framebox underline"
              + " displaystyle textstyle limits nolimits left right middle mleft mright big Big"
              + " bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr quad qquad thinspace"
              + " enspace medspace thickspace bf it ensuremath mathord hfill large Large huge"
              + " Huge small normalsize variable centering scriptstyle scriptscriptstyle tiny"
              + " scriptsize footnotesize LARGE mathtt mathscr pmb bold normalfont underbrace"
              + " overbrace checkmark therefore blacksquare qed qedhere notag nonumber nobreak"
              + " allowbreak displaylimits hline noindent negthinspace mathstrut strut smash"
              + " mathclose mathopen mathbin mathrel");

  /** Commands that change how something looks, and whose first argument says how, or nothing. */
  private static final Set<String> DRESS =
      words(
          "color textcolor colorbox fcolorbox tag label phantom hphantom vphantom hspace vspace"
              + " cline raisebox rule");

  /** Commands that name something of which nothing is known: operators, relations, letters. */
  private static final Set<String> NAMES =
      words(
          "angle measuredangle triangle parallel nparallel perp nmid star nabla partial subset"
              + " subseteq subsetneq supset supseteq sim cong propto ll gg neg lnot oplus otimes"
              + " odot ominus leftrightarrow Leftrightarrow leftarrow mapsto models exists nexists"
              + " forall cancel square Box Re Im det hbar aleph iint iiint oint liminf limsup sup inf arg deg dim ker dagger"
              + " prec succ preceq succeq asymp uparrow downarrow");

  /** Commands that take arguments. */
  static final Set<String> COMMANDS =
      words(
          "frac sqrt binom overline bar hat tilde vec overrightarrow dot widehat sum prod int lim"
              + " pmod mathbb lg");

  /** Symbols that relate two sides, in the order of {@link Node.Comparator}. */
  static final String RELATIONS = "=≠<≤>≥∈≡";

  private static final Map<String, String> SYMBOLS = new HashMap<>();
  private static final Map<String, String> ALIASES = new HashMap<>();
  private static final Map<Integer, String> CHARACTERS = new HashMap<>();

  static {
    put(SYMBOLS, "*", "cdot times ast bullet");
    put(SYMBOLS, "/", "div slash");
    put(SYMBOLS, "±", "pm");
    put(SYMBOLS, "∓", "mp");
    put(SYMBOLS, "≤", "le leq leqslant leqq");
    put(SYMBOLS, "≥", "ge geq geqslant geqq");
    put(SYMBOLS, "<", "lt");
    put(SYMBOLS, ">", "gt");
    put(SYMBOLS, "≠", "ne neq");
    put(SYMBOLS, "≈", "approx simeq thickapprox doteq approxeq");
    put(SYMBOLS, "≡", "equiv");
    put(SYMBOLS, "∈", "in");
    put(SYMBOLS, "∉", "notin");
    put(SYMBOLS, "∪", "cup bigcup");
    put(SYMBOLS, "∩", "cap bigcap");
    put(SYMBOLS, "∖", "setminus backslash smallsetminus");
    put(SYMBOLS, "∅", "emptyset varnothing");
    put(SYMBOLS, "°", "degree degrees circ");
    put(SYMBOLS, "|", "vert mid");
    put(SYMBOLS, "|(", "lvert lVert");
    put(SYMBOLS, "|)", "rvert rVert");
    put(SYMBOLS, "‖", "Vert");
    put(SYMBOLS, "⟨", "langle");
    put(SYMBOLS, "⟩", "rangle");
    put(SYMBOLS, "⌊", "lfloor");
    put(SYMBOLS, "⌋", "rfloor");
    put(SYMBOLS, "⌈", "lceil");
    put(SYMBOLS, "⌉", "rceil");
    put(SYMBOLS, "(", "lgroup lparen");
    put(SYMBOLS, ")", "rgroup rparen");
    put(SYMBOLS, "\\{", "lbrace");
    put(SYMBOLS, "\\}", "rbrace");
    put(SYMBOLS, "[", "lbrack");
    put(SYMBOLS, "]", "rbrack");
    put(SYMBOLS, ":", "colon");
    put(SYMBOLS, "'", "prime");
    put(SYMBOLS, "…", "dots ldots cdots dotsc dotsb dotsm");
    put(SYMBOLS, "→", "to rightarrow Rightarrow implies longrightarrow Longrightarrow iff");
    put(SYMBOLS, "and", "land wedge");
    put(SYMBOLS, "or", "lor vee");
    put(SYMBOLS, "choose", "choose");
    put(SYMBOLS, "over", "over");
    put(SYMBOLS, "%", "percent");
    put(SYMBOLS, "mod", "bmod mod");
    put(SYMBOLS, "\\\\", "cr newline tabularnewline");
    put(ALIASES, "frac", "dfrac tfrac cfrac nicefrac sfrac flatfrac");
    put(ALIASES, "binom", "dbinom tbinom");
    put(ALIASES, "bar", "overbar");
    put(ALIASES, "mathbb", "Bbb");
    put(ALIASES, "infinity", "infty");
    put(ALIASES, "epsilon", "varepsilon");
    put(ALIASES, "i", "imath");
    put(ALIASES, "j", "jmath");
    put(ALIASES, "phi", "varphi");
    put(ALIASES, "theta", "vartheta");
    put(ALIASES, "T", "top intercal");
    character("−–—‐‑﹣", "-");
    character("×·⋅∙∗", "*");
    character("÷⁄∕", "/");
    character("≦⩽", "≤");
    character("≧⩾", "≥");
    character("≃≅", "≈");
    character("º˚", "°");
    character("✓✔✅☑∎■∴️", " ");
    character("∣", "|");
    character("【", "[");
    character("】", "]");
    character("、", ",");
    character("′’", "'");
    character("⋯", "…");
    character("⇒⟶⟹", "→");
    for (String same : "±∓≠≤≥≈≡∈∉∪∩∖∅°⟨⟩⌊⌋⌈⌉…→".split("")) {
      character(same, same);
    }
  }

  private static final Set<String> KNOWN = names();

  private Symbols() {}

  /** A set of words that are written with spaces between. */
  static Set<String> words(String words) {
    return Set.of(words.split(" "));
  }

  private static void put(Map<String, String> table, String meaning, String names) {
    for (String name : names.split(" ")) {
      table.put(name, meaning);
    }
  }

  private static void character(String characters, String symbol) {
    characters.codePoints().forEach(c -> CHARACTERS.put(c, symbol));
  }

  /** All commands of LaTeX that answers use, but for letters, functions and environments. */
  static Set<String> names() {
    return Stream.of(SYMBOLS.keySet(), ALIASES.keySet(), TEXT, LOOKS, COMMANDS, DRESS, NAMES)
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
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

  /** How many arguments of a command say only how something looks. */
  static int dress(String command) {
    return command.equals("fcolorbox") || command.equals("rule")
        ? 2
        : DRESS.contains(command) ? 1 : 0;
  }

  /** Whether a command is one of LaTeX that answers use; with others an answer is not read. */
  static boolean isKnown(String command) {
    return KNOWN.contains(command)
        || Function.isName(command)
        || Constants.isGreek(command)
        || command.equals("infinity")
        || command.equals("begin")
        || command.equals("end");
  }
}
