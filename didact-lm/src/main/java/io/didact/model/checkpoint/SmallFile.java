package io.didact.model.checkpoint;

import io.didact.text.ModelFile;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the files beside the weights, which are foreign too. */
public final class SmallFile {
  private SmallFile() {}

  /**
   * All of a file.
   *
   * @throws IOException where it is larger than any such file is
   */
  public static byte[] read(Path file) throws IOException {
    return ModelFile.read(file);
  }
}
