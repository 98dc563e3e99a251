package io.didact.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Text to token ids and back, as a Hugging Face {@code tokenizer.json} says.
 *
 * <p>Encoding is the Rust tokenizers library's. Decoding is ours: a sequence stands for the bytes
 * of its tokens, one after another ({@link #bytes}), so text can be located in ids without
 * tokenizing it again. No special tokens are ever added; added tokens that are written in the text
 * are recognised. Thread-safe. Never reaches the network.
 */
public final class Tokenizer {
  /** The name of the file in a model directory. */
  public static final String FILE_NAME = "tokenizer.json";

  /** The largest known vocabularies (256k tokens) take about 35 MB. */
  private static final int MAX_FILE_BYTES = 128 << 20;

  private static final Map<String, String> OPTIONS =
      Map.of(
          "addSpecialTokens", "false",
          "truncation", "false",
          "padding", "false",
          "modelMaxLength", Integer.toString(Integer.MAX_VALUE));

  private static final Cleaner CLEANER = Cleaner.create();

  static {
    // The library would otherwise report its use and look for models on the network.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer encoder;
  private final TokenBytes vocabulary;

  private Tokenizer(HuggingFaceTokenizer encoder, TokenBytes vocabulary) {
    this.encoder = encoder;
    this.vocabulary = vocabulary;
    CLEANER.register(this, encoder::close);
  }

  /**
   * Reads a tokenizer.
   *
   * @param directoryOrFile a model directory that holds a {@code tokenizer.json}, or that file
   * @throws IOException if there is no such file, or it is not a tokenizer this project can use
   */
  public static Tokenizer load(Path directoryOrFile) throws IOException {
    Path file =
        Files.isDirectory(directoryOrFile) ? directoryOrFile.resolve(FILE_NAME) : directoryOrFile;
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "no tokenizer at "
              + file
              + ": a model directory needs the tokenizer.json that came with the model");
    }
    byte[] json;
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    if (json.length > MAX_FILE_BYTES) {
      throw new IOException(
          file + " is larger than " + (MAX_FILE_BYTES >> 20) + " MiB: not a tokenizer.json");
    }
    return of(json, file.toString());
  }

  /**
   * A tokenizer from the text of a {@code tokenizer.json}.
   *
   * @param origin names the text in error messages
   * @throws IOException if the text is not a tokenizer this project can use
   */
  public static Tokenizer of(String json, String origin) throws IOException {
    return of(json.getBytes(StandardCharsets.UTF_8), origin);
  }

  private static Tokenizer of(byte[] json, String origin) throws IOException {
    TokenBytes vocabulary = TokenBytes.parse(json, origin);
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS), vocabulary);
    } catch (RuntimeException e) {
      throw new IOException(
          origin + " is not a tokenizer.json that can be loaded: " + firstLine(e), e);
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason");
  }

  /**
   * The ids of a text, without any special token added.
   *
   * @throws IllegalArgumentException if the vocabulary cannot write the text; names the character
   */
  public TokenIds encode(String text) {
    requireWellFormed(text);
    Encoding encoding;
    try {
      encoding = encoder.encode(text, false, false);
    } finally {
      Reference.reachabilityFence(this); // the cleaner must not close the encoder at work
    }
    long[] longs = encoding.getIds();
    int[] ids = new int[longs.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.toIntExact(longs[i]);
    }
    TokenIds result = TokenIds.of(ids);
    requireKnown(text, encoding, result);
    return result;
  }

  /** The text of a sequence; bytes that are not UTF-8 become U+FFFD. */
  public String decode(TokenIds ids) {
    return new String(bytes(ids), StandardCharsets.UTF_8);
  }

  /**
   * The bytes a token stands for; an added token stands for its text.
   *
   * @throws IllegalArgumentException if no token has this id
   */
  public byte[] bytes(int id) {
    return vocabulary.bytes(id).clone();
  }

  /** The bytes of a sequence, token after token. */
  public byte[] bytes(TokenIds ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(4 * ids.size());
    ids.stream().forEach(id -> all.writeBytes(vocabulary.bytes(id)));
    return all.toByteArray();
  }

  /** One more than the largest id; a model's vocabulary may be padded beyond it. */
  public int size() {
    return vocabulary.size();
  }

  /**
   * The id of an added token by its text, else of the vocabulary entry spelled so in the file.
   * Empty where there is none.
   */
  public OptionalInt id(String token) {
    return vocabulary.id(token);
  }

  /** Whether the file marks the token as special: end of turn, padding and their like. */
  public boolean isSpecial(int id) {
    return vocabulary.isSpecial(id);
  }

  private static void requireWellFormed(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw unknownCharacter(
            text, i, "is half of a surrogate pair, which no tokenizer can write");
      }
    }
  }

  private void requireKnown(String text, Encoding encoding, TokenIds ids) {
    for (int i = 0; i < ids.size(); i++) {
      if (vocabulary.isUnknown(ids.get(i))) {
        var span = encoding.getCharTokenSpans()[i];
        int start = text.offsetByCodePoints(0, span.getStart());
        int end = text.offsetByCodePoints(0, span.getEnd());
        if (!text.substring(start, end).equals(decode(ids.slice(i, i + 1)))) {
          throw unknownCharacter(text, start, "is not in the tokenizer's vocabulary");
        }
      }
    }
    if (vocabulary.isExact()) {
      byte[] written = bytes(ids);
      if (!Arrays.equals(written, text.getBytes(StandardCharsets.UTF_8))) {
        int start = firstDifference(text, written);
        throw unknownCharacter(text, start, "is not in the tokenizer's vocabulary");
      }
    }
  }

  /** The index of the first character of {@code text} that {@code bytes} lacks. */
  private static int firstDifference(String text, byte[] bytes) {
    int at = 0;
    for (int i = 0; i < text.length(); ) {
      int next = i + Character.charCount(text.codePointAt(i));
      for (byte wanted : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
        if (at == bytes.length || bytes[at++] != wanted) {
          return i;
        }
      }
      i = next;
    }
    throw new IllegalStateException("the tokenizer has added to the text: " + text);
  }

  private static IllegalArgumentException unknownCharacter(String text, int index, String problem) {
    int codePoint = text.codePointAt(index);
    String excerpt = text.substring(Math.max(0, index - 20), Math.min(text.length(), index + 20));
    return new IllegalArgumentException(
        String.format(
            "the character '%s' (U+%04X) at position %d of the text %s: …%s…",
            Character.toString(codePoint), codePoint, index, problem, excerpt));
  }
}
