package io.didact.hub;

/** The kinds of repositories that are read. */
public enum RepoType {
  MODEL("model", "models", ""),
  DATASET("data set", "datasets", "datasets/");

  private final String noun;
  private final String plural;
  private final String pagePrefix;

  RepoType(String noun, String plural, String pagePrefix) {
    this.noun = noun;
    this.plural = plural;
    this.pagePrefix = pagePrefix;
  }

  /** What messages call it. */
  public String noun() {
    return noun;
  }

  /** The word in the API's addresses and in the names of cache folders. */
  String plural() {
    return plural;
  }

  /** What stands before ORG/NAME in addresses of pages and files. */
  String pagePrefix() {
    return pagePrefix;
  }
}
