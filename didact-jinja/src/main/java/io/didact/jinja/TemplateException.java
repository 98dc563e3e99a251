package io.didact.jinja;

/**
 * A chat template that cannot be read, or that does not go with what it was given. The message says
 * which line of the template, and what.
 */
public final class TemplateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure. */
  public enum Kind {
    /** The template is not in the language. */
    SYNTAX,
    /** The template met a value that an operation does not take. */
    EVALUATION,
    /** The template itself refused its input, with {@code raise_exception}. */
    RAISED,
    /** The template does more than any honest one. */
    LIMIT
  }

  private final Kind kind;
  private final String what;
  private final int line;

  private TemplateException(Kind kind, String what, int line) {
    super(
        (kind == Kind.RAISED ? "the chat template refuses: " : "chat template: ")
            + (line > 0 ? "line " + line + ": " : "")
            + what);
    this.kind = kind;
    this.what = what;
    this.line = line;
  }

  static TemplateException syntax(int line, String what) {
    return new TemplateException(Kind.SYNTAX, what, line);
  }

  /** The line is added where it is known. */
  static TemplateException evaluation(String what) {
    return new TemplateException(Kind.EVALUATION, what, 0);
  }

  static TemplateException raised(String what) {
    return new TemplateException(Kind.RAISED, what, 0);
  }

  static TemplateException limit(String what) {
    return new TemplateException(Kind.LIMIT, what, 0);
  }

  /** The same with its line, where it had none. */
  TemplateException at(int known) {
    return line > 0 ? this : new TemplateException(kind, what, known);
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }

  /** The message alone; with {@link Kind#RAISED} the template's own words. */
  public String what() {
    return what;
  }

  /** The line of the template, counted from 1; 0 where there is none. */
  public int line() {
    return line;
  }
}
