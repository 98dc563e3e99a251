package io.didact.jinja;

import io.didact.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Statements: text, {@code {{ … }}} and the tags between {@code {%} and {@code %}}. */
final class TemplateParser {
  private static final Set<String> UNSUPPORTED =
      Set.of("include", "import", "from", "extends", "block", "autoescape", "print", "do", "trans");

  private final TokenStream tokens;
  private final FreeNames freeNames = new FreeNames();
  private final UnknownNames unknown = new UnknownNames();
  private final ExpressionParser expressions;
  private final TargetParser targets;

  /** Loops around this place, within the macro around it. */
  private int loops;

  private TemplateParser(List<Token> tokens) {
    this.tokens = new TokenStream(tokens);
    this.expressions = new ExpressionParser(this.tokens, freeNames, unknown);
    this.targets = new TargetParser(this.tokens, freeNames);
  }

  /**
   * @throws TemplateException where the source is not in the language
   */
  static List<Statement> parse(String source) {
    TemplateParser parser = new TemplateParser(Lexer.tokens(source));
    List<Statement> statements = parser.statements("", 1);
    parser.unknown.requireNone();
    return statements;
  }

  /**
   * Statements up to one of the tags that end them, which stays.
   *
   * @param opened the tag that was opened, for messages; empty for the template itself
   */
  private List<Statement> statements(String opened, int openedAt, String... ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Text(tokens.next().text()));
        case VARIABLE_BEGIN -> {
          tokens.next();
          statements.add(new Statement.Output(expressions.tuple(), token.line()));
          tokens.expect(Kind.VARIABLE_END, "`}}`");
        }
        case BLOCK_BEGIN -> {
          tokens.next();
          if (List.of(ends).contains(tokens.current().text()) && tokens.is(Kind.NAME)) {
            tokens.leave();
            return statements;
          }
          statements.add(statement(opened));
          tokens.expect(Kind.BLOCK_END, "`%}`");
        }
        case END -> {
          if (!opened.isEmpty()) {
            throw TemplateException.syntax(
                openedAt,
                "`{% "
                    + opened
                    + " %}` is not closed; wanted `"
                    + String.join("` or `", ends)
                    + "`");
          }
          tokens.leave();
          return statements;
        }
        case VARIABLE_END, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
            throw tokens.unexpected("text or a tag");
      }
    }
  }

  /** The body after a tag, through the tag that closes it; all that it names must be known. */
  private List<Statement> body(String opened, int line) {
    boolean before = unknown.lenient(false);
    List<Statement> body = rest(opened, line);
    unknown.lenient(before);
    return body;
  }

  private List<Statement> rest(String opened, int line) {
    endTag();
    List<Statement> body = statements(opened, line, "end" + opened);
    tokens.next();
    return body;
  }

  /** A body that no jump leaves: loops around it are none of its own. */
  private List<Statement> bodyOfItsOwn(String opened, int line) {
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = body(opened, line);
    loops = outerLoops;
    return body;
  }

  private void endTag() {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END, "`%}`");
  }

  private Statement statement(String opened) {
    Token tag = tokens.expect(Kind.NAME, "the name of a tag");
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> branch(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro(line);
      case "call" -> call(line);
      case "filter" -> filter(line);
      case "with" -> with(line);
      case "generation" -> new Statement.Generation(bodyOfItsOwn("generation", line));
      case "break" -> jump(Statement.End.BREAK, tag);
      case "continue" -> jump(Statement.End.CONTINUE, tag);
      default ->
          throw TemplateException.syntax(
              line,
              UNSUPPORTED.contains(tag.text())
                  ? "the tag `" + tag.text() + "` is not supported in chat templates"
                  : "unknown tag `"
                      + tag.text()
                      + "`"
                      + (opened.isEmpty() ? "" : " within `{% " + opened + " %}`"));
    };
  }

  private Statement branch(int line) {
    boolean before = unknown.lenient(true);
    Expression condition = expressions.tupleWithoutIf();
    endTag();
    List<Statement> then = statements("if", line, "elif", "else", "endif");
    Token end = tokens.next();
    List<Statement> otherwise =
        switch (end.text()) {
          case "elif" -> List.of(elif(end.line()));
          case "else" -> rest("if", line);
          default -> List.of();
        };
    unknown.lenient(before);
    return new Statement.If(condition, then, otherwise, line);
  }

  private Statement elif(int line) {
    tokens.enter();
    Statement next = branch(line);
    tokens.leave();
    return next;
  }

  private Statement loop(int line) {
    Expression.Target target = targets.target(false);
    requireNotLoop(target, line);
    tokens.expectName("in");
    Expression items = expressions.tupleWithoutIf();
    boolean before = unknown.lenient(false);
    Expression test = tokens.skipName("if") ? expressions.expression() : null;
    if (tokens.isName("recursive")) {
      throw TemplateException.syntax(line, "`recursive` loops are not supported");
    }
    endTag();
    loops++;
    List<Statement> body = statements("for", line, "else", "endfor");
    loops--;
    List<Statement> otherwise = tokens.next().text().equals("else") ? rest("for", line) : List.of();
    unknown.lenient(before);
    return new Statement.For(target, items, test, body, otherwise, line);
  }

  private static void requireNotLoop(Expression.Target target, int line) {
    if (target.equals(new Expression.Target.Variable("loop"))) {
      throw TemplateException.syntax(line, "`loop` cannot be the variable of a loop");
    }
  }

  private Statement set(int line) {
    Expression.Target target = targets.target(true);
    if (tokens.skipOperator("=")) {
      return new Statement.Set(target, expressions.tuple(), line);
    }
    boolean before = unknown.lenient(false);
    Expression filter =
        expressions.postfixes().filters(new Expression.Name(Statement.Captured.OPERAND));
    List<Statement> body = rest("set", line);
    unknown.lenient(before);
    return new Statement.SetBlock(target, filter, body, line);
  }

  private Statement macro(int line) {
    String name = targets.parameter();
    return macro(name, "macro", line, signature());
  }

  private Macro macro(
      String name, String tag, int line, Map<String, Optional<Expression>> parameters) {
    freeNames.beginMacro();
    List<Statement> body = bodyOfItsOwn(tag, line);
    return new Macro(name, parameters, body, freeNames.endMacro());
  }

  /** Parameters and their defaults. */
  private Map<String, Optional<Expression>> signature() {
    Map<String, Optional<Expression>> parameters = new LinkedHashMap<>();
    tokens.expectOperator("(");
    boolean optional = false;
    while (!tokens.isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      int line = tokens.line();
      String parameter = targets.parameter();
      if (parameters.containsKey(parameter)) {
        throw TemplateException.syntax(line, "parameter `" + parameter + "` is there twice");
      }
      boolean hasDefault = tokens.skipOperator("=");
      if (optional && !hasDefault) {
        throw TemplateException.syntax(
            line, "parameter `" + parameter + "` without a default follows one with a default");
      }
      optional = hasDefault;
      parameters.put(
          parameter, hasDefault ? Optional.of(expressions.expression()) : Optional.empty());
    }
    tokens.expectOperator(")");
    return parameters;
  }

  private Statement call(int line) {
    Map<String, Optional<Expression>> parameters = tokens.isOperator("(") ? signature() : Map.of();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw TemplateException.syntax(line, "`call` wants the call of a macro");
    }
    return new Statement.CallBlock(macro("caller", "call", line, parameters), call, line);
  }

  private Statement filter(int line) {
    Expression first =
        expressions.postfixes().filter(new Expression.Name(Statement.Captured.OPERAND));
    Expression more = expressions.postfixes().filters(first);
    return new Statement.FilterBlock(more == null ? first : more, body("filter", line), line);
  }

  private Statement with(int line) {
    List<Expression.Target> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.is(Kind.BLOCK_END) && !tokens.isOperator(":")) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(targets.target(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(names, values, body("with", line));
  }

  private Statement jump(Statement.End end, Token tag) {
    if (loops == 0) {
      throw TemplateException.syntax(tag.line(), "`" + tag.text() + "` stands outside of a loop");
    }
    return new Statement.Jump(end);
  }
}
