package io.didact.data;

import io.didact.text.TokenIds;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object of a JSONL file that knows where it stands, so that everything wrong with a field is
 * told with file and line.
 *
 * <p>A field that is {@code null} counts as absent.
 *
 * @param source the file's name
 * @param line counted from 1; of what has no lines of its own, the row
 * @param unnamed what the row is called where it has no id
 */
public record JsonlRow(String source, long line, String unnamed, ObjectNode fields) {

  /** Of a file that is all of its data. */
  public JsonlRow(String source, long line, ObjectNode fields) {
    this(source, line, "line-" + line, fields);
  }

  /**
   * Of a value that should be an object.
   *
   * @throws JsonlException where it is none: the rows after it can be read all the same
   */
  static JsonlRow of(String source, long line, JsonNode value) {
    if (value instanceof ObjectNode object) {
      return new JsonlRow(source, line, object);
    }
    throw new BadRowException(source, line, "not a JSON object: " + brief(value));
  }

  /** The same row where it may have no id. */
  JsonlRow unnamed(String name) {
    return new JsonlRow(source, line, name, fields);
  }

  /** File and line. */
  public String place() {
    return source + ":" + line;
  }

  /**
   * What the row stands for.
   *
   * @throws JsonlException where the reader throws an {@link IllegalArgumentException}
   */
  <T> T read(Function<JsonlRow, T> reader) {
    try {
      return reader.apply(this);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** An exception that names this row. */
  public JsonlException wrong(String what) {
    return new BadRowException(source, line, what);
  }

  /**
   * A text that must be there.
   *
   * @throws JsonlException if it is not, or not a text
   */
  public String string(String name) {
    return optionalString(name).orElseThrow(() -> missing(name));
  }

  /** A text that may be there. */
  public Optional<String> optionalString(String name) {
    return optional(name, JsonNode::isString, "a text").map(JsonNode::stringValue);
  }

  /** A flag, or {@code otherwise} where it is absent. */
  public boolean flag(String name, boolean otherwise) {
    return optionalFlag(name).orElse(otherwise);
  }

  /** A flag that may be there. */
  public Optional<Boolean> optionalFlag(String name) {
    return optional(name, JsonNode::isBoolean, "true or false").map(JsonNode::booleanValue);
  }

  /** A finite number that may be there. */
  public OptionalDouble optionalNumber(String name) {
    return optional(
            name,
            node -> node.isNumber() && Double.isFinite(node.doubleValue(Double.NaN)),
            "a finite number")
        .stream()
        .mapToDouble(JsonNode::doubleValue)
        .findFirst();
  }

  /** A whole number that may be there. */
  public OptionalLong optionalLong(String name) {
    return optional(
            name, node -> node.isIntegralNumber() && node.canConvertToLong(), "a whole number")
        .stream()
        .mapToLong(JsonNode::longValue)
        .findFirst();
  }

  /** Token ids that must be there: an array of whole numbers from 0 on. */
  public TokenIds tokenIds(String name) {
    return optionalTokenIds(name).orElseThrow(() -> missing(name));
  }

  /** Token ids, where the field is there. */
  public Optional<TokenIds> optionalTokenIds(String name) {
    return optional(name, JsonNode::isArray, "an array of token ids").map(node -> ids(name, node));
  }

  private TokenIds ids(String name, JsonNode node) {
    int[] ids = new int[node.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = node.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        throw wrong("'" + name + "'[" + i + "] must be a token id, was " + brief(id));
      }
      ids[i] = id.intValue();
    }
    return TokenIds.of(ids);
  }

  private Optional<JsonNode> optional(String name, Predicate<JsonNode> fits, String what) {
    JsonNode node = fields.get(name);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!fits.test(node)) {
      throw wrong("'" + name + "' must be " + what + ", was " + brief(node));
    }
    return Optional.of(node);
  }

  private JsonlException missing(String name) {
    return wrong("the field '" + name + "' is missing");
  }

  /** A value as messages show it. */
  static String brief(JsonNode node) {
    if (node.isBinary()) {
      return "bytes that are no UTF-8";
    }
    String text = node.isNumber() ? node.asString() : node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
