package io.didact.recipe.model;

import io.didact.model.checkpoint.Adapter;
import io.didact.model.checkpoint.LoadedFiles;
import io.didact.run.FileSum;
import io.didact.run.Manifest;
import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hashes of the models that a run reads, each looked at once, by any thread. A model with a {@link
 * Manifest} is checked by it, and its hash is made of those that stand there.
 */
public final class ModelHashes {
  private final Map<Path, String> known = new HashMap<>();

  /**
   * Of a model, or of an adapter with its base, wherever that is.
   *
   * @throws IOException where one of them is not whole
   */
  public String of(ModelPlace place) throws IOException {
    String own = of(place.directory());
    return place.adapter().isEmpty()
        ? own
        : Sha256.of(
            of(place.base())
                + "  base\n"
                + own
                + "  adapter\n"
                + place.adapter().get().config().effect()
                + "\n");
  }

  /**
   * One hash over the {@link LoadedFiles}, in the form of {@link Sha256#of(Path)}: what else lies
   * there makes it no other model.
   *
   * @throws IOException where the model is not whole
   */
  public synchronized String of(Path directory) throws IOException {
    Path real = directory.toRealPath();
    String hash = known.get(real);
    if (hash == null) {
      Manifest.requireWhole(real);
      hash = fingerprint(real);
      known.put(real, hash);
    }
    return hash;
  }

  private static String fingerprint(Path directory) throws IOException {
    Optional<Manifest> manifest = Manifest.read(directory);
    StringBuilder lines = new StringBuilder();
    for (String name : LoadedFiles.in(directory)) {
      Optional<String> sha256 =
          manifest.map(each -> each.files().get(name)).flatMap(FileSum::sha256);
      lines
          .append(sha256.isPresent() ? sha256.get() : Sha256.of(directory.resolve(name)))
          .append("  ")
          .append(name)
          .append('\n');
    }
    return Sha256.of(lines.toString());
  }

  /** Of the one file with weights or adapter, or of all files where they are in shards. */
  public String ofWeights(Path model) throws IOException {
    Optional<Manifest> manifest = Manifest.read(model);
    Optional<String> single =
        Stream.of("model.safetensors", Adapter.WEIGHTS)
            .flatMap(name -> manifest.map(each -> each.files().get(name)).stream())
            .findFirst()
            .flatMap(FileSum::sha256);
    return single.isPresent() ? single.get() : of(model);
  }
}
