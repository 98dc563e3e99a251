package io.didact.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user calls a model or data set of the Hub: {@code ORG/NAME} or {@code ORG/NAME@REVISION}.
 *
 * @param repository {@code ORG/NAME}
 * @param revision a branch, a tag or a commit
 */
public record HubName(String repository, String revision) {
  /** The branch that is meant where none is named. */
  public static final String MAIN = "main";

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?");
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+/-]{0,254}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final int MAX_PART = 96;

  /**
   * @throws IllegalArgumentException where it cannot be a name
   */
  public HubName {
    int slash = repository.indexOf('/');
    if (slash < 0 || !isPart(repository.substring(0, slash)) || !isName(repository, slash)) {
      throw new IllegalArgumentException(
          "a name on the Hub is ORG/NAME of letters, digits, `.`, `_` and `-`, was " + repository);
    }
    if (!REVISION.matcher(revision).matches() || !isSafePath(revision)) {
      throw new IllegalArgumentException("not a revision (a branch, tag or commit): " + revision);
    }
  }

  /**
   * Reads {@code ORG/NAME[@REVISION]}.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static HubName of(String word) {
    int at = word.indexOf('@');
    return at < 0
        ? new HubName(word, MAIN)
        : new HubName(word.substring(0, at), word.substring(at + 1));
  }

  /** The same, or nothing where a word cannot be such a name. */
  public static Optional<HubName> parse(String word) {
    try {
      return Optional.of(of(word));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a text is a whole commit hash. */
  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  /** Name of its folder in a cache. */
  String folder(RepoType type) {
    return type.plural() + "--" + repository.replace("/", "--");
  }

  private static boolean isName(String repository, int slash) {
    String name = repository.substring(slash + 1);
    return isPart(name) && !name.endsWith(".git");
  }

  private static boolean isPart(String part) {
    return part.length() <= MAX_PART
        && PART.matcher(part).matches()
        && !part.contains("--")
        && !part.contains("..");
  }

  private static boolean isSafePath(String revision) {
    return !revision.contains("..")
        && !revision.contains("//")
        && !revision.contains("/.")
        && !revision.endsWith("/");
  }

  @Override
  public String toString() {
    return revision.equals(MAIN) ? repository : repository + "@" + revision;
  }
}
