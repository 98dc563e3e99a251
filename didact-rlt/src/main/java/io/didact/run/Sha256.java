package io.didact.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of texts, files and directories, in lower-case hexadecimal. */
public final class Sha256 {
  private Sha256() {}

  /** Of a text in UTF-8. */
  public static String of(String text) {
    return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Of a file's bytes; of a directory: of the lines {@code hash␠␠relative/name\n} of its files in
   * the order of their names, so that neither times nor the place of the directory matter.
   */
  public static String of(Path path) throws IOException {
    return Files.isDirectory(path)
        ? directory(path.toRealPath()) // of a link to a directory nothing would be walked
        : file(path);
  }

  private static String directory(Path path) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(path)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    List<String> names =
        files.stream().map(f -> path.relativize(f).toString().replace('\\', '/')).sorted().toList();
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines.append(file(path.resolve(name))).append("  ").append(name).append('\n');
    }
    return of(lines.toString());
  }

  private static String file(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return hex(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
