package io.didact.natives;

import java.io.IOException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cache of native libraries. It is in {@code natives} of the directory that the system property
 * {@code didact.cache} or the variable {@code DIDACT_CACHE} names; else in {@code didact} of the
 * user's caches, or where those cannot be written, of the temporary directory.
 */
public final class NativeLibraries {
  /** What to do where a place will not do. */
  static final String CHOOSE = "set DIDACT_CACHE to another directory for native libraries";

  private final List<CacheRoot> roots;
  private final Consumer<String> say;

  NativeLibraries(List<CacheRoot> roots, Consumer<String> say) {
    this.roots = List.copyOf(roots);
    this.say = say;
  }

  /**
   * Unpacks resources, unless they are already, and whole. Safe against other processes that do
   * this, and against being killed at any moment.
   *
   * @param name says what they are, such as {@code libtorch}
   * @return the directory that has each of them as a file of its own name, and nothing else
   * @throws IOException saying what to do, where that cannot be
   */
  public static synchronized Path unpack(String name, List<URL> resources) throws IOException {
    return new NativeLibraries(
            CacheRoot.all(System::getProperty, System::getenv),
            line -> System.err.println("didact: " + line))
        .folder(name, resources);
  }

  Path folder(String name, List<URL> resources) throws IOException {
    List<Resource> files = new ArrayList<>();
    for (URL url : resources) {
      files.add(Resource.of(url));
    }
    IOException unusable = null;
    for (CacheRoot root : roots) {
      NativeFolder folder = new NativeFolder(root, name, files);
      if (!root.amongOthers() && folder.isWhole()) {
        return folder.path(); // also where the cache cannot be written
      }
      try {
        root.prepare();
      } catch (IOException e) {
        unusable = unusable == null ? unusable(root, e) : unusable;
        continue;
      }
      if (root.amongOthers() && folder.isWhole()) {
        return folder.path();
      }
      if (unusable != null) {
        say.accept(unusable.getMessage() + "; for now they go to " + root.path());
      }
      unpack(folder, root);
      return folder.path();
    }
    throw unusable == null ? new IOException("no place is known: " + CHOOSE) : unusable;
  }

  private void unpack(NativeFolder folder, CacheRoot root) throws IOException {
    try {
      folder.make(say);
    } catch (DamagedJarException e) {
      throw e;
    } catch (IOException e) {
      String reason = reason(e);
      throw new IOException(
          "native libraries (%d MB) cannot be unpacked into %s: %s. %s"
              .formatted(
                  folder.megabytes(),
                  root.path(),
                  reason,
                  reason.matches(".*(No space|quota|too large|not enough space).*")
                      ? "Free some space there, or " + CHOOSE
                      : "Mend that, or " + CHOOSE),
          e);
    }
  }

  private static IOException unusable(CacheRoot root, IOException e) {
    return new IOException(
        "%s cannot be written (%s): %s".formatted(root.path(), reason(e), CHOOSE), e);
  }

  /** Java's file exceptions have the system's reason apart, or none. */
  private static String reason(IOException e) {
    @Nullable String reason = e instanceof FileSystemException file ? file.getReason() : null;
    if (reason != null) {
      return reason;
    }
    return e instanceof AccessDeniedException ? "no permission" : String.valueOf(e.getMessage());
  }
}
