package io.didact.model.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which files of a directory are the model: those that are loaded, or carried along with it. */
public final class LoadedFiles {
  private LoadedFiles() {}

  /**
   * config.json, weights with their index, tokenizer, generation config and chat templates; what
   * else lies there, or below, is none of the model.
   *
   * <p>Of an adapter its weights, and the small files; its settings and its base are not among
   * them.
   *
   * @return relative names, with slashes
   * @throws IOException as {@link Companions#read}
   */
  public static SortedSet<String> in(Path directory) throws IOException {
    SortedSet<String> names = new TreeSet<>(Companions.read(directory).keySet());
    if (Adapter.isAlone(directory)) {
      names.remove(Companions.CONFIG);
      names.add(Adapter.WEIGHTS);
      return names;
    }
    WeightHeaders headers = WeightHeaders.read(directory, false);
    names.addAll(headers.sizes().keySet());
    if (headers.isIndexed()) {
      names.add(WeightHeaders.INDEX);
    }
    return names;
  }
}
