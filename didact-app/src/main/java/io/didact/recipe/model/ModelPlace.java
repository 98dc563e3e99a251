package io.didact.recipe.model;

import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.model.checkpoint.Adapter;
import io.didact.run.Manifest;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a model is: a directory with weights, or an adapter and the directory of its base.
 *
 * @param directory as it was named
 * @param base where the weights are; the same directory where there is no adapter
 * @param hub the name of the base, where it is one of the Hub
 */
public record ModelPlace(
    Path directory, Path base, Optional<HubName> hub, Optional<Adapter> adapter) {

  /**
   * Looks at a directory, and where it holds an adapter, for its base: from the directory on, from
   * the working directory on, or on the Hub.
   *
   * @param hub where models of the Hub are
   * @throws IOException where an adapter is not usable, or its base is not there
   */
  public static ModelPlace of(Path directory, HubCache hub) throws IOException {
    return of(directory, Optional.empty(), hub);
  }

  /**
   * A model that a user named.
   *
   * @param word a directory or {@code ORG/NAME[@REVISION]}
   * @throws IOException as {@link #of(Path, HubCache)}, or saying what to pull
   */
  public static ModelPlace named(String word, HubCache hub) throws IOException {
    HubCache.Model model = hub.model(word);
    return of(model.directory(), model.commit().flatMap(any -> HubName.parse(word)), hub);
  }

  /**
   * Compares what is there with the manifests of what stages left.
   *
   * @throws IOException where it is not what they name
   */
  public ModelPlace requireWhole() throws IOException {
    if (Files.isDirectory(directory)) {
      Manifest.requireWhole(directory);
    }
    if (adapter.isPresent()) {
      Manifest.requireWhole(base);
    }
    return this;
  }

  /** Where its tokenizer is: that of an adapter, where it has one. */
  public Path ofTokenizer() {
    return Files.exists(directory.resolve(Tokenizer.FILE_NAME)) ? directory : base;
  }

  private static ModelPlace of(Path directory, Optional<HubName> name, HubCache hub)
      throws IOException {
    if (!Adapter.isAlone(directory)) {
      return new ModelPlace(directory, directory, name, Optional.empty());
    }
    Adapter adapter = Adapter.open(directory);
    try {
      String word = baseOf(adapter);
      HubCache.Model base = hub.model(word);
      if (!Files.isDirectory(base.directory())) {
        throw new IOException("there is no such directory");
      }
      if (Adapter.isAlone(base.directory())) {
        throw new IOException("that is itself an adapter; merge it first (didact merge)");
      }
      return new ModelPlace(
          directory,
          base.directory(),
          base.commit().flatMap(any -> HubName.parse(word)),
          Optional.of(adapter));
    } catch (IOException | InvalidPathException e) {
      throw new IOException(
          "%s names %s as its base: %s. If the model is elsewhere, say so there (base_model_name_or_path)"
              .formatted(directory.resolve(Adapter.CONFIG), adapter.config().base(), e.getMessage()),
          e);
    }
  }

  private static String baseOf(Adapter adapter) {
    String name = adapter.config().base();
    Path beside = adapter.directory().resolve(name).normalize();
    if (Files.isDirectory(beside)) {
      return beside.toString();
    }
    return Files.isDirectory(Path.of(name))
        ? name
        : name + adapter.config().revision().map(revision -> "@" + revision).orElse("");
  }
}
