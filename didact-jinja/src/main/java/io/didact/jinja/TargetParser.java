package io.didact.jinja;

import io.didact.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What stands on the left of an assignment: names. */
final class TargetParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream tokens;
  private final FreeNames names;

  TargetParser(TokenStream tokens, FreeNames names) {
    this.tokens = tokens;
    this.names = names;
  }

  /**
   * What an assignment writes to: a name, names with commas or in parentheses.
   *
   * @param namespaces whether {@code name.attribute} is one too
   */
  Expression.Target target(boolean namespaces) {
    List<Expression.Target> targets = new ArrayList<>();
    boolean several = false;
    while (targets.isEmpty() || !endsTarget()) {
      targets.add(oneTarget(namespaces));
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    return several ? new Expression.Target.Several(targets) : targets.get(0);
  }

  private boolean endsTarget() {
    return tokens.is(Kind.BLOCK_END)
        || tokens.isOperator(")")
        || tokens.isOperator("=")
        || tokens.isName("in");
  }

  private Expression.Target oneTarget(boolean namespaces) {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Expression.Target inner = target(false);
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    Token name = tokens.expect(Kind.NAME, "a name to assign to");
    requireFree(name);
    if (namespaces && tokens.skipOperator(".")) {
      names.read(name.text());
      return new Expression.Target.NamespaceAttribute(
          name.text(), tokens.expect(Kind.NAME, "the name of an attribute").text());
    }
    return new Expression.Target.Variable(name.text());
  }

  private static void requireFree(Token name) {
    if (CONSTANTS.contains(name.text())) {
      throw TemplateException.syntax(name.line(), "`" + name.text() + "` cannot be assigned to");
    }
  }

  /** The name of a parameter. */
  String parameter() {
    Token name = tokens.expect(Kind.NAME, "the name of a parameter");
    requireFree(name);
    return name.text();
  }
}
