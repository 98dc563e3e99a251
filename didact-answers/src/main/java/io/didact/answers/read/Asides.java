package io.didact.answers.read;

import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Rewrites tokens so that what stands beside an answer is apart from it.
 *
 * <ul>
 *   <li>An approximation in brackets is left out: {@code \frac34 (\approx 0.75)}.
 *   <li>An equal value in brackets follows an equals sign: {@code \frac34 (= 0.75)}.
 *   <li>A condition follows a comma: {@code k\pi (k \in \mathbb{Z})}, {@code … where x \ne 0}; "k
 *       is an integer" is one.
 *   <li>Environments that only set lines leave the lines, joined by "and" unless one goes on.
 *   <li>A sign for the end of a proof is left out, and the letters of a unit become one: µ m.
 * </ul>
 */
final class Asides {
  private static final Set<String> LAYOUTS =
      Symbols.words(
          "align aligned alignat alignedat split gather gathered equation multline flalign eqnarray"
              + " displaymath math center");
  private static final Set<String> NEAR =
      Symbols.words("≈ approximately approx about roughly nearly");
  private static final Set<String> WHERE = Symbols.words("where for with forall");
  private static final Set<String> FILLERS = Symbols.words("is are an any all every some");

  private final List<Token> tokens;
  private final List<Token> kept = new ArrayList<>();

  /** For each environment that is open whether it only sets lines. */
  private final Deque<Boolean> layouts = new ArrayDeque<>();

  private Asides(List<Token> tokens) {
    this.tokens = tokens;
  }

  static List<Token> apart(List<Token> tokens) {
    return new Asides(tokens).run();
  }

  private List<Token> run() {
    int place = 0;
    while (place < tokens.size()) {
      Token token = tokens.get(place);
      int behind = integers(place);
      if (behind > place) {
        place = behind;
        continue;
      } else if (token.kind() == Kind.BEGIN || token.kind() == Kind.END) {
        environment(place);
      } else if (token.is("\\{") && at(place + 1).kind() == Kind.BEGIN && !isClosed(place)) {
        // \left\{ before lines, which \right. ends
      } else if (Boolean.TRUE.equals(layouts.peek()) && (token.is("&") || token.is("\\\\"))) {
        line(token, place);
      } else if ((token.is("(") || token.is("[")) && isBehindValue()) {
        place = bracket(place);
        continue;
      } else if (WHERE.contains(word(token)) && isCondition(place + 1)) {
        separate();
      } else if (!isEndOfProof(place)) {
        keep(token);
      }
      place++;
    }
    return kept;
  }

  private Token at(int place) {
    return place >= 0 && place < tokens.size()
        ? tokens.get(place)
        : Token.of(Kind.NOTHING, "", false, false);
  }

  private static String word(Token token) {
    return token.kind() == Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : token.text();
  }

  private void environment(int place) {
    Token token = at(place);
    boolean layout;
    if (token.kind() == Kind.BEGIN) {
      layout = isLayout(place);
      layouts.push(layout);
    } else {
      layout = !layouts.isEmpty() && layouts.poll();
    }
    if (!layout) {
      kept.add(token);
    }
  }

  /**
   * Whether an environment only sets lines: cases and arrays do where & only stands at relations.
   */
  private boolean isLayout(int begin) {
    String name = at(begin).text().replace("*", "");
    boolean relation = name.endsWith("cases");
    if (!relation && !name.equals("array")) {
      return LAYOUTS.contains(name);
    }
    for (int i = begin + 1; at(i).kind() != Kind.END && at(i).kind() != Kind.NOTHING; i++) {
      relation |= Parser.isRelation(at(i));
      if (at(i).is("&") && !Parser.isRelation(at(i - 1)) && !Parser.isRelation(at(i + 1))) {
        return false;
      }
    }
    return relation;
  }

  private boolean isClosed(int brace) {
    return tokens.subList(brace, tokens.size()).stream().anyMatch(token -> token.is("\\}"));
  }

  /** Reads "(where) k is an integer", "any integer k" as a condition; the place behind it. */
  private int integers(int start) {
    boolean bracket = at(start).is("(");
    boolean where = WHERE.contains(word(at(start)));
    boolean begins = where || bracket || kept.isEmpty() || kept.get(kept.size() - 1).is(",");
    int place = skipFillers(where || bracket ? start + 1 : start);
    Token name = at(place);
    boolean named = begins && name.kind() == Kind.NAME;
    place = named ? skipFillers(place + 1) : place;
    if (!word(at(place)).startsWith("integer") || kept.isEmpty()) {
      return start;
    }
    place++;
    if (!named) {
      name = at(place++);
    }
    if (name.kind() != Kind.NAME || (bracket && !at(place).is(")"))) {
      return start;
    }
    separate();
    kept.add(Token.of(Kind.NAME, name.text(), true, false));
    kept.add(Token.of(Kind.SYMBOL, "∈", false, false));
    kept.add(Token.of(Kind.NAME, "ℤ", false, false));
    return bracket ? place + 1 : place;
  }

  private int skipFillers(int start) {
    int place = start;
    while (FILLERS.contains(word(at(place)))) {
      place++;
    }
    return place;
  }

  /** The end of a line; none where the next begins with a relation: it goes on. */
  private void line(Token token, int place) {
    int next = place + 1;
    while (at(next).is("&")) {
      next++;
    }
    Token first = at(next);
    boolean ends =
        token.is("\\\\")
            && first.kind() != Kind.END
            && first.kind() != Kind.NOTHING
            && !Parser.isRelation(first);
    if (ends && !kept.isEmpty()) {
      kept.add(Token.of(Kind.WORD, "and", true, false));
    }
  }

  private boolean isBehindValue() {
    if (kept.isEmpty()) {
      return false;
    }
    Token last = kept.get(kept.size() - 1);
    return last.kind() != Kind.SYMBOL || ")]}|°%!,".contains(last.text());
  }

  /**
   * Reads a bracket: the place behind it, or, where it is a part of the answer, behind its sign.
   */
  private int bracket(int open) {
    Token first = at(open + 1);
    boolean near = NEAR.contains(word(first));
    boolean condition = isCondition(open + 1);
    boolean equal = first.is("=") || word(first).equals("or");
    if (isNumberOnly(open)) {
      throw new UnreadableException("a number in brackets behind a value");
    }
    int close = near || condition || equal ? close(open) : tokens.size();
    if (close == tokens.size()) {
      kept.add(tokens.get(open));
      return open + 1;
    }
    if (condition) {
      separate();
    }
    if (!near) {
      kept.addAll(tokens.subList(open + 1, close));
    }
    return close + 1;
  }

  /** The second form in \frac34 (0.75) and \frac34 (75%), or a factor: nobody knows. */
  private boolean isNumberOnly(int open) {
    boolean percent = at(open + 2).is("%");
    int close = percent ? open + 3 : open + 2;
    return at(open).spaced()
        && (at(open + 1).decimals() > 0 || (percent && at(open + 1).kind() == Kind.NUMBER))
        && at(close).is(")")
        && at(close + 1).kind() == Kind.NOTHING
        && kept.get(kept.size() - 1).kind() != Kind.NAME;
  }

  private int close(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += at(i).is("(") || at(i).is("[") ? 1 : at(i).is(")") || at(i).is("]") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return tokens.size();
  }

  /** k ∈ …, x ≠ … */
  private boolean isCondition(int place) {
    Token relation = at(place + 1);
    return at(place).kind() == Kind.NAME && (relation.is("∈") || relation.is("≠"));
  }

  private void separate() {
    if (!kept.isEmpty() && !kept.get(kept.size() - 1).is(",")) {
      kept.add(Token.of(Kind.SYMBOL, ",", false, false));
    }
  }

  private boolean isEndOfProof(int place) {
    String name = at(place).text();
    return place > 0
        && place == tokens.size() - 1
        && at(place).kind() == Kind.NAME
        && (name.equals("square") || name.equals("Box"));
  }

  /** Keeps a token; {@code \mu\text{m}} as one unit, and "+ constant" as + C. */
  private void keep(Token token) {
    Token last = kept.isEmpty() ? token : kept.get(kept.size() - 1);
    if (token.kind() == Kind.SYMBOL || token.kind() == Kind.NUMBER) {
      kept.add(token);
      return;
    }
    boolean micro = last.text().equals("mu");
    boolean ohm = token.text().equals("Omega");
    String unit =
        micro != ohm && (last.upright() || token.upright())
            ? (micro ? "µ" : last.text()) + (ohm ? "Ω" : token.text())
            : "";
    if (Units.isSymbol(unit)) {
      kept.set(kept.size() - 1, Token.of(Kind.WORD, unit, last.spaced(), true));
    } else if (last.is("+") && (word(token).equals("constant") || word(token).equals("const"))) {
      kept.add(Token.of(Kind.NAME, "C", true, false));
    } else {
      kept.add(token);
    }
  }
}
