package io.didact.hub;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives a blob a second name. */
interface Linker {
  /**
   * @param link the new name; nothing has it yet
   * @param blob relative to the link's folder
   */
  void link(Path link, Path blob) throws IOException;

  /** By a symbolic link. */
  Linker SYMBOLIC = Files::createSymbolicLink;

  /**
   * By a symbolic link; where there are none, by a hard link; where there are none either, by a
   * copy.
   */
  default void linkOrCopy(Path link, Path blob) throws IOException {
    try {
      link(link, blob);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Path content = link.resolveSibling(blob).normalize();
      try {
        Files.createLink(link, content);
      } catch (UnsupportedOperationException | FileSystemException none) {
        Files.copy(content, link);
      }
    }
  }
}
