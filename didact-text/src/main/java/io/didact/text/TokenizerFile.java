package io.didact.text;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code tokenizer.json}, and what of it is changed before the tokenizers library reads it.
 *
 * <ul>
 *   <li>Merges are not left out at random ({@code dropout}): a text has one encoding.
 *   <li>Added tokens keep the ids of the file. The library gives a token that the vocabulary lacks
 *       the next number instead, whatever the file says; so such tokens are put into the
 *       vocabulary.
 * </ul>
 */
final class TokenizerFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final byte[] json;
  private final ObjectNode root;
  private final String origin;
  private final List<AddedToken> added;

  private TokenizerFile(byte[] json, ObjectNode root, String origin) throws IOException {
    this.json = json;
    this.root = root;
    this.origin = origin;
    this.added = AddedToken.read(root, origin);
  }

  /**
   * @throws IOException if the bytes are not JSON, or no tokenizer that can be used safely
   */
  static TokenizerFile parse(byte[] json, String origin) throws IOException {
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
    if (!(root instanceof ObjectNode object)) {
      throw new IOException(origin + " has no vocabulary: not a tokenizer.json");
    }
    TextSteps.requireUsable(object, origin);
    return new TokenizerFile(json, object, origin);
  }

  ObjectNode root() {
    return root;
  }

  JsonNode model() {
    return root.path("model");
  }

  String origin() {
    return origin;
  }

  List<AddedToken> addedTokens() {
    return added;
  }

  /**
   * The file for texts that stand at a beginning.
   *
   * @param vocabulary the model's tokens and their ids
   * @throws IOException if an added token cannot keep its id
   */
  byte[] forBeginnings(Map<String, Integer> vocabulary) throws IOException {
    boolean changed = fixMerges();
    if (!AddedToken.numberedAsWritten(added, vocabulary)) {
      fixIds(vocabulary);
      changed = true;
    }
    return changed ? JSON.writeValueAsBytes(root) : json;
  }

  /** The same for texts that follow others, or null where nothing differs. To be called last. */
  byte @Nullable [] forContinuations() {
    return TextSteps.removePrefixSpace(root) ? JSON.writeValueAsBytes(root) : null;
  }

  private boolean fixMerges() {
    if (root.path("model") instanceof ObjectNode model && !isNone(model.path("dropout"))) {
      model.putNull("dropout");
      return true;
    }
    return false;
  }

  private static boolean isNone(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private void fixIds(Map<String, Integer> vocabulary) throws IOException {
    JsonNode entries = root.path("model").path("vocab");
    for (AddedToken token : added) {
      if (!vocabulary.containsKey(token.content())) {
        if (!(entries instanceof ObjectNode object)) {
          throw new IOException(
              origin
                  + ": added token '"
                  + token.content()
                  + "' has id "
                  + token.id()
                  + ", but added tokens of a Unigram model are numbered on from its vocabulary's "
                  + vocabulary.size()
                  + " entries; number them so");
        }
        object.put(token.content(), token.id());
      }
    }
  }
}
