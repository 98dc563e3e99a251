package io.didact.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as {@code json.dumps} of Python writes them; nothing is escaped for HTML. */
final class Json {
  private final Run run;
  private final Options options;
  private final StringBuilder out = new StringBuilder();

  /**
   * How to write.
   *
   * @param ascii whether all that is not ASCII is escaped
   * @param indent what one level is indented by; null writes all in one line
   * @param comma between entries
   * @param colon after a key
   * @param sorted whether keys are sorted
   */
  record Options(
      boolean ascii, @Nullable String indent, String comma, String colon, boolean sorted) {}

  private Json(Run run, Options options) {
    this.run = run;
    this.options = options;
  }

  static String write(Run run, Value value, Options options) {
    Json json = new Json(run, options);
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(Value value, int depth) {
    run.enter();
    int before = out.length();
    if (value instanceof Value.Str text) {
      quoted(text.text());
    } else if (value instanceof Value.Listed list) {
      list(list.items(), depth);
    } else if (value instanceof Dict dict) {
      dict(dict, depth);
    } else {
      out.append(atom(value));
    }
    run.bound(out);
    run.work(depth == 0 ? out.length() - before : 1);
    run.leave();
  }

  private static String atom(Value value) {
    if (value == Value.None.NONE) {
      return "null";
    }
    if (value instanceof Value.Bool bool) {
      return bool.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Value.Int integer) {
      return integer.number().toString();
    }
    if (value instanceof Value.Real real) {
      return number(real.number());
    }
    if (value instanceof Value.Undefined undefined) {
      throw TemplateException.evaluation("tojson of what is not there: " + undefined.why());
    }
    throw TemplateException.evaluation("tojson cannot write a '" + value.type() + "'");
  }

  private static String number(double number) {
    return Double.isFinite(number) ? PythonText.number(number) : Double.toString(number);
  }

  private void list(List<Value> items, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : options.comma());
      newLine(depth + 1);
      write(items.get(i), depth + 1);
    }
    newLine(depth);
    out.append(']');
  }

  private void dict(Dict dict, int depth) {
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    List<Dict.Entry> entries = new ArrayList<>(dict.entries());
    if (options.sorted()) {
      entries.sort((a, b) -> Logic.order(run, "<", a.key(), b.key()).orElse(0));
    }
    out.append('{');
    for (int i = 0; i < entries.size(); i++) {
      out.append(i == 0 ? "" : options.comma());
      newLine(depth + 1);
      quoted(key(entries.get(i).key()));
      out.append(options.colon());
      write(entries.get(i).value(), depth + 1);
    }
    newLine(depth);
    out.append('}');
  }

  private static String key(Value key) {
    if (key instanceof Value.Str text) {
      return text.text();
    }
    if (key == Value.None.NONE || Numbers.isNumber(key)) {
      return atom(key);
    }
    throw TemplateException.evaluation("tojson cannot write a key of type '" + key.type() + "'");
  }

  private void newLine(int depth) {
    if (options.indent() != null) {
      out.append('\n').append(options.indent().repeat(depth));
    }
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < 0x20 || (options.ascii() && c > 0x7e)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
