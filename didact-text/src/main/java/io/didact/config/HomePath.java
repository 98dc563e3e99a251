package io.didact.config;

/** {@code ~} at the beginning of a path that no shell has seen, as in YAML: the user's home. */
public final class HomePath {
  private HomePath() {}

  /**
   * The path with the home directory in place of a {@code ~} that stands alone or before a slash.
   *
   * @throws IllegalArgumentException where it begins with {@code ~NAME}, another user's home
   */
  public static String expand(String path) {
    if (!path.startsWith("~")) {
      return path;
    }
    String below = path.substring(1);
    if (!below.isEmpty() && !below.startsWith("/") && !below.startsWith("\\")) {
      throw new IllegalArgumentException(
          "begins with %s, which would be another user's home: give the whole path, or ./%s for what is called so here"
              .formatted(path.replaceFirst("[/\\\\].*", ""), path));
    }
    String home = System.getProperty("user.home", "");
    if (home.isEmpty() || home.equals("?")) {
      throw new IllegalArgumentException("begins with ~, but this user has no home directory");
    }
    return home + below;
  }
}
