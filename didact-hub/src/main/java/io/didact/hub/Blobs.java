package io.didact.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks contents in the cache by the digests that they are named by. What was checked is
 * remembered with its size and time, so that it is read once, not at each use.
 *
 * @param record lines of {@code digest size time}; where it cannot be written, contents are checked
 *     each time
 */
record Blobs(Path record) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** Those of a repository. */
  static Blobs of(Path cache, String folder) {
    return new Blobs(cache.resolve(".locks").resolve(folder).resolve("didact.checked"));
  }

  /** Git names a file by SHA-1 of a header and its content, the store of large files by SHA-256. */
  static MessageDigest digest(String name, long size) {
    boolean git = name.length() == 40;
    try {
      MessageDigest digest = MessageDigest.getInstance(git ? "SHA-1" : "SHA-256");
      if (git) {
        digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
      }
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
    }
  }

  /** The digest that a file of a snapshot is named by, where it is a link to its content. */
  private static Optional<String> nameOf(Path file) throws IOException {
    String name = file.toRealPath().getFileName().toString();
    return Files.isSymbolicLink(file) && DIGEST.matcher(name).matches()
        ? Optional.of(name)
        : Optional.empty();
  }

  /** Whether a file has the content of a digest. */
  boolean isRight(Path file, String digest) throws IOException {
    String line = line(file, digest);
    Set<String> checked = checked();
    if (checked.contains(line)) {
      return true;
    }
    MessageDigest now = digest(digest, Files.size(file));
    byte[] buffer = new byte[1 << 17];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        now.update(buffer, 0, n);
      }
    }
    boolean right = HexFormat.of().formatHex(now.digest()).equals(digest);
    if (right) {
      remember(checked, digest, line);
    }
    return right;
  }

  /** Takes a content as checked, which it was when it came. */
  void remember(Path file, String digest) throws IOException {
    remember(checked(), digest, line(file, digest));
  }

  private void remember(Set<String> checked, String digest, String line) {
    checked.removeIf(each -> each.startsWith(digest + " "));
    checked.add(line);
    try {
      Disk.write(record, String.join("\n", checked) + "\n");
    } catch (IOException e) {
      return; // a cache that others own: it is checked each time
    }
  }

  private Set<String> checked() throws IOException {
    if (!Files.isRegularFile(record)) {
      return new LinkedHashSet<>();
    }
    return new LinkedHashSet<>(
        new String(Files.readAllBytes(record), StandardCharsets.ISO_8859_1).lines().toList());
  }

  private static String line(Path file, String digest) throws IOException {
    return digest + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
  }

  /** Files of a snapshot whose content is not what its name says. */
  List<String> broken(Path snapshot) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(snapshot)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    List<String> broken = new ArrayList<>();
    for (Path file : files) {
      if (!holds(file)) {
        broken.add(snapshot.relativize(file).toString().replace('\\', '/'));
      }
    }
    return broken;
  }

  /** Whether a file of a snapshot is what its name says; where it is no link, nothing tells. */
  boolean holds(Path file) throws IOException {
    Optional<String> digest = nameOf(file);
    return digest.isEmpty() || isRight(file, digest.get());
  }
}
