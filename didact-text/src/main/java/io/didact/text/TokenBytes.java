package io.didact.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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

  private final byte[] @Nullable [] bytesOfId;
  private final Map<String, Integer> idOfToken;
  private final Set<Integer> special;
  private final int unknownId;
  private final boolean exact;
  private final TokenSpelling spelling;

  private TokenBytes(
      byte[] @Nullable [] bytesOfId,
      Map<String, Integer> idOfToken,
      Set<Integer> special,
      int unknownId,
      boolean exact,
      TokenSpelling spelling) {
    this.bytesOfId = bytesOfId;
    this.idOfToken = idOfToken;
    this.special = special;
    this.unknownId = unknownId;
    this.exact = exact;
    this.spelling = spelling;
  }

  /**
   * Reads the vocabulary.
   *
   * @throws IOException if its tokens do not stand for bytes each, or two share an id
   */
  static TokenBytes of(TokenizerFile file) throws IOException {
    String origin = file.origin();
    TokenSpelling spelling = TokenSpelling.of(file.root(), origin);
    Map<String, Integer> ids = new HashMap<>();
    Map<Integer, String> tokens = vocabulary(file.model(), ids, origin);
    Map<Integer, byte[]> bytes = new HashMap<>();
    tokens.forEach((id, token) -> bytes.put(id, spelling.bytes(token)));

    Set<Integer> special = new HashSet<>();
    boolean strips = false;
    for (AddedToken added : file.addedTokens()) {
      @Nullable Integer known = ids.putIfAbsent(added.content(), added.id());
      if (known != null && known != added.id()) {
        throw new IOException(
            "%s: token '%s' has two ids, %d and %d"
                .formatted(origin, added.content(), known, added.id()));
      }
      put(tokens, added.id(), added.content(), origin);
      bytes.put(added.id(), spelling.bytes(added));
      strips |= added.strips();
      if (added.special()) {
        special.add(added.id());
      }
    }
    if (bytes.isEmpty()) {
      throw new IOException(origin + " has no vocabulary: not a tokenizer.json");
    }
    int size = bytes.keySet().stream().mapToInt(Integer::intValue).max().getAsInt() + 1;
    byte[] @Nullable [] bytesOfId = new byte[size] @Nullable [];
    bytes.forEach((id, b) -> bytesOfId[id] = b);
    boolean exact = !strips && TextSteps.keepText(file.root());
    return new TokenBytes(bytesOfId, ids, special, unknownId(file.model(), ids), exact, spelling);
  }

  /** The model's tokens and their ids, without the added ones. */
  static Map<String, Integer> modelVocabulary(TokenizerFile file) throws IOException {
    Map<String, Integer> ids = new HashMap<>();
    vocabulary(file.model(), ids, file.origin());
    return ids;
  }

  private static Map<Integer, String> vocabulary(
      JsonNode model, Map<String, Integer> ids, String origin) throws IOException {
    Map<Integer, String> tokens = new HashMap<>();
    JsonNode vocab = model.path("vocab");
    if (vocab.isArray()) { // Unigram: [token, score] pairs, the id is the position
      for (int id = 0; id < vocab.size(); id++) {
        String token = vocab.get(id).path(0).asString("");
        tokens.put(id, token);
        ids.put(token, id);
      }
    } else {
      for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
        int id = requireId(entry.getValue(), entry.getKey(), origin);
        put(tokens, id, entry.getKey(), origin);
        ids.put(entry.getKey(), id);
      }
    }
    return tokens;
  }

  private static void put(Map<Integer, String> tokens, int id, String token, String origin)
      throws IOException {
    String other = tokens.putIfAbsent(id, token);
    if (other != null && !other.equals(token)) {
      throw new IOException(
          "%s: id %d belongs to two tokens, '%s' and '%s'".formatted(origin, id, other, token));
    }
  }

  static int requireId(JsonNode node, String token, String origin) throws IOException {
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

  /** Whether there is a token of this id. */
  boolean has(int id) {
    return id >= 0 && id < bytesOfId.length && bytesOfId[id] != null;
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

  /** Whether the bytes of an encoded text are known beforehand, so that a loss can be told. */
  boolean isExact() {
    return exact;
  }

  /** Where {@link #isExact}: the text that the ids of a text stand for, its own in most cases. */
  String written(String text) {
    return spelling.written(text);
  }
}
