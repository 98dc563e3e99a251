package io.didact.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How JSON of any origin is read: as Python does, with NaN, Infinity and -Infinity. A key that is
 * given twice is an error, since nobody knows which of the two is meant.
 */
public final class JsonReader {
  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(500)
          .maxNumberLength(4300)
          .maxStringLength(Jsonl.MAX_LINE_BYTES)
          .build();

  /** Reads values that others may follow. */
  static final JsonMapper VALUES =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(BOUNDS).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonMapper WHOLE =
      VALUES.rebuild().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final Pattern QUOTED = Pattern.compile("['\"](.*?)['\"](?: |:|$)");

  private JsonReader() {}

  /**
   * The object that is all of a text.
   *
   * @param text in UTF-8
   * @throws IllegalArgumentException saying what is wrong, and where in the text
   */
  public static ObjectNode object(byte[] text) {
    if (value(text) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  /**
   * A value of any kind.
   *
   * @throws IllegalArgumentException where the text is not one
   */
  static JsonNode value(byte[] text) {
    try {
      return WHOLE.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(reason(e), e);
    }
  }

  /** What is wrong with a text, in words of our own: neither classes nor settings of a library. */
  static String reason(JacksonException e) {
    String told = String.valueOf(e.getOriginalMessage());
    int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    String at = column > 0 ? " at character " + column : "";
    Matcher matcher = QUOTED.matcher(told);
    String quoted = matcher.find() ? matcher.group(1) : "";
    String what;
    if (e instanceof StreamConstraintsException) {
      what =
          told.contains("depth")
              ? "more than 500 brackets within one another"
              : "a number or a text is too long";
    } else if (told.startsWith("Trailing token")) {
      what = "something follows after its end" + at;
    } else if (told.startsWith("Unexpected end-of-input")) {
      what = "it ends before a bracket or a quote is closed";
    } else if (told.startsWith("Duplicate")) {
      what = "the key '" + quoted + "' is given twice" + at;
    } else if (told.startsWith("Unrecognized token") || told.startsWith("Unexpected c")) {
      what = "unexpected '" + quoted + "'" + at;
    } else if (told.contains("CTRL-CHAR")) {
      what = "a control character" + at + ", which must be escaped";
    } else if (told.contains("UTF-8")) {
      what = "it is not text in UTF-8" + at;
    } else {
      what = "it cannot be read" + at;
    }
    return "not JSON: " + what;
  }
}
