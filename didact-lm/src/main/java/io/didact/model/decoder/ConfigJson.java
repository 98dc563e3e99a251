package io.didact.model.decoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads keys of a {@code config.json} and remembers all that is wrong with them, what else is to be
 * said of them, and which of them nobody has asked for.
 */
public final class ConfigJson {
  private final JsonNode json;
  private final String prefix;
  private final List<String> wrong;
  private final List<String> remarks;
  private final Set<String> asked;

  public ConfigJson(JsonNode json) {
    this(json, "", new ArrayList<>(), new ArrayList<>(), new HashSet<>());
  }

  private ConfigJson(
      JsonNode json, String prefix, List<String> wrong, List<String> remarks, Set<String> asked) {
    this.json = json;
    this.prefix = prefix;
    this.wrong = wrong;
    this.remarks = remarks;
    this.asked = asked;
  }

  private ConfigJson within(JsonNode block, String name) {
    return new ConfigJson(block, name, wrong, remarks, asked);
  }

  /** One more thing that is wrong. */
  void complain(String complaint) {
    if (!wrong.contains(prefix + complaint)) {
      wrong.add(prefix + complaint);
    }
  }

  /** Something that is not wrong and that one should know. */
  void remark(String remark) {
    if (!remarks.contains(prefix + remark)) {
      remarks.add(prefix + remark);
    }
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** Keys with a value that nobody has asked for, here and in the blocks. */
  List<String> unread() {
    return json.properties().stream()
        .filter(each -> !each.getValue().isNull() && !asked.contains(prefix + each.getKey()))
        .map(each -> prefix + each.getKey())
        .toList();
  }

  /** What a key holds, missing where it is not there. */
  JsonNode value(String key) {
    asked.add(prefix + key);
    return json.path(key);
  }

  private void complainOf(String key, String kind) {
    JsonNode value = value(key);
    complain(
        key
            + (value.isMissingNode()
                ? " is missing"
                : " must be " + kind + ", was " + brief(value)));
  }

  private static String brief(JsonNode value) {
    String text = value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  int integer(String key) {
    JsonNode value = value(key);
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
      complain(key + " must be ≥ 1, was " + value(key));
    }
    return Math.max(1, value);
  }

  double number(String key) {
    double number = value(key).isNumber() ? value(key).doubleValue(Double.NaN) : Double.NaN;
    if (!Double.isFinite(number)) {
      complainOf(key, "a number" + (value(key).isNumber() ? " of a size that there is" : ""));
      return Double.NaN;
    }
    return number;
  }

  /** A key that may be left out or null. */
  double number(String key, double otherwise) {
    return isGiven(key) ? number(key) : otherwise;
  }

  /** A number that may stand here or in a block, and must be the same where it stands in both. */
  double number(String key, ConfigJson block, double otherwise) {
    double here = number(key, otherwise);
    double there = block.number(key, here);
    if (isGiven(key) && here != there) {
      complain(differ(key, value(key), block.prefix + key, block.value(key)));
    }
    return there;
  }

  /** A key that may be left out or null and is above a bound. */
  double above(double bound, String key, double otherwise) {
    double value = number(key, otherwise);
    if (value <= bound) {
      complain(key + " must be > " + bound + ", was " + value(key));
    }
    return value;
  }

  /** Writes a number, without a point where it is whole. */
  static void put(ObjectNode json, String key, double value) {
    if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
      json.put(key, (int) value);
    } else {
      json.put(key, value);
    }
  }

  private static String differ(String first, JsonNode a, String second, JsonNode b) {
    return first + " is " + a + " and " + second + " is " + b + ": delete what is not the model's";
  }

  /** Whether two values say the same; 1 and 1.0 do. */
  static boolean same(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber()
        ? a.doubleValue(Double.NaN) == b.doubleValue(Double.NaN)
        : a.equals(b);
  }

  /** A key that may be left out or null, and then means no. */
  boolean flag(String key) {
    return flag(key, false);
  }

  /** A key that may be left out or null. */
  boolean flag(String key, boolean otherwise) {
    JsonNode value = value(key);
    if (isGiven(key) && !value.isBoolean()) {
      complainOf(key, "true or false");
    }
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  /** Whether somebody has asked for a key. */
  boolean isAsked(String key) {
    return asked.contains(prefix + key);
  }

  /** What a key holds, without asking for it. */
  JsonNode peek(String key) {
    return json.path(key);
  }

  /** A key that is there and not null. */
  boolean isGiven(String key) {
    return !value(key).isMissingNode() && !value(key).isNull();
  }

  /** A key that is there and null. */
  boolean isNull(String key) {
    return value(key).isNull();
  }

  String text(String key) {
    JsonNode value = value(key);
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
    JsonNode value = value(key);
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
   * The named blocks as one, an empty one where there are none; complaints come here too, also of
   * keys on which the blocks differ.
   */
  ConfigJson block(String... keys) {
    Map<String, JsonNode> blocks = new LinkedHashMap<>();
    for (String key : keys) {
      blocks.put(prefix + key + ".", blockAt(key));
    }
    return merged(blocks);
  }

  /**
   * This block and one within it as one, like {@link #block}.
   *
   * @param others keys of this block that are left out
   */
  ConfigJson with(String key, String... others) {
    Map<String, JsonNode> blocks = new LinkedHashMap<>();
    blocks.put(prefix + key + ".", blockAt(key));
    ObjectNode around = JsonMapper.shared().createObjectNode();
    json.properties().forEach(each -> around.set(each.getKey(), each.getValue()));
    around.remove(key);
    around.remove(List.of(others));
    blocks.put(prefix, around);
    return merged(blocks);
  }

  private JsonNode blockAt(String key) {
    if (isGiven(key) && !value(key).isObject()) {
      complainOf(key, "a block of keys");
    }
    return value(key);
  }

  /**
   * @param blocks with the beginning of their keys' names
   */
  private ConfigJson merged(Map<String, JsonNode> blocks) {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    Map<String, String> origins = new HashMap<>();
    String first = prefix;
    for (Map.Entry<String, JsonNode> block : blocks.entrySet()) {
      for (Map.Entry<String, JsonNode> each : block.getValue().properties()) {
        String name = each.getKey();
        String origin = block.getKey() + name;
        JsonNode known = all.path(name);
        if (known.isMissingNode() || known.isNull()) {
          all.set(name, each.getValue());
          origins.put(name, origin);
        } else if (!each.getValue().isNull() && !same(known, each.getValue())) {
          wrong.add(differ(origins.getOrDefault(name, name), known, origin, each.getValue()));
        }
        first = first.equals(prefix) ? block.getKey() : first;
      }
    }
    return within(all, first);
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

  public void throwIfWrong() {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(Complaints.join(wrong));
    }
  }

  /** A list of integers; empty where it is left out or null. */
  List<Integer> integers(String key) {
    JsonNode value = value(key);
    if (!isGiven(key)) {
      return List.of();
    }
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isInt)) {
      complainOf(key, "a list of integers");
      return List.of();
    }
    return value.valueStream().map(JsonNode::intValue).toList();
  }

  /** A token id or a list of them; none where the key is left out or null. */
  public List<Integer> ids(String key) {
    JsonNode value = value(key);
    List<Integer> ids = new ArrayList<>();
    if (!isGiven(key)) {
      return ids;
    }
    for (JsonNode each : value.isArray() ? value.values() : List.of(value)) {
      if (each.isInt() && each.intValue() >= 0) {
        ids.add(each.intValue());
      } else {
        complain(key + " must be a token id ≥ 0 or a list of them, was " + value);
        return List.of();
      }
    }
    return ids;
  }
}
