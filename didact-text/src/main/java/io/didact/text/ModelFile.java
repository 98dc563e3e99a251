package io.didact.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the small files of a model directory, which may come from anyone. They are copied into what
 * is trained from it; so a file that is a link to somewhere else would carry a private one along.
 *
 * <p>The directory itself may be a link, and in the Hub's cache ({@code snapshots/COMMIT}) files
 * are links to the blobs beside it.
 */
public final class ModelFile {
  /** The largest vocabularies in use (262k tokens) take about 35 MB. */
  private static final int MOST_BYTES = 64 << 20;

  private ModelFile() {}

  /**
   * All of a file; empty where there is none.
   *
   * @param name within the directory, such as {@code additional_chat_templates/rag.jinja}
   * @throws IOException where it leads out of the directory, is no file, or is larger than any such
   *     file is
   */
  public static Optional<byte[]> read(Path directory, String name) throws IOException {
    Optional<Path> file = find(directory, name);
    return file.isEmpty() ? Optional.empty() : Optional.of(read(file.get()));
  }

  /**
   * Where a file is; empty where there is none.
   *
   * @throws IOException as {@link #read(Path, String)}
   */
  public static Optional<Path> find(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.exists(file)) {
      throw new IOException(file + ": a link to what is not there; fetch the file again");
    }
    Path real = file.toRealPath();
    Path home = directory.toRealPath();
    if (!real.startsWith(home) && !isBlob(real, home)) {
      throw new IOException(
          file
              + ": a link out of the model directory, which could carry private files into saved"
              + " models; put a copy of the file in its place");
    }
    if (!Files.isRegularFile(real)) {
      throw new IOException(file + ": not a regular file; put the model's own in its place");
    }
    return Optional.of(file);
  }

  private static boolean isBlob(Path real, Path home) throws IOException {
    Path snapshots = home.getParent();
    if (snapshots == null || !snapshots.endsWith("snapshots")) {
      return false;
    }
    Path blobs = snapshots.resolveSibling("blobs");
    return Files.isDirectory(blobs, LinkOption.NOFOLLOW_LINKS) && real.startsWith(blobs);
  }

  /**
   * All of a file that a user has named.
   *
   * @throws IOException where it is no file, or larger than any such file is
   */
  public static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": there is no such file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(file + ": larger than " + (MOST_BYTES >> 20) + " MiB");
      }
      return bytes;
    }
  }
}
