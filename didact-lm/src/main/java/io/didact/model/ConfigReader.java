package io.didact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads keys of a {@code config.json} and remembers all that is wrong with them. */
final class ConfigReader {
  private final JsonNode json;
  private final String prefix;
  private final List<String> wrong;

  ConfigReader(JsonNode json) {
    this(json, "", new ArrayList<>());
  }

  private ConfigReader(JsonNode json, String prefix, List<String> wrong) {
    this.json = json;
    this.prefix = prefix;
    this.wrong = wrong;
  }

  /** One more thing that is wrong. */
  void complain(String complaint) {
    wrong.add(prefix + complaint);
  }

  private void complainOf(String key, String kind) {
    JsonNode value = json.path(key);
    complain(key + (value.isMissingNode() ? " is missing" : " must be " + kind + ", was " + value));
  }

  int integer(String key) {
    JsonNode value = json.path(key);
    if (!value.isInt()) {
      complainOf(key, value.isIntegralNumber() ? "below 2³¹" : "an integer");
      return 0;
    }
    return value.intValue();
  }

  /** A key that may be left out or null. */
  int integer(String key, int otherwise) {
    return isGiven(key) ? integer(key) : otherwise;
  }

  /** A key that may be left out or null and is at least 1; 1 where that is not so. */
  int atLeastOne(String key, int otherwise) {
    int value = integer(key, otherwise);
    if (value < 1) {
      complain(key + " must be ≥ 1, was " + json.path(key));
    }
    return Math.max(1, value);
  }

  double number(String key) {
    if (!json.path(key).isNumber()) {
      complainOf(key, "a number");
      return Double.NaN;
    }
    return json.path(key).doubleValue();
  }

  /** A key that may be left out or null. */
  double number(String key, double otherwise) {
    return isGiven(key) ? number(key) : otherwise;
  }

  /** A key that may be left out or null, and then means no. */
  boolean flag(String key) {
    return flag(key, false);
  }

  /** A key that may be left out or null. */
  boolean flag(String key, boolean otherwise) {
    JsonNode value = json.path(key);
    if (isGiven(key) && !value.isBoolean()) {
      complainOf(key, "true or false");
    }
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  /** A key that is there and not null. */
  boolean isGiven(String key) {
    return !json.path(key).isMissingNode() && !json.path(key).isNull();
  }

  /** A key that is there and null. */
  boolean isNull(String key) {
    return json.path(key).isNull();
  }

  String text(String key) {
    JsonNode value = json.path(key);
    if (!value.isString()) {
      complainOf(key, "a string");
      return "";
    }
    return value.stringValue();
  }

  /** A word that may be left out or null. */
  String text(String key, String otherwise) {
    return isGiven(key) ? text(key) : otherwise;
  }

  /** A list of words; empty where it is left out or null. */
  List<String> texts(String key) {
    JsonNode value = json.path(key);
    if (!isGiven(key)) {
      return List.of();
    }
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      complainOf(key, "a list of strings");
      return List.of();
    }
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  /**
   * The first of the named blocks that is there and has keys, else an empty one; complaints come
   * here too.
   */
  ConfigReader block(String... keys) {
    for (String key : keys) {
      JsonNode value = json.path(key);
      if (isGiven(key) && !value.isObject()) {
        complainOf(key, "a block of keys");
      } else if (!value.isEmpty()) {
        return new ConfigReader(value, prefix + key + ".", wrong);
      }
    }
    return new ConfigReader(JsonMapper.shared().createObjectNode(), prefix, wrong);
  }

  /** What is made of keys that were read, where nothing was wrong with them. */
  <T> T tried(T otherwise, Supplier<T> make) {
    int before = wrong.size();
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      if (wrong.size() == before) {
        wrong.add(e.getMessage());
      }
      return otherwise;
    }
  }

  void refuseIf(String what, boolean present) {
    if (present) {
      complain(what + " is not supported");
    }
  }

  void throwIfWrong() {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(Complaints.join(wrong));
    }
  }

  /** A token id or a list of them; none where the key is left out or null. */
  List<Integer> ids(String key) {
    JsonNode value = json.path(key);
    List<Integer> ids = new ArrayList<>();
    if (!isGiven(key)) {
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
