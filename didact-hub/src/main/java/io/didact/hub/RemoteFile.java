package io.didact.hub;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of a repository, as the server lists it.
 *
 * @param path within the repository, with slashes
 * @param size in bytes
 * @param digest of the content: sha256 (64 digits) of a large file, git's hash (40) of a small one
 */
public record RemoteFile(String path, long size, String digest) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int MAX_PATH = 1024;
  private static final int MAX_NAME_BYTES = 255;

  /** Where git would run what it finds: as it is, and as Windows and macOS take it to be. */
  private static final Pattern GIT = Pattern.compile("(?i)(\\.git|git~\\d+)[. ]*");

  /** Names that a path may not have a part of. */
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  /**
   * @throws IllegalArgumentException where the server says what no honest one would
   */
  public RemoteFile {
    if (!isSafe(path)) {
      throw new IllegalArgumentException("a file with an unsafe name: " + printable(path));
    }
    if (size < 0) {
      throw new IllegalArgumentException("a size of " + size + " bytes for " + path);
    }
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "no digest for " + path + ", but " + (digest.isEmpty() ? "nothing" : printable(digest)));
    }
  }

  /** Whether a path stays inside the folder that it is put into, on every system. */
  static boolean isSafe(String path) {
    if (path.length() > MAX_PATH || path.codePoints().anyMatch(RemoteFile::isForbidden)) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (NO_NAMES.contains(name)
          || GIT.matcher(name).matches()
          || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
        return false;
      }
    }
    return true;
  }

  /** Control characters, half characters, and what Windows takes for a drive or a folder. */
  private static boolean isForbidden(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.SURROGATE
        || c == '\\'
        || c == ':';
  }

  /** A text of the server's for a message: short, and nothing that a terminal would obey. */
  static String printable(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(120)
        .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return text.length() > 120 ? clean + "…" : clean.toString();
  }
}
