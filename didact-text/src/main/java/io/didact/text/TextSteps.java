package io.didact.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The steps of a {@code tokenizer.json} that change or cut a text before the model sees it: its
 * normalizer and its pre-tokenizer, each one step or a sequence of steps.
 */
final class TextSteps {
  private static final List<String> KINDS = List.of("normalizer", "pre_tokenizer");
  private static final List<String> LISTS = List.of("normalizers", "pretokenizers");

  /** Cut a text at its white space and let that go. */
  private static final Set<String> DROPPING =
      Set.of("Whitespace", "WhitespaceSplit", "BertPreTokenizer", "CharDelimiterSplit");

  private static final int MAX_DEPTH = 32;

  private TextSteps() {}

  /**
   * Refuses steps after which a text could not be read back, or that would bring the library down.
   *
   * @throws IOException that names the step
   */
  static void requireUsable(JsonNode root, String origin) throws IOException {
    for (JsonNode step : all(root, origin)) {
      String type = step.path("type").asString("");
      if (DROPPING.contains(type) || removesMatches(step)) {
        throw new IOException(
            origin
                + " has the pre-tokenizer "
                + type
                + ", which drops what it cuts at: texts could not be read back");
      }
      if (type.equals("Metaspace") && !step.path("replacement").asString("▁").equals("▁")) {
        throw new IOException(
            origin
                + " writes a space as "
                + step.path("replacement")
                + " (Metaspace), supported is '▁'");
      }
      if (type.equals("Precompiled")) {
        CharsMap.check(step.path("precompiled_charsmap").asString(""), origin);
      }
    }
  }

  /** The other way round ({@code invert}, as in files made from tiktoken's) the matches stay. */
  private static boolean removesMatches(JsonNode step) {
    return step.path("behavior").asString("").equals("Removed")
        && !step.path("invert").asBoolean(false);
  }

  /**
   * Whether the steps leave all characters as they are, but for spaces that are written as '▁' and
   * for a space put before a text.
   */
  static boolean keepText(JsonNode root) {
    return flat(root.path("normalizer"), 0).stream()
        .allMatch(step -> isPrepend(step) || isSpaceMark(step));
  }

  private static boolean isSpaceMark(JsonNode step) {
    return step.path("type").asString("").equals("Replace")
        && step.path("pattern").path("String").asString("").equals(" ")
        && step.path("content").asString("").equals("▁");
  }

  private static boolean isPrepend(JsonNode step) {
    return step.path("type").asString("").equals("Prepend")
        && step.path("prepend").asString("").equals("▁");
  }

  /**
   * Takes out what puts a space before a text.
   *
   * @return whether there was any
   */
  static boolean removePrefixSpace(ObjectNode root) {
    boolean removed = false;
    for (String kind : KINDS) {
      JsonNode step = root.path(kind);
      if (isPrepend(step)) {
        root.putNull(kind);
        removed = true;
      } else {
        removed |= removeWithin(step);
      }
    }
    return removed;
  }

  private static boolean removeWithin(JsonNode step) {
    boolean removed = false;
    if (step instanceof ObjectNode object) {
      ArrayNode parts = parts(object);
      if (parts != null) {
        for (int i = parts.size() - 1; i >= 0; i--) {
          if (isPrepend(parts.get(i))) {
            parts.remove(i);
            removed = true;
          } else {
            removed |= removeWithin(parts.get(i));
          }
        }
      }
      removed |= closePrefix(object);
    }
    return removed;
  }

  private static boolean closePrefix(ObjectNode step) {
    String type = step.path("type").asString("");
    if (type.equals("ByteLevel") && step.path("add_prefix_space").asBoolean(true)) {
      step.put("add_prefix_space", false);
      return true;
    }
    boolean prepends =
        !step.path("prepend_scheme").asString("always").equals("never")
            && step.path("add_prefix_space").asBoolean(true);
    if (type.equals("Metaspace") && prepends) {
      step.put("prepend_scheme", "never").remove("add_prefix_space");
      return true;
    }
    return false;
  }

  private static List<JsonNode> all(JsonNode root, String origin) throws IOException {
    List<JsonNode> steps = new ArrayList<>();
    for (String kind : KINDS) {
      if (depth(root.path(kind), 0) > MAX_DEPTH) {
        throw new IOException(origin + ": its " + kind + " is nested too deeply");
      }
      steps.addAll(flat(root.path(kind), 0));
    }
    return steps;
  }

  private static int depth(JsonNode step, int above) {
    ArrayNode parts = parts(step);
    int deepest = above;
    if (parts != null && above <= MAX_DEPTH) {
      for (JsonNode part : parts) {
        deepest = Math.max(deepest, depth(part, above + 1));
      }
    }
    return deepest;
  }

  /** The single steps of a step, in order; none where there is no step. */
  private static List<JsonNode> flat(JsonNode step, int above) {
    ArrayNode parts = parts(step);
    if (parts == null || above > MAX_DEPTH) {
      return step.isMissingNode() || step.isNull() ? List.of() : List.of(step);
    }
    List<JsonNode> steps = new ArrayList<>();
    parts.forEach(part -> steps.addAll(flat(part, above + 1)));
    return steps;
  }

  private static @Nullable ArrayNode parts(JsonNode step) {
    for (String list : LISTS) {
      if (step.path(list) instanceof ArrayNode parts) {
        return parts;
      }
    }
    return null;
  }
}
