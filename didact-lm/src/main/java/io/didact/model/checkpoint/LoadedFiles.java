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
   * @return relative names, with slashes
   * @throws IOException as {@link Companions#read}
   */
  public static SortedSet<String> in(Path directory) throws IOException {
    SortedSet<String> names = new TreeSet<>(Companions.read(directory).keySet());
    WeightHeaders headers = WeightHeaders.read(directory, false);
    names.addAll(headers.sizes().keySet());
    if (headers.isIndexed()) {
      names.add(WeightHeaders.INDEX);
    }
    return names;
  }
}
