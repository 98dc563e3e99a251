package io.didact.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Small tokenizers of every common shape, written as {@code tokenizer.json} texts, so that tests
 * need no file of a released model.
 */
public final class SyntheticTokenizers {
  /** How Qwen2 cuts a text into pieces. */
  static final String QWEN_PIECES =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /** How Llama 3 does. */
  static final String LLAMA3_PIECES = QWEN_PIECES.replace("|\\p{N}|", "|\\p{N}{1,3}|");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MERGES = 120;

  /** Has what merges at the borders of tags: {@code |>}, newlines, a dot before them. */
  private static final String SAMPLE =
      """
      <|begin_of_thought|>

      Let us think step by step. First we add 12 and 30.

      The sum is 42; so the answer is 42.

      <|end_of_thought|>

      <|begin_of_solution|>

      It is $\\frac{84}{2} = 42$.

      <|end_of_solution|><|im_end|>
      <explanation>
      the explanation is that we don't know. I'll say, "we can't": é è 我想 🦙
      </explanation>

      <think>
      </think>
      <solution>
      the solution
      </solution>
      """;

  private SyntheticTokenizers() {}

  /** Byte-level BPE with Qwen2's pattern and ChatML marks, 379 tokens. */
  public static Tokenizer byteLevel() {
    return load(byteLevelJson());
  }

  /** SentencePiece's BPE as of Llama 2: a space before each stretch of text. */
  public static Tokenizer llama2() {
    return load(llama2Json());
  }

  /** SentencePiece's Unigram: a space before a text. */
  public static Tokenizer unigram() {
    return load(unigramJson());
  }

  static Tokenizer load(String json) {
    try {
      return Tokenizer.of(json, "synthetic");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String byteLevelJson() {
    return byteLevelJson(QWEN_PIECES, false, null, "<|endoftext|>", "<|im_start|>", "<|im_end|>");
  }

  /** Whole pieces first, up to three digits in one; a post-processor that would add a beginning. */
  static String llama3Json() {
    Map<String, Object> begin = new LinkedHashMap<>();
    begin.put("id", "<|begin_of_text|>");
    begin.put("ids", List.of(256 + MERGES));
    begin.put("tokens", List.of("<|begin_of_text|>"));
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("type", "TemplateProcessing");
    Object mark = Map.of("SpecialToken", Map.of("id", "<|begin_of_text|>", "type_id", 0));
    Object first = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
    Object second = Map.of("Sequence", Map.of("id", "B", "type_id", 1));
    template.put("single", List.of(mark, first));
    template.put("pair", List.of(mark, first, second));
    template.put("special_tokens", Map.of("<|begin_of_text|>", begin));
    return byteLevelJson(
        LLAMA3_PIECES, true, template, "<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>");
  }

  private static String byteLevelJson(
      String pattern, boolean ignoreMerges, @Nullable Object postProcessor, String... marks) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (int value = 0; value < 256; value++) {
      vocabulary.put(String.valueOf(NaiveBpe.letterOf(value)), value);
    }
    List<String> merges = new ArrayList<>();
    train(pattern, vocabulary, merges);
    Map<String, Object> model = bpe(vocabulary, merges);
    model.put("ignore_merges", ignoreMerges);
    Map<String, Object> level =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            false,
            "use_regex",
            false);
    Map<String, Object> split =
        Map.of(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", pattern),
            "behavior",
            "Isolated",
            "invert",
            false);
    return file(
        added(vocabulary.size(), true, marks),
        null,
        Map.of("type", "Sequence", "pretokenizers", List.of(split, level)),
        postProcessor,
        level,
        model);
  }

  /**
   * Learns merges from the sample: the most frequent pair each time, by its spelling where even.
   */
  private static void train(String pattern, Map<String, Integer> vocabulary, List<String> merges) {
    List<List<String>> pieces = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS).matcher(SAMPLE);
    while (matcher.find()) {
      pieces.add(NaiveBpe.spelled(matcher.group()));
    }
    while (merges.size() < MERGES) {
      Map<String, Integer> counts = new HashMap<>();
      for (List<String> piece : pieces) {
        for (int i = 0; i + 1 < piece.size(); i++) {
          counts.merge(piece.get(i) + " " + piece.get(i + 1), 1, Integer::sum);
        }
      }
      String pair =
          counts.entrySet().stream()
              .max(
                  Map.Entry.<String, Integer>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey()))
              .map(Map.Entry::getKey)
              .orElse(null);
      if (pair == null) {
        throw new IllegalStateException("the sample has only " + merges.size() + " merges");
      }
      merges.add(pair);
      vocabulary.put(pair.replace(" ", ""), vocabulary.size());
      for (List<String> piece : pieces) {
        for (int i = 0; i + 1 < piece.size(); i++) {
          if ((piece.get(i) + " " + piece.get(i + 1)).equals(pair)) {
            piece.set(i, piece.get(i) + piece.remove(i + 1));
          }
        }
      }
    }
  }

  /**
   * Llama 2 and Mistral of old: the normalizer puts the space there, before each stretch of text.
   */
  static String llama2Json() {
    Object normalizer =
        Map.of(
            "type",
            "Sequence",
            "normalizers",
            List.of(
                Map.of("type", "Prepend", "prepend", "▁"),
                Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", "▁")));
    return sentencePiece(normalizer, null);
  }

  /** Gemma: spaces are marked, none is put before a text. */
  static String gemmaJson() {
    return sentencePiece(
        Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", "▁"), null);
  }

  /** Llama 2 and Mistral of today: the pre-tokenizer puts the space there. */
  static String metaspaceJson(String scheme) {
    return sentencePiece(
        null,
        Map.of("type", "Metaspace", "replacement", "▁", "prepend_scheme", scheme, "split", false));
  }

  private static String sentencePiece(@Nullable Object normalizer, @Nullable Object preTokenizer) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List.of("<unk>", "<s>", "</s>").forEach(token -> vocabulary.put(token, vocabulary.size()));
    for (int value = 0; value < 256; value++) {
      vocabulary.put("<0x%02X>".formatted(value), vocabulary.size());
    }
    "▁abcdehinorst.|<>é"
        .chars()
        .forEach(letter -> vocabulary.put(String.valueOf((char) letter), vocabulary.size()));
    List<String> merges =
        List.of("▁ t", "h e", "▁t he", "▁ ▁", "i n", "▁ a", "| >", "< |", "▁ s", "▁s t", ". .");
    merges.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
    Map<String, Object> model = bpe(vocabulary, merges);
    model.put("unk_token", "<unk>");
    model.put("fuse_unk", true);
    model.put("byte_fallback", true);
    return file(
        added(0, true, "<unk>", "<s>", "</s>"),
        normalizer,
        preTokenizer,
        null,
        sentencePieceDecoder(),
        model);
  }

  private static Object sentencePieceDecoder() {
    return Map.of(
        "type",
        "Sequence",
        "decoders",
        List.of(
            Map.of("type", "Replace", "pattern", Map.of("String", "▁"), "content", " "),
            Map.of("type", "ByteFallback"),
            Map.of("type", "Fuse"),
            Map.of("type", "Strip", "content", " ", "start", 1, "stop", 0)));
  }

  /** Unigram with bytes for what it lacks; cut at spaces, one before each text. */
  static String unigramJson() {
    List<Object> entries = new ArrayList<>();
    entries.add(List.of("<unk>", 0.0));
    entries.add(List.of("</s>", 0.0));
    for (int value = 0; value < 256; value++) {
      entries.add(List.of("<0x%02X>".formatted(value), -12.0));
    }
    "▁abcdehinorst.|<>é".chars().forEach(letter -> entries.add(List.of("" + (char) letter, -6.0)));
    for (String piece : List.of("▁the", "▁st", "ing", "in", "▁a", "|>")) {
      entries.add(List.of(piece, -4.0));
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "Unigram");
    model.put("unk_id", 0);
    model.put("vocab", entries);
    model.put("byte_fallback", true);
    return file(
        added(0, true, "<unk>", "</s>"),
        null,
        Map.of("type", "Metaspace", "replacement", "▁", "prepend_scheme", "always", "split", true),
        null,
        Map.of("type", "Metaspace", "replacement", "▁", "prepend_scheme", "always", "split", true),
        model);
  }

  /** One word, one space or one sign is one token; others are unknown. */
  static String wordLevelJson() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List.of("<unk>", " ", "\n", "the", "step", "12", ".", "=", "é", "我想")
        .forEach(token -> vocabulary.put(token, vocabulary.size()));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "WordLevel");
    model.put("vocab", vocabulary);
    model.put("unk_token", "<unk>");
    return file(
        added(vocabulary.size(), true, "<end>"),
        null,
        Map.of(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", "\\w+|\\W"),
            "behavior",
            "Isolated",
            "invert",
            false),
        null,
        Map.of("type", "Fuse"),
        model);
  }

  /** A BPE model of single letters with the given added tokens, each an {@link #addedToken}. */
  static String letters(String letters, Object... addedTokens) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    letters.chars().forEach(c -> vocabulary.put("" + (char) c, vocabulary.size()));
    return file(
        List.of(addedTokens), null, null, null, Map.of("type", "Fuse"), bpe(vocabulary, List.of()));
  }

  static Map<String, Object> bpe(Map<String, Integer> vocabulary, List<String> merges) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("vocab", vocabulary);
    model.put("merges", merges);
    return model;
  }

  private static List<Object> added(int firstId, boolean special, String... contents) {
    List<Object> tokens = new ArrayList<>();
    for (String content : contents) {
      tokens.add(addedToken(firstId + tokens.size(), content, special ? "special" : ""));
    }
    return tokens;
  }

  /**
   * @param flags names of those that are true, with spaces between them
   */
  static Map<String, Object> addedToken(int id, String content, String flags) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", id);
    token.put("content", content);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
      token.put(flag, List.of(flags.split(" ")).contains(flag));
    }
    return token;
  }

  static String file(
      List<Object> added,
      @Nullable Object normalizer,
      @Nullable Object preTokenizer,
      @Nullable Object postProcessor,
      @Nullable Object decoder,
      Object model) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("truncation", null);
    root.put("padding", null);
    root.put("added_tokens", added);
    root.put("normalizer", normalizer);
    root.put("pre_tokenizer", preTokenizer);
    root.put("post_processor", postProcessor);
    root.put("decoder", decoder);
    root.put("model", model);
    return JSON.writeValueAsString(root);
  }
}
