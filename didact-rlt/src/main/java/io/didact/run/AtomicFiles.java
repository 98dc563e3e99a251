package io.didact.run;

import io.didact.data.AsideFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes files and directories that are either whole or not there: to a temporary name beside the
 * target, synced to the disk, renamed, and the directory's entry synced. What a killed write left
 * is known by its name ({@link #isLeftover}) and may be deleted.
 */
public final class AtomicFiles {
  /** Part of every temporary name of a directory; {@link AsideFile} names files. */
  private static final String MARK = ".tmp-";

  private static final Pattern LEFTOVER = Pattern.compile("\\.tmp-\\d+-[0-9a-f]+$");

  private AtomicFiles() {}

  /** Writes the files of a directory. */
  public interface DirectoryContent {
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Replaces or creates a file.
   *
   * @throws IOException when it cannot be written; the old file is then untouched
   */
  public static void writeFile(Path target, AsideFile.Content content) throws IOException {
    AsideFile.write(target, content);
  }

  /** {@link #writeFile} for a text in UTF-8. */
  public static void writeText(Path target, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeFile(target, out -> out.write(bytes));
  }

  /**
   * All of a text that {@link #writeText} wrote, or someone changed.
   *
   * @throws IOException naming the file, where it is not there or not UTF-8
   */
  public static String readText(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": not text in UTF-8", e);
    }
  }

  /**
   * Creates a directory with all its files, or none of it.
   *
   * @param target must not exist yet
   */
  public static void writeDirectory(Path target, DirectoryContent content) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path temporary = temporaryFor(absolute);
    try {
      if (Files.exists(absolute)) {
        throw new IOException("there is already a " + absolute);
      }
      Files.createDirectories(temporary);
      content.writeTo(temporary);
      syncAll(temporary);
      rename(temporary, absolute);
    } catch (IOException e) {
      deleteQuietly(temporary, e);
      throw AsideFile.explain(absolute, e);
    } catch (RuntimeException e) {
      deleteQuietly(temporary, e);
      throw e;
    }
  }

  /** Whether this is what a killed write left. */
  public static boolean isLeftover(Path path) {
    return LEFTOVER.matcher(path.getFileName().toString()).find() || AsideFile.isLeftover(path);
  }

  /**
   * Deletes what killed writes left in a directory; call it where no other process writes there.
   */
  public static void deleteLeftovers(Path directory) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(directory)) {
      leftovers = entries.filter(AtomicFiles::isLeftover).toList();
    }
    for (Path leftover : leftovers) {
      delete(leftover);
    }
  }

  /** Deletes a file, or a directory with all that is in it; the entry in its parent goes first. */
  public static void delete(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path doomed = absolute;
    if (Files.isDirectory(absolute) && !isLeftover(absolute)) {
      doomed = temporaryFor(absolute);
      rename(absolute, doomed); // from here on it is a leftover, never half a directory
    }
    if (Files.exists(doomed)) {
      for (Path each : walk(doomed)) {
        Files.delete(each);
      }
    }
  }

  /** Deepest first. */
  private static List<Path> walk(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /** A name beside a target for what is to become it. */
  public static Path temporaryFor(Path target) {
    String unique = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    return target.resolveSibling(target.getFileName() + MARK + unique);
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("this file system cannot rename atomically: " + to, e);
    }
    sync(parentOf(to));
  }

  /** Forces a file's bytes, or a directory's entries, to the disk. */
  static void sync(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    if (directory && System.getProperty("os.name", "").startsWith("Windows")) {
      return; // has no such thing
    }
    StandardOpenOption mode = directory ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /** {@link #sync} for a directory and all that is in it. */
  static void syncAll(Path root) throws IOException {
    for (Path path : walk(root)) {
      sync(path);
    }
  }

  private static Path parentOf(Path absolute) {
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a file that can be written: " + absolute);
    }
    return parent;
  }

  static void deleteQuietly(Path temporary, Exception reason) {
    try {
      delete(temporary);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
