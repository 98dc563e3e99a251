package io.didact.text;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model of a {@code tokenizer.json}, BPE, Unigram or WordLevel, written anew from what is known
 * of it. Merges are not left out at random ({@code dropout}): a text has one encoding.
 *
 * @param clean what the library is given
 * @param ids token → id in the order of the file, without the added ones
 */
record TokenizerModel(ObjectNode clean, Map<String, Integer> ids) {
  /** Far above any vocabulary in use: a larger id is a damaged file. */
  private static final int MOST_ID = 1 << 22;

  private static final int MOST_ENTRIES = 1_000_000;
  private static final int MOST_MERGES = 2_000_000;
  private static final int MOST_CHARACTERS = 2_048;

  /** The library looks up every beginning of a text among these, and they are short. */
  private static final int MOST_PIECE_CHARACTERS = 256;

  /**
   * @throws IOException naming what is not known or out of bounds
   */
  static TokenizerModel of(JsonPlace model) throws IOException {
    if (!model.node().isObject()) {
      throw new IOException(model.origin() + " has no vocabulary: not a tokenizer.json");
    }
    JsonPlace type = model.get("type");
    TokenizerModel read =
        new TokenizerModel(JsonMapper.shared().createObjectNode(), new LinkedHashMap<>());
    switch (type.isNone() ? "BPE" : type.text(64)) {
      case "BPE" -> read.bpe(model);
      case "Unigram" -> read.unigram(model);
      case "WordLevel" -> read.wordLevel(model);
      default ->
          throw type.wrong(
              "is "
                  + type.node()
                  + "; supported are BPE, Unigram and WordLevel, the types of generating models");
    }
    if (read.ids.isEmpty()) {
      throw new IOException(model.origin() + " has no vocabulary: not a tokenizer.json");
    }
    return read;
  }

  private void bpe(JsonPlace model) throws IOException {
    model.requireKeys(
        "type dropout unk_token continuing_subword_prefix end_of_word_suffix fuse_unk"
            + " byte_fallback ignore_merges vocab merges");
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      JsonPlace mark = model.get(affix);
      if (!mark.isNone() && !mark.text(MOST_CHARACTERS).isEmpty()) {
        throw mark.wrong("marks parts of words, which is not supported: text would be lost");
      }
    }
    clean
        .put("type", "BPE")
        .put("fuse_unk", model.get("fuse_unk").flag(false))
        .put("byte_fallback", model.get("byte_fallback").flag(false))
        .put("ignore_merges", model.get("ignore_merges").flag(false))
        .set("vocab", vocabulary(model.get("vocab")));
    if (!model.get("unk_token").isNone()) {
      clean.put("unk_token", unknown(model.get("unk_token")));
    }
    clean.set("merges", merges(model.get("merges")));
  }

  private void wordLevel(JsonPlace model) throws IOException {
    model.requireKeys("type vocab unk_token");
    clean.put("type", "WordLevel").set("vocab", vocabulary(model.get("vocab")));
    clean.put("unk_token", unknown(model.get("unk_token")));
  }

  private String unknown(JsonPlace token) throws IOException {
    String text = token.text(MOST_CHARACTERS);
    if (!ids.containsKey(text)) {
      throw token.wrong("is '" + text + "', which is not in the vocabulary");
    }
    return text;
  }

  private ObjectNode vocabulary(JsonPlace vocab) throws IOException {
    if (!(vocab.node() instanceof ObjectNode entries)) {
      throw new IOException(vocab.origin() + " has no vocabulary: not a tokenizer.json");
    }
    requireSize(vocab, entries);
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      String token = vocab.checked(entry.getKey(), MOST_CHARACTERS);
      ids.put(token, requireId(entry.getValue(), token, vocab.origin()));
    }
    return entries;
  }

  private static void requireSize(JsonPlace vocab, JsonNode entries) throws IOException {
    if (entries.size() > MOST_ENTRIES) {
      throw vocab.wrong("has " + entries.size() + " entries; at most " + MOST_ENTRIES + " may be");
    }
  }

  static int requireId(JsonNode node, String token, String origin) throws IOException {
    if (!node.isInt() || node.intValue() < 0 || node.intValue() > MOST_ID) {
      throw new IOException(
          "%s: the id of token '%s' is %s, not an integer from 0 on and at most %d"
              .formatted(origin, token, node.isContainer() ? "a list" : node, MOST_ID));
    }
    return node.intValue();
  }

  /** A merge is a text with one space, or a pair of texts; a list has one of the two kinds. */
  private ArrayNode merges(JsonPlace merges) throws IOException {
    if (!(merges.node() instanceof ArrayNode list) || list.size() > MOST_MERGES) {
      throw merges.wrong("is not a list of at most " + MOST_MERGES + " merges");
    }
    boolean pairs = list.path(0).isArray();
    for (int i = 0; i < list.size(); i++) {
      JsonNode merge = list.get(i);
      boolean whole =
          pairs
              ? merge.isArray()
                  && merge.size() == 2
                  && isToken(merge.get(0))
                  && isToken(merge.get(1))
              : merge.isString() && isPair(merge.stringValue());
      if (!whole) {
        throw new JsonPlace(merge, merges.path() + "[" + i + "]", merges.origin())
            .wrong("is no pair of tokens of the vocabulary");
      }
    }
    return list;
  }

  private boolean isToken(JsonNode node) {
    return node.isString() && ids.containsKey(node.stringValue());
  }

  private boolean isPair(String merge) {
    int space = merge.indexOf(' ');
    return merge.startsWith("#version")
        || space >= 0
            && ids.containsKey(merge.substring(0, space))
            && ids.containsKey(merge.substring(space + 1));
  }

  private void unigram(JsonPlace model) throws IOException {
    model.requireKeys("type vocab unk_id byte_fallback");
    JsonPlace vocab = model.get("vocab");
    if (!(vocab.node() instanceof ArrayNode entries)) {
      throw new IOException(vocab.origin() + " has no vocabulary: not a tokenizer.json");
    }
    requireSize(vocab, entries);
    for (int id = 0; id < entries.size(); id++) {
      JsonNode entry = entries.get(id);
      boolean whole =
          entry.isArray()
              && entry.size() == 2
              && entry.get(0).isString()
              && entry.get(1).isNumber()
              && Math.abs(entry.get(1).asDouble(Double.NaN)) < 1e9;
      if (!whole) {
        throw vocab.wrong("has an entry " + id + " that is no text with a score");
      }
      String token = vocab.checked(entry.get(0).stringValue(), MOST_PIECE_CHARACTERS);
      if (ids.putIfAbsent(token, id) != null) {
        throw vocab.wrong("has token '" + token + "' twice, the second time as id " + id);
      }
    }
    clean
        .put("type", "Unigram")
        .put("byte_fallback", model.get("byte_fallback").flag(false))
        .set("vocab", entries);
    JsonPlace unknown = model.get("unk_id");
    if (!unknown.isNone()) {
      int id = requireId(unknown.node(), "unk_id", model.origin());
      if (id >= entries.size()) {
        throw unknown.wrong("is " + id + ", the vocabulary has " + entries.size() + " entries");
      }
      clean.put("unk_id", id);
    }
  }
}
