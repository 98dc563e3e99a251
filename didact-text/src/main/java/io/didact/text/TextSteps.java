package io.didact.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The steps of a {@code tokenizer.json} that change or cut a text before the model sees it: its
 * normalizer and its pre-tokenizer, each a flat list of steps. They are written anew from what is
 * known of each kind, so that the library sees nothing else, and bounded in what they make of a
 * text.
 */
final class TextSteps {
  private static final int MOST_STEPS = 32;
  private static final int MOST_DEPTH = 8;
  private static final int MOST_CHARACTERS = 64;

  /** All steps together make a text at most so many times as long. */
  private static final int MOST_GROWTH = 32;

  private static final int MOST_TABLE_CHARACTERS = 8 << 20;

  /** Steps that may stand once: twice they make no sense, and long texts. */
  private static final Set<String> ONCE = Set.of("ByteLevel", "Metaspace", "Precompiled");

  private static final Set<String> BEHAVIORS =
      Set.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");
  private static final Set<String> SCHEMES = Set.of("first", "always", "never");

  private final List<ObjectNode> normalizers = new ArrayList<>();
  private final List<ObjectNode> preTokenizers = new ArrayList<>();
  private double growth = 1;

  private TextSteps() {}

  /**
   * @throws IOException naming a step that is not known, after which a text could not be read back,
   *     or that could bring the library down
   */
  static TextSteps of(JsonPlace root) throws IOException {
    TextSteps steps = new TextSteps();
    add(steps.normalizers, root.get("normalizer"), "normalizers", 0, steps::normalizer);
    add(steps.preTokenizers, root.get("pre_tokenizer"), "pretokenizers", 0, steps::preTokenizer);
    for (String type : ONCE) {
      if (steps.all().filter(step -> isOf(step, type)).count() > 1) {
        throw new IOException(root.origin() + " has more than one step of type " + type);
      }
    }
    return steps;
  }

  private Stream<ObjectNode> all() {
    return Stream.concat(normalizers.stream(), preTokenizers.stream());
  }

  private static boolean isOf(JsonNode step, String type) {
    return step.path("type").stringValue().equals(type);
  }

  boolean has(String type) {
    return all().anyMatch(step -> isOf(step, type));
  }

  /** Whether a step puts white space where there may have been none. */
  boolean writesWhiteSpace() {
    return normalizers.stream()
        .anyMatch(
            step -> step.path("content").asString("").chars().anyMatch(Character::isWhitespace));
  }

  void writeTo(ObjectNode root) {
    write(root, "normalizer", "normalizers", normalizers);
    write(root, "pre_tokenizer", "pretokenizers", preTokenizers);
  }

  private static void write(ObjectNode root, String key, String list, List<ObjectNode> steps) {
    if (steps.isEmpty()) {
      root.putNull(key);
    } else {
      root.putObject(key).put("type", "Sequence").putArray(list).addAll(steps);
    }
  }

  /**
   * Takes out what puts a space before a text.
   *
   * @return whether there was any
   */
  boolean removePrefixSpace() {
    boolean removed = normalizers.removeIf(step -> isOf(step, "Prepend"));
    for (ObjectNode step : preTokenizers) {
      if (step.path("add_prefix_space").asBoolean(false)) {
        step.put("add_prefix_space", false);
        removed = true;
      }
      if (isOf(step, "Metaspace") && !step.path("prepend_scheme").stringValue().equals("never")) {
        step.put("prepend_scheme", "never");
        removed = true;
      }
    }
    return removed;
  }

  /** Reads a step of a type into a clean one; false where it does nothing. */
  private interface StepReader {
    boolean read(JsonPlace step, String type, ObjectNode clean) throws IOException;
  }

  /** Adds the steps of a place, those in sequences too. */
  private static void add(
      List<ObjectNode> steps, JsonPlace step, String list, int depth, StepReader reader)
      throws IOException {
    if (step.isNone()) {
      return;
    }
    String type = step.type();
    if (type.equals("Sequence")) {
      step.requireKeys("type " + list);
      if (depth >= MOST_DEPTH) {
        throw step.wrong("is nested too deeply");
      }
      for (JsonPlace part : step.get(list).items(MOST_STEPS)) {
        add(steps, part, list, depth + 1, reader);
      }
      return;
    }
    ObjectNode clean = JsonMapper.shared().createObjectNode().put("type", type);
    if (reader.read(step, type, clean)) {
      if (steps.size() == MOST_STEPS) {
        throw step.wrong("is one step too many; at most " + MOST_STEPS + " may be");
      }
      steps.add(clean);
    }
  }

  private boolean normalizer(JsonPlace step, String type, ObjectNode clean) throws IOException {
    switch (type) {
      case "NFC", "NFD", "NFKC", "NFKD", "Nmt" -> step.requireKeys("type");
      case "ByteLevel" -> {
        step.requireKeys("type");
        grow(step, 2);
      }
      case "Prepend" -> {
        step.requireKeys("type prepend");
        String prepend = step.get("prepend").text(MOST_CHARACTERS);
        if (!prepend.equals("▁") && !prepend.equals(" ")) {
          throw step.get("prepend").wrong("is '" + prepend + "'; supported are '▁' and a space");
        }
        clean.put("prepend", prepend);
      }
      case "Replace" -> replace(step, clean);
      case "Precompiled" -> {
        step.requireKeys("type precompiled_charsmap");
        String table = step.get("precompiled_charsmap").text(MOST_TABLE_CHARACTERS);
        CharsMap.check(table, step.origin());
        clean.put("precompiled_charsmap", table);
      }
      case "Strip" -> {
        step.requireKeys("type strip_left strip_right");
        if (step.get("strip_left").flag(true) || step.get("strip_right").flag(true)) {
          throw loses(step, type, "takes white space away");
        }
        return false;
      }
      case "Lowercase", "StripAccents", "BertNormalizer" ->
          throw loses(step, type, "changes letters");
      default -> throw step.wrong("is of type " + type + ", which is no normalizer known here");
    }
    return true;
  }

  private static IOException loses(JsonPlace step, String type, String what) {
    return step.wrong(
        "(" + type + ") " + what + ": texts could not be read back, so it is not supported");
  }

  private void grow(JsonPlace step, double factor) throws IOException {
    growth *= Math.max(1, factor);
    if (growth > MOST_GROWTH) {
      throw step.wrong("makes texts too long: with the steps before it, " + growth + " times");
    }
  }

  private void replace(JsonPlace step, ObjectNode clean) throws IOException {
    step.requireKeys("type pattern content");
    String content = step.get("content").text(MOST_CHARACTERS);
    if (content.isEmpty()) {
      throw loses(step, "Replace by nothing", "takes text away");
    }
    int shortest = pattern(step, clean);
    if (shortest == 0) {
      throw step.get("pattern").wrong("may match nothing at all");
    }
    grow(step, (double) bytes(content) / shortest);
    clean.put("content", content);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * @return bytes that a match has at least
   */
  private static int pattern(JsonPlace step, ObjectNode clean) throws IOException {
    JsonPlace pattern = step.get("pattern");
    pattern.requireKeys("String Regex");
    JsonPlace literal = pattern.get("String");
    if (!literal.isNone() && !pattern.get("Regex").isNone()) {
      throw pattern.wrong("has both a String and a Regex");
    }
    if (literal.isNone()) {
      JsonPlace regex = pattern.get("Regex");
      int shortest = BoundedPattern.shortestMatch(regex);
      clean.putObject("pattern").put("Regex", regex.node().stringValue());
      return shortest;
    }
    String text = literal.text(MOST_CHARACTERS);
    if (text.isEmpty()) {
      throw literal.wrong("is empty");
    }
    clean.putObject("pattern").put("String", text);
    return bytes(text);
  }

  private boolean preTokenizer(JsonPlace step, String type, ObjectNode clean) throws IOException {
    switch (type) {
      case "ByteLevel" -> {
        step.requireKeys("type add_prefix_space trim_offsets use_regex");
        clean
            .put("add_prefix_space", step.get("add_prefix_space").flag(true))
            .put("trim_offsets", step.get("trim_offsets").flag(true))
            .put("use_regex", step.get("use_regex").flag(true));
        grow(step, 2);
      }
      case "Metaspace" -> metaspace(step, clean);
      case "Split" -> {
        step.requireKeys("type pattern behavior invert");
        boolean invert = step.get("invert").flag(false);
        pattern(step, clean);
        clean.put("behavior", behavior(step, type, invert)).put("invert", invert);
      }
      case "Digits" -> {
        step.requireKeys("type individual_digits");
        clean.put("individual_digits", step.get("individual_digits").flag(false));
      }
      case "Punctuation" -> {
        step.requireKeys("type behavior");
        clean.put("behavior", behavior(step, type, false));
      }
      case "UnicodeScripts" -> step.requireKeys("type");
      case "Whitespace", "WhitespaceSplit", "BertPreTokenizer", "CharDelimiterSplit", "Delimiter" ->
          throw drops(step, type);
      default -> throw step.wrong("is of type " + type + ", which is no pre-tokenizer known here");
    }
    return true;
  }

  /** The other way round ({@code invert}, as in files made from tiktoken's) the matches stay. */
  private static String behavior(JsonPlace step, String type, boolean invert) throws IOException {
    JsonPlace place = step.get("behavior");
    String behavior = place.isNone() ? "Isolated" : place.text(MOST_CHARACTERS);
    if (!BEHAVIORS.contains(behavior)) {
      throw place.wrong("is " + behavior + ", which is not known");
    }
    if (behavior.equals("Removed") && !invert) {
      throw drops(step, type);
    }
    return behavior;
  }

  private static IOException drops(JsonPlace step, String type) {
    return step.wrong(
        "is the pre-tokenizer "
            + type
            + ", which drops what it cuts at: texts could not be read back");
  }

  private static void metaspace(JsonPlace step, ObjectNode clean) throws IOException {
    step.requireKeys("type replacement add_prefix_space prepend_scheme split str_rep");
    for (String key : List.of("replacement", "str_rep")) {
      JsonPlace mark = step.get(key);
      if (!mark.isNone() && !mark.text(MOST_CHARACTERS).equals("▁")) {
        throw mark.wrong("is " + mark.node() + " (Metaspace), supported is '▁'");
      }
    }
    JsonPlace place = step.get("prepend_scheme");
    String scheme = place.isNone() ? "always" : place.text(MOST_CHARACTERS);
    if (!SCHEMES.contains(scheme)) {
      throw place.wrong("is " + scheme + ", which is not known");
    }
    clean
        .put("replacement", "▁")
        .put("prepend_scheme", step.get("add_prefix_space").flag(true) ? scheme : "never")
        .put("split", step.get("split").flag(true));
  }
}
