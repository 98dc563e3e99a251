package io.didact.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template's source → tokens, with Jinja's treatment of white space: {@code trim_blocks} (the
 * newline after a tag goes) and {@code lstrip_blocks} (the blanks before a tag that stands first on
 * its line go) are on, {@code -} takes all white space on its side, {@code +} keeps it. One newline
 * at the end of the source goes.
 */
final class Lexer {
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?<!\\.)(\\d+_)*\\d+((\\.(\\d+_)*\\d+)?[eE][+-]?(\\d+_)*\\d+|\\.(\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile("0[bB](_?[01])+|0[oO](_?[0-7])+|0[xX](_?[0-9a-fA-F])+|[1-9](_?\\d)*|0(_?0)*");
  private static final Pattern NAME = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern STRING =
      Pattern.compile(
          "'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"",
          Pattern.DOTALL);
  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");
  private static final String SPACE = "[" + WhiteSpace.SPACES + "]*+";
  private static final Pattern RAW =
      Pattern.compile("\\{%[-+]?" + SPACE + "raw" + SPACE + "(?:-%}" + SPACE + "|%})");
  private static final Pattern END_RAW =
      Pattern.compile(
          "\\{%([-+]?)" + SPACE + "endraw" + SPACE + "(?:\\+%}|-%}" + SPACE + "|%}\n?)");
  private static final Pattern BLOCK_END = Pattern.compile("\\+%}|-%}" + SPACE + "|%}\n?");
  private static final Pattern VARIABLE_END = Pattern.compile("-}}" + SPACE + "|}}");
  private static final Pattern COMMENT_END = Pattern.compile("\\+#}|-#}" + SPACE + "|#}\n?");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  /** Whether what was read last ended a line, or nothing was. */
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(at));
        at = source.length();
        break;
      }
      char kind = source.charAt(tag + 1);
      Matcher raw = matcher(RAW, tag);
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      String text = source.substring(at, tag);
      data(stripped(text, sign, kind != '{'));
      advance(tag);
      if (kind == '%' && raw.lookingAt()) {
        raw(raw.end());
      } else {
        int begun = line;
        advance(tag + (sign == '-' || sign == '+' ? 3 : 2));
        switch (kind) {
          case '#' -> comment(begun);
          case '%' -> tag(Token.Kind.BLOCK_BEGIN, BLOCK_END, Token.Kind.BLOCK_END);
          default -> tag(Token.Kind.VARIABLE_BEGIN, VARIABLE_END, Token.Kind.VARIABLE_END);
        }
      }
    }
    add(Token.Kind.END, "");
  }

  /** Where the next tag opens, or −1. */
  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private String stripped(String text, char sign, boolean isBlock) {
    if (sign == '-') {
      return WhiteSpace.stripEnd(text);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean first = lineStart > 0 || lineStarts;
    return sign != '+' && isBlock && first && WhiteSpace.isBlank(text.substring(lineStart))
        ? text.substring(0, lineStart)
        : text;
  }

  private void raw(int end) {
    int begun = line;
    advance(end);
    Matcher close = matcher(END_RAW, at);
    if (!close.find()) {
      throw TemplateException.syntax(begun, "`{% raw %}` is not closed");
    }
    String sign = close.group(1);
    data(
        stripped(source.substring(at, close.start()), sign.isEmpty() ? ' ' : sign.charAt(0), true));
    advance(close.end());
  }

  private void comment(int begun) {
    Matcher close = matcher(COMMENT_END, at);
    if (!close.find()) {
      throw TemplateException.syntax(begun, "the comment `{#` is not closed");
    }
    advance(close.end());
  }

  private void tag(Token.Kind begin, Pattern closing, Token.Kind end) {
    int begun = line;
    add(begin, "");
    Deque<String> open = new ArrayDeque<>();
    while (at < source.length()) {
      Matcher close = matcher(closing, at);
      if (open.isEmpty() && close.lookingAt()) {
        add(end, "");
        advance(close.end());
        return;
      }
      token(open);
    }
    throw TemplateException.syntax(
        begun, "the tag `" + (begin == Token.Kind.BLOCK_BEGIN ? "{%" : "{{") + "` is not closed");
  }

  private void token(Deque<String> open) {
    if (WhiteSpace.isSpace(source.charAt(at))) {
      advance(at + 1);
      return;
    }
    Matcher match = matcher(FLOAT, at).useTransparentBounds(true);
    if (match.lookingAt()) {
      take(Token.Kind.FLOAT, match);
    } else if ((match = matcher(INTEGER, at)).lookingAt()) {
      take(Token.Kind.INTEGER, match);
    } else if ((match = matcher(NAME, at)).lookingAt()) {
      if (!Character.isUnicodeIdentifierStart(match.group().codePointAt(0))
          && match.group().charAt(0) != '_') {
        throw TemplateException.syntax(line, "`" + match.group() + "` is not a name");
      }
      take(Token.Kind.NAME, match);
    } else if ((match = matcher(STRING, at)).lookingAt()) {
      String literal = match.group();
      add(
          Token.Kind.STRING,
          StringLiteral.meaning(literal.substring(1, literal.length() - 1), line));
      advance(match.end());
    } else if ((match = matcher(OPERATOR, at)).lookingAt()) {
      balance(match.group(), open);
      take(Token.Kind.OPERATOR, match);
    } else {
      int codePoint = source.codePointAt(at);
      throw TemplateException.syntax(
          line,
          codePoint == '\'' || codePoint == '"'
              ? "a text that begins with " + Character.toString(codePoint) + " is not closed"
              : "unexpected character '" + Character.toString(codePoint) + "'");
    }
  }

  private void balance(String operator, Deque<String> open) {
    switch (operator) {
      case "{" -> open.push("}");
      case "(" -> open.push(")");
      case "[" -> open.push("]");
      case "}", ")", "]" -> {
        String wanted = open.poll();
        if (!operator.equals(wanted)) {
          throw TemplateException.syntax(
              line,
              "unexpected `"
                  + operator
                  + "`"
                  + (wanted == null ? "" : ", wanted `" + wanted + "`"));
        }
      }
      default -> {}
    }
  }

  private Matcher matcher(Pattern pattern, int from) {
    return pattern.matcher(source).region(from, source.length());
  }

  private void take(Token.Kind kind, Matcher match) {
    add(kind, match.group());
    advance(match.end());
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Token.Kind.DATA, text);
    }
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private void advance(int to) {
    for (int i = at; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    lineStarts = to > at ? source.charAt(to - 1) == '\n' : lineStarts;
    at = to;
  }
}
