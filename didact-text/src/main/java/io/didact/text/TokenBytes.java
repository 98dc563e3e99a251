package io.didact.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that each token of a {@code tokenizer.json} stands for.
 *
 * <p>The decoder's rules ({@link TokenSpelling}) are applied token by token, so that the bytes of a
 * sequence are the bytes of its tokens, one after another; rules that look at a token's neighbours
 * (a space stripped at the start of a text) do not exist here.
 */
final class TokenBytes {
  private final byte[] @Nullable [] bytesOfId;
  private final Map<String, Integer> idOfToken;
  private final Map<Integer, AddedToken> added;

  private TokenBytes(
      byte[] @Nullable [] bytesOfId,
      Map<String, Integer> idOfToken,
      Map<Integer, AddedToken> added) {
    this.bytesOfId = bytesOfId;
    this.idOfToken = idOfToken;
    this.added = added;
  }

  /**
   * Reads the vocabulary.
   *
   * @throws IOException if two tokens share an id, or a token has two
   */
  static TokenBytes of(TokenizerFile file) throws IOException {
    String origin = file.origin();
    TokenSpelling spelling = file.spelling();
    Map<String, Integer> ids = new HashMap<>(file.model().ids());
    Map<Integer, String> tokens = new HashMap<>();
    Map<Integer, byte[]> bytes = new HashMap<>();
    for (Map.Entry<String, Integer> entry : file.model().ids().entrySet()) {
      put(tokens, entry.getValue(), entry.getKey(), origin);
      bytes.put(entry.getValue(), spelling.bytes(entry.getKey()));
    }
    Map<Integer, AddedToken> addedTokens = new HashMap<>();
    for (AddedToken added : file.addedTokens()) {
      @Nullable Integer known = ids.putIfAbsent(added.content(), added.id());
      if (known != null && known != added.id()) {
        throw new IOException(
            "%s: token '%s' has two ids, %d and %d"
                .formatted(origin, added.content(), known, added.id()));
      }
      put(tokens, added.id(), added.content(), origin);
      bytes.put(added.id(), spelling.bytes(added));
      if (addedTokens.put(added.id(), added) != null) {
        throw new IOException(
            origin + ": added token '" + added.content() + "' stands there twice, not alike");
      }
    }
    int size = bytes.keySet().stream().mapToInt(Integer::intValue).max().getAsInt() + 1;
    byte[] @Nullable [] bytesOfId = new byte[size] @Nullable [];
    bytes.forEach((id, b) -> bytesOfId[id] = b);
    return new TokenBytes(bytesOfId, ids, addedTokens);
  }

  private static void put(Map<Integer, String> tokens, int id, String token, String origin)
      throws IOException {
    String other = tokens.putIfAbsent(id, token);
    if (other != null && !other.equals(token)) {
      throw new IOException(
          "%s: id %d belongs to two tokens, '%s' and '%s'".formatted(origin, id, other, token));
    }
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
    @Nullable AddedToken token = added.get(id);
    return token != null && token.special();
  }

  /** The added token of this id that takes white space beside it; null for all others. */
  @Nullable AddedToken stripping(int id) {
    @Nullable AddedToken token = added.get(id);
    return token != null && token.strips() ? token : null;
  }

  /** The bytes of a sequence, token after token. */
  byte[] bytes(TokenIds ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(4 * ids.size());
    ids.stream().forEach(id -> all.writeBytes(bytes(id)));
    return all.toByteArray();
  }
}
