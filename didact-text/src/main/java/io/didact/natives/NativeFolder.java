package io.didact.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder of a cache with certain libraries, all of them, whole, and nothing else. Its name has a
 * hash of their contents, so that another version has another folder.
 *
 * <p>What is trusted are the sizes and checksums in the jars. Reading all the files at each start
 * would take longer than the start. So a line for each file as it was when it was last read (size
 * and times, the change time above all, which no program can set) is kept beside the folder, and
 * the files are read again where one has changed, and once in a while in any case.
 */
final class NativeFolder {
  /** What begins so is in the making, or being deleted; a killed process leaves it. */
  private static final String ASIDE = ".aside-";

  private static final Duration CHECK_EVERY = Duration.ofDays(30);

  private final CacheRoot root;
  private final Path path;
  private final List<Resource> files;

  NativeFolder(CacheRoot root, String name, List<Resource> files) {
    this.root = root;
    this.path = root.path().resolve(name + "-" + hash(files));
    this.files = files;
  }

  private static String hash(List<Resource> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(
        file -> text.append("%s %d %08x\n".formatted(file.name(), file.size(), file.crc())));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  Path path() {
    return path;
  }

  long megabytes() {
    return files.stream().mapToLong(Resource::size).sum() >> 20;
  }

  /** Whether all is there and as it should be; false where that cannot be found out. */
  boolean isWhole() {
    try {
      String look = look(path);
      if (look.equals(lookAtLastCheck())) {
        return true;
      }
      if (!names(path).equals(files.stream().map(Resource::name).sorted().toList())) {
        return false;
      }
      for (Resource file : files) {
        if (!file.isCopiedTo(path.resolve(file.name()))) {
          return false;
        }
      }
      remember(look);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What can be seen of a folder's files without reading them. */
  static String look(Path path) throws IOException {
    boolean unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    String attributes =
        unix ? "unix:size,lastModifiedTime,ctime,ino" : "size,lastModifiedTime,creationTime";
    StringBuilder look = new StringBuilder();
    for (String name : names(path)) {
      look.append(name)
          .append(
              new TreeMap<>(
                  Files.readAttributes(path.resolve(name), attributes, LinkOption.NOFOLLOW_LINKS)))
          .append('\n');
    }
    return look.toString();
  }

  private String lookAtLastCheck() throws IOException {
    if (!Files.isRegularFile(memory())) {
      return "";
    }
    Instant now = Instant.now();
    Duration age = Duration.between(Files.getLastModifiedTime(memory()).toInstant(), now).abs();
    return age.compareTo(CHECK_EVERY) > 0
        ? ""
        : new String(Files.readAllBytes(memory()), StandardCharsets.UTF_8);
  }

  /** Where the cache cannot be written, the next start reads the files again. */
  private void remember(String look) {
    Path aside = aside();
    try {
      Files.writeString(aside, look);
      Files.move(aside, memory(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      aside.toFile().delete();
    }
  }

  private Path memory() {
    return root.path().resolve(path.getFileName() + ".checked");
  }

  /**
   * Sees to it that the folder is whole; one process at a time does this.
   *
   * @throws IOException the reason only: whoever calls says what to do
   */
  void make(Consumer<String> say) throws IOException {
    try (CacheLock lock = CacheLock.acquire(root, say)) {
      if (isWhole()) {
        return; // by the process that had the lock before
      }
      if (lock.isHeld()) {
        for (String name : names(root.path())) {
          if (name.startsWith(ASIDE)) {
            delete(root.path().resolve(name));
          }
        }
      }
      unpack();
      if (!isWhole()) {
        throw new IOException("what was written reads otherwise; the disk may be damaged");
      }
    }
  }

  private void unpack() throws IOException {
    Path aside = aside();
    try {
      Files.createDirectory(aside);
      for (Resource file : files) {
        file.unpack(aside.resolve(file.name()));
      }
      sync(aside);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        // whoever has loaded from it keeps what it has loaded
        Path damaged = aside();
        Files.move(path, damaged, StandardCopyOption.ATOMIC_MOVE);
        delete(damaged);
      }
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      sync(root.path());
    } catch (FileSystemException e) {
      if (!isWhole()) { // without a lock, another process may have been first
        throw e;
      }
    } finally {
      delete(aside);
    }
  }

  private Path aside() {
    return root.path().resolve(ASIDE + ProcessHandle.current().pid() + "-" + System.nanoTime());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Makes names durable; Windows cannot open folders. */
  private static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
