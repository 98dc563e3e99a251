package io.didact.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Values as Python writes them. */
final class PythonText {
  private final Run run;
  private final StringBuilder out = new StringBuilder();

  private PythonText(Run run) {
    this.run = run;
  }

  /** {@code str(value)}, what printing gives. */
  static String str(Run run, Value value) {
    if (value instanceof Value.Str text) {
      return text.text();
    }
    if (value instanceof Value.Undefined) {
      return "";
    }
    return repr(run, value);
  }

  /** {@code repr(value)}. */
  static String repr(Run run, Value value) {
    PythonText text = new PythonText(run);
    text.write(value);
    return text.out.toString();
  }

  private void write(Value value) {
    run.enter();
    int before = out.length();
    if (value instanceof Value.Str text) {
      quoted(text.text());
    } else if (value instanceof Value.Items list) {
      all("[", list.items(), "]");
    } else if (value instanceof Value.Tuple tuple) {
      all("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
    } else if (value instanceof Value.View view) {
      all(view.type() + "([", view.items(), "])");
    } else if (value instanceof Dict dict) {
      dict(dict.entries());
    } else if (value instanceof Value.Namespace namespace) {
      out.append("<Namespace ");
      dict(Dict.of(namespace.attributes()).entries());
      out.append('>');
    } else {
      out.append(atom(value));
    }
    run.text(out.length() - before);
    run.leave();
  }

  private static String atom(Value value) {
    if (value == Value.None.NONE) {
      return "None";
    }
    if (value instanceof Value.Bool bool) {
      return bool == Value.Bool.TRUE ? "True" : "False";
    }
    if (value instanceof Value.Int integer) {
      return integer.number().toString();
    }
    if (value instanceof Value.Real real) {
      return number(real.number());
    }
    if (value instanceof Value.Range range) {
      return "range(%d, %d%s)"
          .formatted(range.start(), range.stop(), range.step() == 1 ? "" : ", " + range.step());
    }
    if (value instanceof Value.Undefined) {
      return "Undefined";
    }
    if (value instanceof Loop loop) {
      return "<LoopContext " + loop.place() + "/" + loop.length() + ">";
    }
    if (value instanceof Value.Lazy) {
      throw TemplateException.evaluation(
          "a sequence that is still being computed has no text; add `| list` or `| join`");
    }
    throw TemplateException.evaluation("a " + value.type() + " has no text");
  }

  private void all(String open, List<Value> items, String close) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      write(items.get(i));
    }
    out.append(close);
  }

  private void dict(Iterable<Dict.Entry> entries) {
    String separator = "{";
    for (Dict.Entry entry : entries) {
      out.append(separator);
      write(entry.key());
      out.append(": ");
      write(entry.value());
      separator = ", ";
    }
    out.append(separator.equals("{") ? "{}" : "}");
  }

  private void quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(
                        c < 0x100
                            ? "\\x%02x".formatted(c)
                            : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
                  }
                }
              }
            });
    out.append(quote);
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  /** A float with the fewest digits that give it back. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Math.abs(value));
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == Math.abs(value)) {
        break;
      }
    }
    String digits = shortest.unscaledValue().toString().replaceAll("0+$", "");
    int exponent = shortest.precision() - shortest.scale() - 1;
    return (value < 0 ? "-" : "") + positional(digits, exponent);
  }

  private static String positional(String digits, int exponent) {
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return digits.charAt(0)
          + fraction
          + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    String padded = digits + "0".repeat(Math.max(0, exponent + 2 - digits.length()));
    return padded.substring(0, exponent + 1) + "." + padded.substring(exponent + 1);
  }

  /** The characters of a text as texts. */
  static List<Value> characters(String text) {
    return text.codePoints().<Value>mapToObj(c -> new Value.Str(Character.toString(c))).toList();
  }
}
