package io.didact.text;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The real Qwen2.5 tokenizer for tests. It is too large for the repository: tests that want it are
 * skipped where {@code ../shared/data/qwen2.5-tokenizer} beside the project is missing.
 */
public final class QwenTokenizer {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("didact.root", ".")).resolve("../shared/data/qwen2.5-tokenizer");

  private QwenTokenizer() {}

  /** Its {@code tokenizer.json}, where {@link #get} has one. */
  static Path file() {
    return DIRECTORY.resolve(Tokenizer.FILE_NAME);
  }

  /** Loads it once; skips the calling test where it is missing. */
  public static Tokenizer get() {
    assumeTrue(Files.isDirectory(DIRECTORY), () -> "skipped: no Qwen2.5 tokenizer in " + DIRECTORY);
    return Holder.TOKENIZER;
  }

  private static final class Holder {
    static final Tokenizer TOKENIZER = load();

    private static Tokenizer load() {
      try {
        return Tokenizer.load(DIRECTORY);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
