package io.didact.jinja;

/**
 * A piece of a template's source.
 *
 * @param text of a string literal its meaning, of all else what stands there
 * @param line counted from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    VARIABLE_BEGIN,
    VARIABLE_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case DATA -> "text";
      case VARIABLE_BEGIN -> "`{{`";
      case VARIABLE_END -> "`}}`";
      case BLOCK_BEGIN -> "`{%`";
      case BLOCK_END -> "`%}`";
      case STRING -> "a text";
      case END -> "the end of the template";
      case NAME, INTEGER, FLOAT, OPERATOR -> "`" + text + "`";
    };
  }
}
