package io.didact.data;

import io.didact.text.TokenIds;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object of a JSONL file that knows where it stands, so that everything wrong with a field is
 * told with file and line.
 *
 * <p>A field that is {@code null} counts as absent.
 *
 * @param source the file's name
 * @param line counted from 1
 */
public record JsonlRow(String source, long line, ObjectNode fields) {

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
    return new JsonlException(source, line, what);
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
    JsonNode node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isString()) {
      throw wrong("'" + name + "' must be a text, was " + brief(node));
    }
    return Optional.of(node.stringValue());
  }

  /** A flag, or {@code otherwise} where it is absent. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw wrong("'" + name + "' must be true or false, was " + brief(node));
    }
    return node.booleanValue();
  }

  /** A finite number that may be there. */
  public OptionalDouble optionalNumber(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return OptionalDouble.empty();
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue(Double.NaN))) {
      throw wrong("'" + name + "' must be a finite number, was " + brief(node));
    }
    return OptionalDouble.of(node.doubleValue());
  }

  /** A whole number that may be there. */
  public OptionalLong optionalLong(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong("'" + name + "' must be a whole number, was " + brief(node));
    }
    return OptionalLong.of(node.longValue());
  }

  /** Token ids that must be there: an array of whole numbers from 0 on. */
  public TokenIds tokenIds(String name) {
    JsonNode node = node(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isArray()) {
      throw wrong("'" + name + "' must be an array of token ids, was " + brief(node));
    }
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

  /** Token ids, where the field is there. */
  public Optional<TokenIds> optionalTokenIds(String name) {
    return node(name) == null ? Optional.empty() : Optional.of(tokenIds(name));
  }

  private @Nullable JsonNode node(String name) {
    JsonNode node = fields.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private JsonlException missing(String name) {
    return wrong("the field '" + name + "' is missing");
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
