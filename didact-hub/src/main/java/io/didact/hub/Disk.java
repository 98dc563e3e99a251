package io.didact.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that have their names only when they are whole. */
final class Disk {
  /** Ends what is not whole. Not the name that other tools use, which might write at once. */
  static final String PARTIAL = ".didact.incomplete";

  private Disk() {}

  /** Writes a small file, synced; an older one stays where that fails. */
  static void write(Path target, String text) throws IOException {
    Path aside = target.resolveSibling(target.getFileName() + PARTIAL);
    try {
      Files.createDirectories(folderOf(target));
      Files.writeString(
          aside,
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.SYNC);
      publish(aside, target);
    } catch (IOException e) {
      Files.deleteIfExists(aside);
      throw unwritten(target, e);
    }
  }

  /** Gives a file its name, in place of an older one. */
  static void publish(Path aside, Path target) throws IOException {
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes what is not whole in a folder, files and folders; call it under the lock. */
  static void deletePartial(Path folder) throws IOException {
    List<Path> partial;
    try (Stream<Path> entries = Files.list(folder)) {
      partial = entries.filter(path -> path.toString().endsWith(PARTIAL)).toList();
    }
    for (Path path : partial) {
      try (Stream<Path> inside = Files.walk(path)) {
        for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Says in plain words why something was not written. */
  static HubException unwritten(Path target, IOException cause) {
    String given = cause instanceof FileSystemException f ? f.getReason() : null;
    String reason = given != null ? given : String.valueOf(cause.getMessage());
    boolean full = reason.contains("No space left") || reason.contains("quota");
    return new HubException(
        full
            ? "the disk is full: "
                + target
                + " was not written, what was there before is untouched."
                + " Free some space and pull again"
            : "cannot write " + target + ": " + reason,
        cause);
  }

  static Path folderOf(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no file in a folder: " + file);
    }
    return parent;
  }
}
