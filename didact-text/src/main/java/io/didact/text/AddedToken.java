package io.didact.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A token that is recognised in a text before the model sees it.
 *
 * @param content its text
 * @param special whether it is a mark (end of turn, padding …) and not text
 * @param normalized whether it is looked for in the normalized text only
 * @param stripsLeft whether it takes the white space before it
 * @param stripsRight whether it takes the white space after it
 * @param singleWord whether it is not recognised within a word
 */
record AddedToken(
    int id,
    String content,
    boolean special,
    boolean normalized,
    boolean stripsLeft,
    boolean stripsRight,
    boolean singleWord) {
  private static final int MOST_TOKENS = 50_000;
  private static final int MOST_CHARACTERS = 1_024;
  private static final int MOST_CHARACTERS_TOGETHER = 2_000_000;
  private static final String KEYS = "id content single_word lstrip rstrip normalized special";

  /**
   * All of a file but those without a text, which the library leaves out too.
   *
   * @throws IOException naming a token that could bring the library down
   */
  static List<AddedToken> read(JsonPlace root, TextSteps steps) throws IOException {
    JsonPlace list = root.get("added_tokens");
    if (list.isNone()) {
      return List.of();
    }
    List<AddedToken> all = new ArrayList<>();
    Set<AddedToken> seen = new HashSet<>();
    int characters = 0;
    for (JsonPlace place : list.items(MOST_TOKENS)) {
      place.requireKeys(KEYS);
      String content = place.get("content").text(MOST_CHARACTERS);
      characters += content.length();
      if (characters > MOST_CHARACTERS_TOGETHER) {
        throw list.wrong("are too long together");
      }
      if (!content.isEmpty()) {
        AddedToken token = one(place, content);
        if (seen.add(token)) {
          all.add(token);
        }
      }
    }
    requireApart(all, steps, list);
    return all;
  }

  private static AddedToken one(JsonPlace place, String content) throws IOException {
    return new AddedToken(
        TokenizerModel.requireId(place.get("id").node(), content, place.origin()),
        content,
        place.get("special").flag(false),
        place.get("normalized").flag(true),
        place.get("lstrip").flag(false),
        place.get("rstrip").flag(false),
        place.get("single_word").flag(false));
  }

  /**
   * The library ends the process where two tokens would take the same white space, and where a
   * token's normalized text is empty.
   */
  private static void requireApart(List<AddedToken> all, TextSteps steps, JsonPlace list)
      throws IOException {
    boolean strips = all.stream().anyMatch(AddedToken::strips);
    boolean shrinks = steps.has("Nmt") || steps.has("Precompiled");
    for (AddedToken token : all) {
      if (strips && (token.hasWhiteSpace() || token.normalized && steps.writesWhiteSpace())) {
        throw list.wrong(
            "have a token that strips white space beside them (lstrip, rstrip) and one, '"
                + token.content
                + "', with white space");
      }
      if (shrinks && token.normalized && !token.content.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw list.wrong(
            "have '" + token.content + "', which the normalizer may take away (normalized)");
      }
    }
  }

  boolean strips() {
    return stripsLeft || stripsRight;
  }

  private boolean hasWhiteSpace() {
    return content.codePoints().anyMatch(WrittenText::isWhiteSpace);
  }

  void writeTo(ObjectNode node) {
    node.put("id", id)
        .put("content", content)
        .put("single_word", singleWord)
        .put("lstrip", stripsLeft)
        .put("rstrip", stripsRight)
        .put("normalized", normalized)
        .put("special", special);
  }

  /**
   * Whether the library, which does not look at the written ids, comes to the same ones. It takes
   * the vocabulary's id of a token, else the number after the highest so far, but at least the
   * vocabulary's number of entries.
   */
  static boolean numberedAsWritten(List<AddedToken> added, Map<String, Integer> vocabulary) {
    Map<String, Integer> given = new HashMap<>();
    int highest = -1;
    for (AddedToken token : added) {
      int next = Math.max(highest + 1, vocabulary.size());
      int id =
          given.computeIfAbsent(token.content(), content -> vocabulary.getOrDefault(content, next));
      if (id != token.id()) {
        return false;
      }
      highest = Math.max(highest, id);
    }
    return true;
  }
}
