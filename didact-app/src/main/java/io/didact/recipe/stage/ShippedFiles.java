package io.didact.recipe.stage;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.Reading;
import io.didact.text.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * YAML files that come with Didact, called by their names, beside those of users, called by their
 * paths. A name is looked for in the folder of this name in Didact's home, then among the
 * resources.
 *
 * @param folder {@code tasks} or {@code profiles}
 * @param noun what messages call one
 * @param type the record that a file fills in
 */
record ShippedFiles<R extends Record>(String folder, String noun, Class<R> type) {
  private static final String YAML = ".yaml";

  /**
   * A shipped one by its name, or that of a file.
   *
   * @param word a file where it ends in {@code .yaml} or {@code .yml}
   * @param directory where a relative path starts
   * @throws IllegalArgumentException that names what there is, or all that is wrong with the file
   */
  R read(String word, Path directory) {
    try {
      if (word.endsWith(YAML) || word.endsWith(".yml")) {
        return ConfigReader.read(
            directory.resolve(word).normalize(), type, List.of(), Reading.OF_REPLACEABLE_INPUTS);
      }
      Path file = home().resolve(word + YAML);
      if (word.matches("[A-Za-z0-9._-]+") && Files.isRegularFile(file)) {
        return ConfigReader.read(file, type, List.of());
      }
      try (InputStream resource = type.getResourceAsStream("/" + folder + "/" + word + YAML)) {
        if (resource == null || !word.matches("[A-Za-z0-9._-]+")) {
          throw new IllegalArgumentException(
              "there is no %s '%s'%s; a file's name ends in .yaml"
                  .formatted(noun, word, NearestName.hint(word, names())));
        }
        return ConfigReader.parse(
            resource.readAllBytes(), folder + "/" + word + YAML, Path.of(""), type, List.of());
      }
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of those that are shipped, in order. */
  List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    try {
      if (Files.isDirectory(home())) {
        names.addAll(namesIn(home()));
      }
      URL resource = type.getResource("/" + folder);
      if (resource != null) {
        names.addAll(namesIn(resource.toURI()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return List.copyOf(names);
  }

  private List<String> namesIn(URI resource) throws IOException {
    if (!resource.getScheme().equals("jar")) {
      return namesIn(Path.of(resource));
    }
    try (FileSystem jar = FileSystems.newFileSystem(resource, Map.of())) {
      return namesIn(jar.getPath("/" + folder));
    }
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(YAML))
          .map(name -> name.substring(0, name.length() - YAML.length()))
          .toList();
    }
  }

  private Path home() {
    return Path.of(System.getProperty("didact.home", "no-home")).resolve(folder);
  }
}
