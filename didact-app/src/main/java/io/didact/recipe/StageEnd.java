package io.didact.recipe;

import io.didact.run.AtomicFiles;
import java.util.List;
import java.util.Map;

/**
 * What a stage has come to, to be committed together with its result.
 *
 * @param figures by name
 * @param files writes the files of the end into the directory that it is given
 * @param there what the stage has written to its place already: files and folders by name
 */
record StageEnd(
    Map<String, Double> figures, AtomicFiles.DirectoryContent files, List<String> there) {

  /** Figures and files. */
  static StageEnd of(Map<String, Double> figures, AtomicFiles.DirectoryContent files) {
    return new StageEnd(figures, files, List.of());
  }
}
