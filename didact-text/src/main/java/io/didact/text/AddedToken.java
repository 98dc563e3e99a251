package io.didact.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A token that is recognised in a text before the model sees it.
 *
 * @param content its text
 * @param special whether it is a mark (end of turn, padding …) and not text
 * @param normalized whether it is looked for in the normalized text only
 * @param strips whether it takes the white space beside it
 */
record AddedToken(int id, String content, boolean special, boolean normalized, boolean strips) {
  /** All of a file but those without a text, which the library leaves out too. */
  static List<AddedToken> read(JsonNode root, String origin) throws IOException {
    List<AddedToken> all = new ArrayList<>();
    for (JsonNode added : root.path("added_tokens")) {
      JsonNode content = added.path("content");
      if (!content.isString()) {
        throw new IOException(origin + ": an added token's content is " + content + ", not a text");
      }
      if (content.stringValue().isEmpty()) {
        continue;
      }
      all.add(
          new AddedToken(
              TokenBytes.requireId(added.path("id"), content.stringValue(), origin),
              content.stringValue(),
              added.path("special").asBoolean(false),
              added.path("normalized").asBoolean(true),
              added.path("lstrip").asBoolean(false) || added.path("rstrip").asBoolean(false)));
    }
    return all;
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
