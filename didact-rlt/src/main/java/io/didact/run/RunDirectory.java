package io.didact.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one process at a time writes, with a {@link Manifest} of what is in it.
 *
 * <p>Files that go together change in one moment ({@link #commit}): they are written into {@value
 * #NEXT}, the manifest that names them is put in place of the old one, and they are moved to their
 * names. That the manifest names them decides: a process that is killed before it leaves the old
 * files, and after it the next one moves what is still to be moved.
 */
public final class RunDirectory implements AutoCloseable {
  private static final String NEXT = ".next";

  private final Path directory;
  private final @Nullable RunLock lock;
  private Manifest manifest = Manifest.empty();

  private RunDirectory(Path directory, @Nullable RunLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Takes the directory's lock, makes the directory where it is not there, and ends a change that
   * was cut off.
   *
   * @throws IOException where another process has it, or the manifest is damaged
   */
  public static RunDirectory open(Path directory) throws IOException {
    RunDirectory opened = new RunDirectory(directory, RunLock.acquire(directory));
    boolean settled = false;
    try {
      AtomicFiles.deleteLeftovers(directory);
      opened.settle();
      settled = true;
      return opened;
    } finally {
      if (!settled) {
        opened.close();
      }
    }
  }

  /**
   * The directory as ranks beside the first see it: what is committed there is read, and nothing is
   * written, whatever they commit. It may come to be only later.
   */
  public static RunDirectory follow(Path directory) {
    return new RunDirectory(directory, null);
  }

  /**
   * The manifest of a directory that is only read; a change that was interrupted is ended first.
   *
   * @throws IOException where the manifest is damaged
   */
  public static Optional<Manifest> look(Path directory) throws IOException {
    if (Files.exists(directory.resolve(NEXT))) {
      open(directory).close();
    }
    return Manifest.read(directory);
  }

  public Path path() {
    return directory;
  }

  /** Whether a file is a part of what was committed. */
  public boolean has(String name) throws IOException {
    if (lock == null) {
      manifest = Manifest.read(directory).orElseGet(Manifest::empty);
    }
    return manifest.files().containsKey(name);
  }

  /** What of the committed files is not as it should be, in words, by name. */
  public SortedMap<String, String> broken() throws IOException {
    return manifest.broken(directory, false);
  }

  /** Changes files in one moment: {@code content} writes them, under their names. */
  public void commit(AtomicFiles.DirectoryContent content) throws IOException {
    commit(content, Map.of());
  }

  /**
   * Changes files in one moment.
   *
   * @param content writes them, under their names, into the directory it is given
   * @param there what is in its place already and belongs to it from now on, by name
   */
  public void commit(AtomicFiles.DirectoryContent content, Map<String, FileSum> there)
      throws IOException {
    if (lock == null) {
      return;
    }
    settle(); // where an earlier commit of this process failed on its way
    Path next = directory.resolve(NEXT);
    Files.createDirectories(next);
    Manifest changed;
    try {
      content.writeTo(next);
      AtomicFiles.syncAll(next);
      changed = manifest.with(there).with(next, Manifest.filesIn(next), true);
    } catch (IOException | RuntimeException e) {
      AtomicFiles.deleteQuietly(next, e);
      throw e;
    }
    changed.write(directory);
    settle();
  }

  /** Takes files out of the manifest: they are to be made again. */
  public void forget(Predicate<String> names) throws IOException {
    if (lock == null) {
      return;
    }
    manifest.without(names).write(directory);
    settle();
  }

  /** Reads the manifest, gives their names to the files that it names, and drops the others. */
  private void settle() throws IOException {
    manifest = Manifest.read(directory).orElseGet(Manifest::empty);
    Path next = directory.resolve(NEXT);
    if (!Files.exists(next)) {
      return;
    }
    List<Path> folders = new ArrayList<>();
    for (String name : Manifest.filesIn(next)) {
      FileSum sum = manifest.files().get(name);
      if (sum != null && sum.difference(next.resolve(name), false, false).isEmpty()) {
        Path target = directory.resolve(name);
        Files.createDirectories(target.getParent());
        Files.move(
            next.resolve(name),
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        folders.add(target.getParent());
      }
    }
    for (Path folder : folders.stream().distinct().toList()) {
      AtomicFiles.sync(folder);
    }
    AtomicFiles.delete(next);
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
