package io.didact.text.template;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One template, ready to be rendered. */
final class Template {
  /** The largest known ones have 40,000 characters. */
  static final int MAX_SOURCE = 1 << 20;

  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * @throws TemplateException that names line and construct, where the source is no template
   */
  static Template parse(String source) {
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
   * @throws TemplateException where the template fails on these variables, or refuses them
   */
  Run render(Map<String, Value> variables, Clock clock) {
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
