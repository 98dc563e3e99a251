package io.didact.config;

import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with a configuration, in the order of the file. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * One thing that is wrong.
   *
   * @param line line in the file, from 1; 0 for what was given on the command line
   * @param path dotted path of the key, empty for the whole document
   * @param message what is wrong and, where known, what to do
   */
  public record Diagnostic(int line, String path, String message) {
    String format(String source) {
      String where = line == 0 ? "command line" : source + ":" + line;
      return where + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
  }

  private final transient List<Diagnostic> problems;

  /**
   * @param source name of the file, for messages
   * @param problems at least one
   */
  public ConfigException(String source, List<Diagnostic> problems) {
    super(text(source, problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, by line. */
  public List<Diagnostic> problems() {
    return problems;
  }

  private static String text(String source, List<Diagnostic> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a ConfigException needs a problem");
    }
    String head = problems.size() == 1 ? "" : problems.size() + " problems in " + source + "\n";
    return problems.stream().map(p -> p.format(source)).collect(Collectors.joining("\n", head, ""));
  }
}
