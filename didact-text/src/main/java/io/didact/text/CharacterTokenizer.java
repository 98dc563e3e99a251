package io.didact.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plan of a character-level tokenizer: one token per character of an alphabet and some added
 * tokens, written as an ordinary Hugging Face {@code tokenizer.json} (a BPE model without merges).
 *
 * <p>Ids: the added tokens in their order from 0 on, then the alphabet's characters in theirs.
 *
 * @param alphabet the characters, each once
 * @param addedTokens texts that are one token each, among them the next two
 * @param paddingToken the added token that fills rows of unequal length
 * @param endToken the added token that ends a turn
 */
public record CharacterTokenizer(
    String alphabet, List<String> addedTokens, String paddingToken, String endToken) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** A tokenizer without tokens. */
  private static final String EMPTY =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": null, "pre_tokenizer": null, "post_processor": null,
       "decoder": {"type": "Fuse"},
       "model": {"type": "BPE", "dropout": null, "unk_token": null,
                 "continuing_subword_prefix": null, "end_of_word_suffix": null,
                 "fuse_unk": false, "byte_fallback": false, "vocab": {}, "merges": []}}
      """;

  public CharacterTokenizer {
    addedTokens = List.copyOf(addedTokens);
    TreeSet<String> seen = new TreeSet<>();
    for (String token : addedTokens) {
      if (token.isEmpty() || !seen.add(token)) {
        throw new IllegalArgumentException("added token '" + token + "' is empty or named twice");
      }
    }
    for (String character : characters(alphabet)) {
      if (!seen.add(character)) {
        throw new IllegalArgumentException(
            "the alphabet has '" + character + "' twice, or as an added token");
      }
    }
    if (!addedTokens.contains(paddingToken) || !addedTokens.contains(endToken)) {
      throw new IllegalArgumentException(
          "padding " + paddingToken + " and end " + endToken + " must be among " + addedTokens);
    }
  }

  /**
   * The tokenizer of the embedded models: 46 characters and 10 added tokens. {@code <T>} and {@code
   * <S>} begin a teacher's and a student's turn; the pairs are solution, explanation and thought.
   */
  public static CharacterTokenizer small() {
    return new CharacterTokenizer(
        "0123456789abcdefghijklmnopqrstuvwxyz+-*=,.>: ;",
        List.of("<pad>", "<T>", "<S>", "<s>", "</s>", "<e>", "</e>", "<t>", "</t>", "<end>"),
        "<pad>",
        "<end>");
  }

  /** Number of tokens. */
  public int size() {
    return addedTokens.size() + characters(alphabet).size();
  }

  /** The tokenizer itself. */
  public Tokenizer tokenizer() {
    try {
      return Tokenizer.of(tokenizerJson(), "the character tokenizer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a directory. */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /** Its files, by name. */
  public Map<String, byte[]> files() {
    return Map.of(
        Tokenizer.FILE_NAME,
        (tokenizerJson() + "\n").getBytes(StandardCharsets.UTF_8),
        "tokenizer_config.json",
        (configJson() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private String tokenizerJson() {
    ObjectNode root = (ObjectNode) JSON.readTree(EMPTY);
    ObjectNode vocabulary = (ObjectNode) root.path("model").path("vocab");
    ArrayNode added = (ArrayNode) root.path("added_tokens");
    for (String token : addedTokens) {
      // Only these two mean nothing to a reader; tools that skip special tokens keep the tags.
      boolean special = token.equals(paddingToken) || token.equals(endToken);
      new AddedToken(vocabulary.size(), token, special, false, false, false, false)
          .writeTo(added.addObject());
      // In the model's vocabulary too: otherwise the library numbers it after the characters.
      vocabulary.put(token, vocabulary.size());
    }
    characters(alphabet).forEach(c -> vocabulary.put(c, vocabulary.size()));
    return JSON.writeValueAsString(root);
  }

  private String configJson() {
    return JSON.writeValueAsString(
        JSON.createObjectNode()
            .put("tokenizer_class", "PreTrainedTokenizerFast")
            .put("pad_token", paddingToken)
            .put("eos_token", endToken)
            .put("clean_up_tokenization_spaces", false));
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).collect(Collectors.toList());
  }
}
