package io.didact.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, as a Hugging Face {@code tokenizer.json} says.
 *
 * <p>Encoding is the Rust tokenizers library's. Decoding is ours: a sequence stands for the bytes
 * of its tokens, one after another ({@link #bytes}), so text can be located in ids without
 * tokenizing it again. No special tokens are ever added, whatever the file's post-processor says: a
 * text that needs a beginning such as {@code <|begin_of_text|>} has it written out. Added tokens
 * that are written in a text are recognised, the special ones too, wherever the text comes from.
 *
 * <p>Some tokenizers (SentencePiece's, as of Llama 2 and Mistral) put a space before a text, so
 * that its first word is written like any other. {@link #encode} does as they do: it is for texts
 * that stand at a beginning, such as prompts. {@link #encodeContinuation} leaves that space out: it
 * is for texts that follow others. For all other tokenizers the two are the same.
 *
 * <p>No character is lost: the ids of a text stand for the text, or there is an exception. What may
 * differ is how accents are composed (NFC for Qwen2), the spaces put before a text by {@link
 * #encode}, spaces for any '▁' with SentencePiece, and the white space that an added token takes
 * because the file says so.
 *
 * <p>Ids are those of the file, gaps included ({@link #gaps}). Thread-safe. Never reaches the
 * network.
 */
public final class Tokenizer {
  /** The name of the file in a model directory. */
  public static final String FILE_NAME = "tokenizer.json";

  private static final Map<String, String> OPTIONS =
      Map.of(
          "addSpecialTokens", "false",
          "truncation", "false",
          "padding", "false",
          "modelMaxLength", Integer.toString(Integer.MAX_VALUE));

  private static final Cleaner CLEANER = Cleaner.create();

  /** What was read, by the SHA-256 of the files: a real model's takes seconds. */
  private static final Map<ByteBuffer, SoftReference<Tokenizer>> READ = new ConcurrentHashMap<>();

  static {
    // The library would otherwise report its use and look for models on the network.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer atBeginning;
  private final HuggingFaceTokenizer withinText;
  private final WrittenText written;
  private final TokenBytes vocabulary;

  private Tokenizer(
      HuggingFaceTokenizer atBeginning,
      HuggingFaceTokenizer withinText,
      WrittenText written,
      TokenBytes vocabulary) {
    this.atBeginning = atBeginning;
    this.withinText = withinText;
    this.written = written;
    this.vocabulary = vocabulary;
    CLEANER.register(this, atBeginning::close);
    if (withinText != atBeginning) {
      CLEANER.register(this, withinText::close);
    }
  }

  /**
   * Reads a tokenizer; the same one again where its file is what it was.
   *
   * @param directoryOrFile a model directory that holds a {@code tokenizer.json}, or that file
   * @throws IOException if there is no such file, or it is not a tokenizer this project can use
   */
  public static Tokenizer load(Path directoryOrFile) throws IOException {
    Path file = directoryOrFile;
    if (Files.isDirectory(directoryOrFile)) {
      file = directoryOrFile.resolve(FILE_NAME);
      if (ModelFile.find(directoryOrFile, FILE_NAME).isEmpty()) {
        throw new IOException(
            "no tokenizer at "
                + file
                + ": a model directory needs the tokenizer.json that came with the model");
      }
    }
    return of(ModelFile.read(file), file.toString());
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
    ByteBuffer digest = digest(json);
    SoftReference<Tokenizer> known = READ.get(digest);
    @Nullable Tokenizer tokenizer = known == null ? null : known.get();
    if (tokenizer == null) {
      tokenizer = read(json, origin);
      READ.put(digest, new SoftReference<>(tokenizer));
    }
    return tokenizer;
  }

  private static ByteBuffer digest(byte[] json) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Tokenizer read(byte[] json, String origin) throws IOException {
    TokenizerFile file = TokenizerFile.parse(json, origin);
    TokenBytes vocabulary = TokenBytes.of(file);
    HuggingFaceTokenizer atBeginning = open(file.forBeginnings(), origin);
    Tokenizer tokenizer;
    try {
      requireIds(atBeginning, file);
      byte @Nullable [] other = file.forContinuations();
      tokenizer =
          new Tokenizer(
              atBeginning,
              other == null ? atBeginning : open(other, origin),
              new WrittenText(vocabulary, file.spelling()),
              vocabulary);
    } catch (IOException | RuntimeException e) {
      atBeginning.close();
      throw e;
    }
    tokenizer.requireSpace(origin);
    return tokenizer;
  }

  /** Without a space words would run together. */
  private void requireSpace(String origin) throws IOException {
    try {
      encode(" ");
      encodeContinuation(" ");
    } catch (IllegalArgumentException e) {
      throw new IOException(
          origin
              + " cannot write a space, so words would run together: its steps and its vocabulary"
              + " do not go together; take the tokenizer.json that came with the model",
          e);
    }
  }

  private static HuggingFaceTokenizer open(byte[] json, String origin) throws IOException {
    TokenizersLibrary.load();
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
    } catch (RuntimeException e) {
      throw new IOException(
          origin + " is not a tokenizer.json that can be loaded: " + firstLine(e), e);
    }
  }

  /** The library must know the added tokens by the ids of the file. */
  private static void requireIds(HuggingFaceTokenizer encoder, TokenizerFile file)
      throws IOException {
    List<AddedToken> literal =
        file.addedTokens().stream().filter(token -> !token.normalized()).toList();
    if (literal.isEmpty()) {
      return;
    }
    Encoding[] encodings =
        encoder.batchEncode(literal.stream().map(AddedToken::content).toList(), false, false);
    for (int i = 0; i < encodings.length; i++) {
      long[] ids = encodings[i].getIds();
      if (ids.length != 1 || ids[0] != literal.get(i).id()) {
        throw new IOException(
            "%s: added token '%s' has id %d, but encodes as %s"
                .formatted(
                    file.origin(),
                    literal.get(i).content(),
                    literal.get(i).id(),
                    Arrays.toString(ids)));
      }
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason");
  }

  /**
   * The ids of a text that stands at a beginning, without any special token added.
   *
   * @throws IllegalArgumentException if the tokenizer loses something of the text; names the
   *     character
   */
  public TokenIds encode(String text) {
    return encode(text, atBeginning);
  }

  /**
   * The ids of a text that follows another, without any special token and without a space added.
   *
   * @throws IllegalArgumentException as {@link #encode}
   */
  public TokenIds encodeContinuation(String text) {
    return encode(text, withinText);
  }

  private TokenIds encode(String text, HuggingFaceTokenizer encoder) {
    requireWellFormed(text);
    Encoding encoding;
    try {
      encoding = encoder.encode(text, false, false);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the tokenizer cannot write a text: " + firstLine(e) + ": …" + excerpt(text, 0) + "…", e);
    } finally {
      Reference.reachabilityFence(this); // the cleaner must not close the encoder at work
    }
    long[] longs = encoding.getIds();
    int[] ids = new int[longs.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.toIntExact(longs[i]);
    }
    TokenIds result = TokenIds.of(ids);
    int lost = written.firstLost(text, result, encoder != withinText);
    if (lost >= 0) {
      throw unknownCharacter(
          text,
          lost,
          "cannot be written with the tokenizer: its vocabulary lacks it or its normalizer changes it");
    }
    return result;
  }

  /** The text of a sequence; bytes that are not UTF-8 become U+FFFD. */
  public String decode(TokenIds ids) {
    return new String(bytes(ids), StandardCharsets.UTF_8);
  }

  /**
   * The text of each token of a sequence: joined they are its text. A character whose bytes several
   * tokens share stands with the last of them.
   */
  public List<String> pieces(TokenIds ids) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    List<String> pieces = new ArrayList<>();
    byte[] open = {}; // bytes of a character that is not whole yet
    for (int i = 0; i < ids.size(); i++) {
      byte[] own = vocabulary.bytes(ids.get(i));
      ByteBuffer bytes = ByteBuffer.allocate(open.length + own.length).put(open).put(own).flip();
      CharBuffer text = CharBuffer.allocate(bytes.limit() + 2);
      boolean last = i + 1 == ids.size();
      decoder.reset().decode(bytes, text, last);
      if (last) {
        decoder.flush(text);
      }
      open = new byte[bytes.remaining()];
      bytes.get(open);
      pieces.add(text.flip().toString());
    }
    return pieces;
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
    return vocabulary.bytes(ids);
  }

  /** The number of bytes of {@link #bytes(int)}. */
  public int byteLength(int id) {
    return vocabulary.bytes(id).length;
  }

  /** One more than the largest id; a model's vocabulary may be padded beyond it. */
  public int size() {
    return vocabulary.size();
  }

  /** Whether a token has this id. */
  public boolean has(int id) {
    return vocabulary.has(id);
  }

  /** The ids below {@link #size} that no token has, mostly none. */
  public TokenIds gaps() {
    return TokenIds.of(IntStream.range(0, size()).filter(id -> !has(id)).toArray());
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

  private static IllegalArgumentException unknownCharacter(String text, int index, String problem) {
    if (text.isEmpty()) {
      return new IllegalArgumentException("the tokenizer makes tokens of an empty text");
    }
    int codePoint = text.codePointAt(index);
    return new IllegalArgumentException(
        String.format(
            "the character '%s' (U+%04X) at position %d of the text %s: …%s…",
            Character.toString(codePoint), codePoint, index, problem, excerpt(text, index)));
  }

  private static String excerpt(String text, int index) {
    return text.substring(Math.max(0, index - 20), Math.min(text.length(), index + 20));
  }
}
