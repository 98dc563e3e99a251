package io.didact.text;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code tokenizer.json}, written anew for the tokenizers library from what is known of it: the
 * library trusts a file, and ends the process at some. Post-processor, decoder, truncation and
 * padding are left out: nothing is added to a text, and decoding is ours.
 *
 * <p>Added tokens keep the ids of the file. The library gives a token that the vocabulary lacks the
 * next number instead, whatever the file says; so such tokens are put into the vocabulary.
 */
final class TokenizerFile {
  /** The largest vocabularies in use (262k tokens, 515k merges) have 2.7 million. */
  private static final long MOST_JSON_TOKENS = 4_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxTokenCount(MOST_JSON_TOKENS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private static final String KEYS =
      "version truncation padding added_tokens normalizer pre_tokenizer post_processor"
          + " decoder model";

  private final String origin;
  private final TextSteps steps;
  private final TokenizerModel model;
  private final List<AddedToken> added;
  private final TokenSpelling spelling;

  private TokenizerFile(JsonPlace root) throws IOException {
    root.requireKeys(KEYS);
    JsonPlace version = root.get("version");
    if (!version.isNone() && !version.text(64).equals("1.0")) {
      throw version.wrong("is " + version.node() + "; known is 1.0");
    }
    this.origin = root.origin();
    this.steps = TextSteps.of(root);
    this.added = AddedToken.read(root, steps);
    this.model = TokenizerModel.of(root.get("model"));
    this.spelling = TokenSpelling.of(root.node());
  }

  /**
   * @throws IOException if the bytes are not JSON, or no tokenizer that is known to be usable
   */
  static TokenizerFile parse(byte[] json, String origin) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IOException(
          origin + " is not JSON (line " + line + "): " + e.getOriginalMessage(), e);
    }
    if (!root.isObject()) {
      throw new IOException(origin + " has no vocabulary: not a tokenizer.json");
    }
    return new TokenizerFile(new JsonPlace(root, "", origin));
  }

  String origin() {
    return origin;
  }

  TokenizerModel model() {
    return model;
  }

  TokenSpelling spelling() {
    return spelling;
  }

  List<AddedToken> addedTokens() {
    return added;
  }

  /**
   * The file for texts that stand at a beginning.
   *
   * @throws IOException if an added token cannot keep its id
   */
  byte[] forBeginnings() throws IOException {
    if (!AddedToken.numberedAsWritten(added, model.ids())) {
      fixIds();
    }
    return write();
  }

  /** The same for texts that follow others, or null where nothing differs. To be called last. */
  byte @Nullable [] forContinuations() {
    return steps.removePrefixSpace() ? write() : null;
  }

  private byte[] write() {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding").putNull("post_processor").putNull("decoder");
    ArrayNode tokens = root.putArray("added_tokens");
    added.forEach(token -> token.writeTo(tokens.addObject()));
    steps.writeTo(root);
    root.set("model", model.clean());
    return JSON.writeValueAsBytes(root);
  }

  private void fixIds() throws IOException {
    Map<String, Integer> vocabulary = model.ids();
    JsonNode entries = model.clean().path("vocab");
    for (AddedToken token : added) {
      if (!vocabulary.containsKey(token.content())) {
        if (!(entries instanceof ObjectNode object)) {
          throw new IOException(
              "%s: added token '%s' has id %d, but added tokens of a Unigram model are numbered on from its vocabulary's %d entries; number them so"
                  .formatted(origin, token.content(), token.id(), vocabulary.size()));
        }
        object.put(token.content(), token.id());
      }
    }
  }
}
