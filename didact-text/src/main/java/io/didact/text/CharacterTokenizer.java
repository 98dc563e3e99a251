package io.didact.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

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
    Files.writeString(directory.resolve(Tokenizer.FILE_NAME), tokenizerJson() + "\n");
    Files.writeString(directory.resolve("tokenizer_config.json"), configJson() + "\n");
  }

  private String tokenizerJson() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List<Map<String, Object>> added = new ArrayList<>();
    for (String token : addedTokens) {
      // In the model's vocabulary too: otherwise the library numbers it after the characters.
      added.add(addedToken(vocabulary.size(), token));
      vocabulary.put(token, vocabulary.size());
    }
    characters(alphabet).forEach(c -> vocabulary.put(c, vocabulary.size()));

    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("vocab", vocabulary);
    model.put("merges", List.of());

    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("truncation", null);
    root.put("padding", null);
    root.put("added_tokens", added);
    root.put("normalizer", null);
    root.put("pre_tokenizer", null);
    root.put("post_processor", null);
    root.put("decoder", Map.of("type", "Fuse"));
    root.put("model", model);
    return JSON.writeValueAsString(root);
  }

  private Map<String, Object> addedToken(int id, String token) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", id);
    entry.put("content", token);
    entry.put("single_word", false);
    entry.put("lstrip", false);
    entry.put("rstrip", false);
    entry.put("normalized", false);
    // Only these two mean nothing to a reader; tools that skip special tokens keep the tags.
    entry.put("special", token.equals(paddingToken) || token.equals(endToken));
    return entry;
  }

  private String configJson() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("pad_token", paddingToken);
    config.put("eos_token", endToken);
    config.put("clean_up_tokenization_spaces", false);
    return JSON.writeValueAsString(config);
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).collect(Collectors.toList());
  }
}
