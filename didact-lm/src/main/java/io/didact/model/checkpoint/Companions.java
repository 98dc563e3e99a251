package io.didact.model.checkpoint;

import io.didact.text.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The small files beside a model's weights, by name; those in a folder as {@code folder/name}. They
 * are carried along, so none may be a link to somewhere else ({@link ModelFile}).
 */
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
   * @throws IOException where one is a link out of the directory, larger than any such file is, or
   *     cannot be read
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
    byte @Nullable [] content = ModelFile.read(directory, name).orElse(null);
    if (content == null) {
      return 0;
    }
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
