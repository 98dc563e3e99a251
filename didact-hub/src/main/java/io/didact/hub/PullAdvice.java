package io.didact.hub;

import java.util.List;

/** Says what to do for files that are not in the cache, in the words of the program that asks. */
public interface PullAdvice {
  /** For programs that have no words of their own. */
  PullAdvice PLAIN =
      (type, name, files) ->
          "pull "
              + (files.isEmpty() ? "" : String.join(", ", files) + " of ")
              + "the %s %s".formatted(type.noun(), name);

  /**
   * Such as {@code run `fetch ORG/NAME`}; it stands at the end of a sentence.
   *
   * @param files that are wanted; none for the whole repository
   */
  String of(RepoType type, HubName name, List<String> files);
}
