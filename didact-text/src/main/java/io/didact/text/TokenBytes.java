package io.didact.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes that each token of a {@code tokenizer.json} stands for.
 *
 * <p>The decoder's rules ({@link TokenSpelling}) are applied token by token, so that the bytes of a
 * sequence are the bytes of its tokens, one after another; rules that look at a token's neighbours
 * (a space stripped at the start of a text) do not exist here.
 */
final class TokenBytes {
  /** Far above any vocabulary in use: a larger id is a damaged file. */
  private static final int MAX_ID = 1 << 24;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final byte[] @Nullable [] bytesOfId;
  private final Map<String, Integer> idOfToken;
  private final Set<Integer> special;
  private final int unknownId;
  private final boolean exact;

  private TokenBytes(
      byte[] @Nullable [] bytesOfId,
      Map<String, Integer> idOfToken,
      Set<Integer> special,
      int unknownId,
      boolean exact) {
    this.bytesOfId = bytesOfId;
    this.idOfToken = idOfToken;
    this.special = special;
    this.unknownId = unknownId;
    this.exact = exact;
  }

  /**
   * Reads the vocabulary.
   *
   * @throws IOException if the text is not JSON, or its tokens do not stand for bytes each
   */
  static TokenBytes parse(byte[] json, String origin) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new IOException(
          origin
              + " is not JSON (line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + "): "
              + e.getOriginalMessage(),
          e);
    }
    JsonNode model = root.path("model");
    TokenSpelling spelling = TokenSpelling.of(root, origin);
    Map<String, Integer> ids = vocabulary(model, origin);
    Map<Integer, byte[]> bytes = new HashMap<>();
    ids.forEach((token, id) -> bytes.put(id, spelling.bytes(token)));

    Set<Integer> special = new HashSet<>();
    boolean strips = false;
    for (JsonNode added : root.path("added_tokens")) {
      String content = added.path("content").asString("");
      int id = requireId(added.path("id"), content, origin);
      ids.put(content, id);
      bytes.put(id, content.getBytes(StandardCharsets.UTF_8));
      strips |= added.path("lstrip").asBoolean(false) || added.path("rstrip").asBoolean(false);
      if (added.path("special").asBoolean(false)) {
        special.add(id);
      }
    }
    if (bytes.isEmpty()) {
      throw new IOException(origin + " has no vocabulary: not a tokenizer.json");
    }
    int size = bytes.keySet().stream().mapToInt(Integer::intValue).max().getAsInt() + 1;
    byte[] @Nullable [] bytesOfId = new byte[size] @Nullable [];
    bytes.forEach((id, b) -> bytesOfId[id] = b);
    boolean exact = !strips && spelling.keepsEveryByte(root);
    return new TokenBytes(bytesOfId, ids, special, unknownId(model, ids), exact);
  }

  private static Map<String, Integer> vocabulary(JsonNode model, String origin) throws IOException {
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocab = model.path("vocab");
    if (vocab.isArray()) { // Unigram: [token, score] pairs, the id is the position
      for (JsonNode entry : vocab) {
        ids.put(entry.path(0).asString(""), ids.size());
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
        ids.put(entry.getKey(), requireId(entry.getValue(), entry.getKey(), origin));
      }
    }
    return ids;
  }

  private static int requireId(JsonNode node, String token, String origin) throws IOException {
    if (!node.isInt() || node.intValue() < 0 || node.intValue() > MAX_ID) {
      throw new IOException(
          origin + ": the id of token '" + token + "' is " + node + ", not an integer from 0 on");
    }
    return node.intValue();
  }

  private static int unknownId(JsonNode model, Map<String, Integer> ids) {
    if (model.path("unk_id").isInt()) {
      return model.path("unk_id").intValue();
    }
    return ids.getOrDefault(model.path("unk_token").asString(""), -1);
  }

  byte[] bytes(int id) {
    byte @Nullable [] bytes = id >= 0 && id < bytesOfId.length ? bytesOfId[id] : null;
    if (bytes == null) {
      throw new IllegalArgumentException(
          "token id " + id + " is not in the tokenizer, whose ids end at " + (size() - 1));
    }
    return bytes;
  }

  int size() {
    return bytesOfId.length;
  }

  OptionalInt id(String token) {
    @Nullable Integer id = idOfToken.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  boolean isSpecial(int id) {
    return special.contains(id);
  }

  /** Whether this is the token that stands in for what the vocabulary cannot write. */
  boolean isUnknown(int id) {
    return id == unknownId;
  }

  /** Whether the bytes of an encoded text must be the text's own, so that a loss can be told. */
  boolean isExact() {
    return exact;
  }
}
