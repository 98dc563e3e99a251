package io.didact.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Columns of plain bytes in a table: some programs write texts so, without a mark that they are
 * texts. DuckDB shows such bytes with escapes ({@code \xC3}); here they are a text again where they
 * are UTF-8, and else a {@link BinaryNode}, which no reader takes for a text.
 *
 * @param columns column → DuckDB's name of its type, of those that have such bytes
 */
record UnmarkedTexts(Map<String, String> columns) {
  private static final String BYTES = "BLOB";

  /** Name and type. */
  private static final Pattern FIELD =
      Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|(\\S+)) (.*)", Pattern.DOTALL);

  /** Of a table with columns of these types. */
  static UnmarkedTexts of(Map<String, String> types) {
    Map<String, String> columns = new LinkedHashMap<>(types);
    columns.values().removeIf(type -> !type.contains(BYTES));
    return new UnmarkedTexts(columns);
  }

  /** The row with them. */
  ObjectNode in(ObjectNode row) {
    columns.forEach((name, type) -> row.replace(name, read(row.path(name), type)));
    return row;
  }

  private static JsonNode read(JsonNode value, String type) {
    if (value.isString() && type.equals(BYTES)) {
      return read(bytes(value.stringValue()));
    }
    if (value instanceof ArrayNode list && type.endsWith("]")) {
      String each = type.substring(0, type.lastIndexOf('['));
      for (int i = 0; i < list.size(); i++) {
        list.set(i, read(list.path(i), each));
      }
    } else if (value instanceof ObjectNode object && type.startsWith("STRUCT(")) {
      fields(type).forEach((name, of) -> object.replace(name, read(object.path(name), of)));
    } else if (value instanceof ObjectNode object && type.startsWith("MAP(")) {
      String values = parts(type).get(1);
      object.propertyNames().forEach(key -> object.replace(key, read(object.path(key), values)));
    }
    return value;
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return JsonNodeFactory.instance.stringNode(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return JsonNodeFactory.instance.binaryNode(bytes);
    }
  }

  /** Backslashes and all that is not ASCII are escaped, so that an escape is always one. */
  private static byte[] bytes(String escaped) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '\\') {
        bytes.write(Integer.parseInt(escaped.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** Name → type, of a structure. A name that is no plain word stands in quotes, those doubled. */
  private static Map<String, String> fields(String type) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String part : parts(type)) {
      Matcher field = FIELD.matcher(part);
      if (field.matches()) {
        String quoted = field.group(1);
        fields.put(quoted == null ? field.group(2) : quoted.replace("\"\"", "\""), field.group(3));
      }
    }
    return fields;
  }

  /** What stands between the commas of a type. */
  private static List<String> parts(String type) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int depth = 0;
    int from = type.indexOf('(') + 1;
    for (int i = from; i < type.length(); i++) {
      char at = type.charAt(i);
      quoted ^= at == '"';
      if (!quoted) {
        depth += at == '(' ? 1 : at == ')' ? -1 : 0;
        if (depth < 0 || at == ',' && depth == 0) {
          parts.add(type.substring(from, i).strip());
          from = i + 1;
        }
      }
    }
    return parts;
  }
}
