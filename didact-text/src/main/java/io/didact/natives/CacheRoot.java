package io.didact.natives;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A directory that may be the cache.
 *
 * @param amongOthers whether all users write where it is: then nothing in it is believed before it
 *     is known to be ours, and closed to them
 */
record CacheRoot(Path path, boolean amongOthers) {
  private static final String NATIVES = "natives";

  /** Where to look, in this order; one place only where it was chosen. */
  static List<CacheRoot> all(UnaryOperator<String> properties, UnaryOperator<String> variables) {
    String chosen = properties.apply("didact.cache");
    chosen = chosen == null ? variables.apply("DIDACT_CACHE") : chosen;
    if (chosen != null && !chosen.isBlank()) {
      return List.of(new CacheRoot(Path.of(chosen).toAbsolutePath().resolve(NATIVES), false));
    }
    List<CacheRoot> roots = new ArrayList<>();
    Path caches = caches(properties, variables);
    if (caches != null) {
      roots.add(new CacheRoot(caches.resolve("didact").resolve(NATIVES), false));
    }
    Path temporary = absolute(properties.apply("java.io.tmpdir"));
    if (temporary != null) {
      String user = String.valueOf(properties.apply("user.name")).replaceAll("[^\\w.-]", "_");
      roots.add(new CacheRoot(temporary.resolve("didact-natives-" + user), true));
    }
    return roots;
  }

  /** The user's, by the customs of the system. */
  private static @Nullable Path caches(
      UnaryOperator<String> properties, UnaryOperator<String> variables) {
    String system = String.valueOf(properties.apply("os.name"));
    Path home = absolute(properties.apply("user.home"));
    if (system.startsWith("Windows")) {
      return absolute(variables.apply("LOCALAPPDATA"));
    }
    Path chosen = absolute(variables.apply("XDG_CACHE_HOME"));
    if (chosen != null || home == null) {
      return chosen;
    }
    return home.resolve(system.startsWith("Mac") ? "Library/Caches" : ".cache");
  }

  private static @Nullable Path absolute(@Nullable String path) {
    return path != null && Path.of(path).isAbsolute() ? Path.of(path) : null;
  }

  /** Makes it, and sees whether it can be written. */
  void prepare() throws IOException {
    if (amongOthers) {
      requireOwn(path);
    }
    if (!Files.isDirectory(path)) { // it may be a link to one
      Files.createDirectories(path);
    }
    Files.newByteChannel(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
  }

  Path lock() {
    return path.resolve(".lock");
  }

  private static void requireOwn(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows has a temporary directory for each user
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    PosixFileAttributes attributes =
        Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Path own = Files.createTempFile(directory, "owner", "");
    boolean ours = Files.getOwner(own).equals(attributes.owner());
    Files.delete(own);
    if (!ours || !PosixFilePermissions.toString(attributes.permissions()).endsWith("------")) {
      throw new FileSystemException(directory.toString(), null, "it is open to other users");
    }
  }
}
