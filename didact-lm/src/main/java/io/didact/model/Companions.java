package io.didact.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The small files beside a model's weights, by name; those in a folder as {@code folder/name}. */
public final class Companions {
  /** The architecture. */
  public static final String CONFIG = "config.json";

  /** How text is to be sampled, and where it ends. */
  public static final String GENERATION = "generation_config.json";

  /** Chat templates beside the default one, as transformers writes them. */
  static final String TEMPLATES = "additional_chat_templates";

  static final String TEMPLATE_SUFFIX = ".jinja";

  private static final long MOST_TEMPLATE_BYTES = 64L << 20;

  private static final List<String> OF_TOKENIZER =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "tokenizer.model",
          "chat_template.jinja");

  private Companions() {}

  /**
   * All that a directory has.
   *
   * @throws IOException where one is larger than any such file is, or cannot be read
   */
  public static Map<String, byte[]> read(Path directory) throws IOException {
    Map<String, byte[]> files = ofTokenizer(directory);
    take(CONFIG, directory, files);
    take(GENERATION, directory, files);
    return files;
  }

  /**
   * Those of a directory that say how text becomes tokens, chat templates among them.
   *
   * @throws IOException as {@link #read}
   */
  public static Map<String, byte[]> ofTokenizer(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : OF_TOKENIZER) {
      take(name, directory, files);
    }
    long bytes = 0;
    for (String name : templates(directory)) {
      bytes += take(name, directory, files);
      if (bytes > MOST_TEMPLATE_BYTES) {
        throw new IOException(
            directory.resolve(TEMPLATES)
                + ": its templates are larger than "
                + (MOST_TEMPLATE_BYTES >> 20)
                + " MiB together");
      }
    }
    return files;
  }

  private static int take(String name, Path directory, Map<String, byte[]> files)
      throws IOException {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    byte[] content = SmallFile.read(file);
    files.put(name, content);
    return content.length;
  }

  /** Names of the chat templates beside the default one, sorted. */
  static List<String> templates(Path directory) throws IOException {
    Path folder = directory.resolve(TEMPLATES);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .map(file -> TEMPLATES + "/" + file.getFileName())
          .filter(name -> name.endsWith(TEMPLATE_SUFFIX))
          .sorted()
          .toList();
    }
  }
}
