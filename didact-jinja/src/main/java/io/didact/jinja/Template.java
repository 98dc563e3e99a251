package io.didact.jinja;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One template of any kind, ready to be rendered. Immutable and thread-safe. */
public final class Template {
  /** The largest known ones have 40,000 characters. */
  static final int MAX_SOURCE = 1 << 20;

  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException that names line and construct, where the source is no template
   */
  public static Template parse(String source) {
    if (source.length() > MAX_SOURCE) {
      throw TemplateException.limit("the template has more than " + MAX_SOURCE + " characters");
    }
    try {
      return new Template(TemplateParser.parse(source));
    } catch (StackOverflowError e) {
      throw TemplateException.limit("the template is nested too deeply");
    }
  }

  /**
   * The text that the template makes of these variables.
   *
   * @param variables JSON values: {@code Map}s with texts as keys, {@code List}s, texts, numbers,
   *     booleans, null
   * @param clock which time {@code strftime_now} tells
   * @throws TemplateException where the template fails on these variables, or refuses them
   * @throws IllegalArgumentException where one is no JSON value
   */
  public String render(Map<String, ?> variables, Clock clock) {
    return run(Values.variables(variables), clock).output();
  }

  Run run(Map<String, Value> variables, Clock clock) {
    Run run = new Run(clock);
    Map<String, Value> all = new HashMap<>(Globals.functions());
    all.putAll(variables);
    try {
      Statement.all(statements, Scope.of(run, all));
      return run;
    } catch (TemplateException e) {
      throw e.at(run.line());
    } catch (StackOverflowError e) {
      throw TemplateException.limit("calls are nested too deeply").at(run.line());
    }
  }
}
