package io.didact.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A place in a foreign JSON document. What is read of it is checked, and errors name the place.
 *
 * @param path such as {@code normalizer.normalizers[2].pattern}
 * @param origin names the document
 */
record JsonPlace(JsonNode node, String path, String origin) {
  JsonPlace get(String key) {
    return new JsonPlace(node.path(key), path.isEmpty() ? key : path + "." + key, origin);
  }

  /** Whether nothing stands here. */
  boolean isNone() {
    return node.isMissingNode() || node.isNull();
  }

  /** What the {@code type} of an object says. */
  String type() throws IOException {
    if (!node.isObject()) {
      throw wrong("is " + shown() + ", not an object with a type");
    }
    return get("type").text(64);
  }

  /**
   * Nothing that is not understood is passed over: it may change what the rest means.
   *
   * @param keys that are known, with spaces between
   */
  void requireKeys(String keys) throws IOException {
    List<String> known = List.of(keys.split(" "));
    if (!node.isObject()) {
      throw wrong("is " + shown() + ", not an object");
    }
    for (String key : node.propertyNames()) {
      if (!known.contains(key) && !get(key).isNone()) {
        throw get(key).wrong("is not known; known here: " + known.stream().sorted().toList());
      }
    }
  }

  /**
   * @param most characters
   */
  String text(int most) throws IOException {
    if (!node.isString()) {
      throw wrong("is " + shown() + ", not a text");
    }
    return checked(node.stringValue(), most);
  }

  /** A text, the name of a property here among them, that can be written as UTF-8. */
  String checked(String text, int most) throws IOException {
    if (text.length() > most) {
      throw wrong("has a text of " + text.length() + " characters; at most " + most + " may be");
    }
    if (hasLoneSurrogate(text)) {
      throw wrong("has half of a surrogate pair in a text");
    }
    return text;
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int codePoint = text.codePointAt(i);
        if (Character.isBmpCodePoint(codePoint)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  boolean flag(boolean otherwise) throws IOException {
    if (isNone()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw wrong("is " + shown() + ", not true or false");
    }
    return node.booleanValue();
  }

  /** The elements of a list. */
  List<JsonPlace> items(int most) throws IOException {
    if (!node.isArray() || node.size() > most) {
      throw wrong(
          node.isArray()
              ? "has " + node.size() + " elements; at most " + most + " may be"
              : "is " + shown() + ", not a list");
    }
    List<JsonPlace> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(new JsonPlace(node.get(i), path + "[" + i + "]", origin));
    }
    return items;
  }

  IOException wrong(String problem) {
    return new IOException(origin + ": " + path + " " + problem);
  }

  private String shown() {
    if (node.isMissingNode()) {
      return "missing";
    }
    return node.isContainer() || node.isString()
        ? "a " + node.getNodeType().name().toLowerCase(Locale.ROOT)
        : node.toString();
  }
}
