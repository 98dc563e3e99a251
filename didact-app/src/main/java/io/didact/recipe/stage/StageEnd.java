package io.didact.recipe.stage;

import io.didact.run.AtomicFiles;
import io.didact.run.FileSum;
import java.util.Map;

/**
 * What a stage has come to, to be committed together with its result.
 *
 * @param metrics by name
 * @param files writes the files of the end into the directory that it is given
 * @param there what the stage has written to its place already, by name
 */
public record StageEnd(
    Map<String, Double> metrics, AtomicFiles.DirectoryContent files, Map<String, FileSum> there) {

  /** Metrics and files. */
  static StageEnd of(Map<String, Double> metrics, AtomicFiles.DirectoryContent files) {
    return new StageEnd(metrics, files, Map.of());
  }
}
