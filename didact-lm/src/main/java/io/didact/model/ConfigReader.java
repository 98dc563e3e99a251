package io.didact.model;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads keys of a {@code config.json} and remembers all that is wrong with them. */
final class ConfigReader {
  private final JsonNode json;
  private final List<String> wrong;

  ConfigReader(JsonNode json) {
    this(json, new ArrayList<>());
  }

  private ConfigReader(JsonNode json, List<String> wrong) {
    this.json = json;
    this.wrong = wrong;
  }

  int integer(String key) {
    JsonNode value = json.path(key);
    if (!value.isInt()) {
      wrong.add(
          key + (value.isMissingNode() ? " is missing" : " must be an integer, was " + value));
      return 0;
    }
    return value.intValue();
  }

  /** A key that may be left out or null. */
  int integer(String key, int otherwise) {
    return isLeftOut(key) ? otherwise : integer(key);
  }

  /** A key that may be left out or null. */
  double number(String key, double otherwise) {
    JsonNode value = json.path(key);
    if (!isLeftOut(key) && !value.isNumber()) {
      wrong.add(key + " must be a number, was " + value);
    }
    return value.isNumber() ? value.doubleValue() : otherwise;
  }

  /** A key that may be left out or null, and then means no. */
  boolean flag(String key) {
    JsonNode value = json.path(key);
    if (!isLeftOut(key) && !value.isBoolean()) {
      wrong.add(key + " must be true or false, was " + value);
    }
    return value.isBoolean() && value.booleanValue();
  }

  /** A key that is there and not null. */
  boolean isGiven(String key) {
    return !isLeftOut(key);
  }

  /** A word that may be left out or null. */
  String text(String key, String otherwise) {
    return isLeftOut(key) ? otherwise : text(key);
  }

  /** The first of the named blocks that is there, else an empty one; complaints come here too. */
  ConfigReader block(String... keys) {
    for (String key : keys) {
      if (!isLeftOut(key)) {
        if (!json.path(key).isObject()) {
          wrong.add(key + " must be a block of keys, was " + json.path(key));
        }
        return new ConfigReader(json.path(key), wrong);
      }
    }
    return new ConfigReader(JsonMapper.shared().createObjectNode(), wrong);
  }

  private boolean isLeftOut(String key) {
    return json.path(key).isMissingNode() || json.path(key).isNull();
  }

  String text(String key) {
    JsonNode value = json.path(key);
    if (!value.isString()) {
      wrong.add(key + (value.isMissingNode() ? " is missing" : " must be a string, was " + value));
      return "";
    }
    return value.stringValue();
  }

  void refuseUnless(String key, String supported, String value) {
    if (!value.equals(supported)) {
      wrong.add(key + " must be " + supported + ", was " + value);
    }
  }

  void refuseIf(String key, boolean present) {
    if (present) {
      wrong.add(key + " is not supported");
    }
  }

  void throwIfWrong() {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  /** A token id or a list of them; none where the key is left out or null. */
  List<Integer> ids(String key) {
    JsonNode value = json.path(key);
    List<Integer> ids = new ArrayList<>();
    if (isLeftOut(key)) {
      return ids;
    }
    for (JsonNode each : value.isArray() ? value.values() : List.of(value)) {
      if (each.isInt() && each.intValue() >= 0) {
        ids.add(each.intValue());
      } else {
        wrong.add(key + " must be a token id ≥ 0 or a list of them, was " + value);
        return List.of();
      }
    }
    return ids;
  }
}
