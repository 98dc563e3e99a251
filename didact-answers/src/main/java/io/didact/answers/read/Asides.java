package io.didact.answers.read;

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
 *   <li>A condition follows a comma: {@code k\pi (k \in \mathbb{Z})}, {@code … where x \ne 0}.
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

  private final List<Token> tokens;
  private final List<Token> kept = new ArrayList<>();

  /** For each environment that is open whether it only sets lines. */
  private final Deque<Boolean> layouts = new ArrayDeque<>();

  private Asides(List<Token> tokens) {
    this.tokens = tokens;
  }

  static List<Token> apart(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (mayChange(tokens.get(i), i + 1 < tokens.size() ? tokens.get(i + 1) : tokens.get(i))) {
        return new Asides(tokens).run();
      }
    }
    return tokens;
  }

  /** A quick look: most answers have nothing beside them. */
  private static boolean mayChange(Token token, Token next) {
    return switch (token.kind()) {
      case BEGIN, END, WORD -> true;
      case NAME -> token.upright() || token.text().length() > 4 || token.text().equals("Box");
      case SYMBOL ->
          token.is("(")
              && (next.kind() == Kind.WORD
                  || next.kind() == Kind.NAME
                  || next.is("≈")
                  || next.is("="));
      default -> false;
    };
  }

  private List<Token> run() {
    int place = 0;
    while (place < tokens.size()) {
      Token token = tokens.get(place);
      if (token.kind() == Kind.BEGIN || token.kind() == Kind.END) {
        environment(token);
      } else if (Boolean.TRUE.equals(layouts.peek()) && (token.is("&") || token.is("\\\\"))) {
        line(token, place);
      } else if (token.is("(") && isBehindValue()) {
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
    return place < tokens.size() ? tokens.get(place) : Token.of(Kind.NOTHING, "", false, false);
  }

  private static String word(Token token) {
    return token.kind() == Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : token.text();
  }

  private void environment(Token token) {
    String name = token.text().replace("*", "");
    boolean layout = LAYOUTS.contains(name);
    if (token.kind() == Kind.BEGIN) {
      layouts.push(layout);
    } else {
      layouts.poll();
    }
    if (!layout) {
      kept.add(token);
    }
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
    int close = near || condition || first.is("=") ? close(open) : tokens.size();
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

  private int close(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += at(i).is("(") ? 1 : at(i).is(")") ? -1 : 0;
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
