package io.didact.cli;

import io.didact.hub.HubCache;
import io.didact.tensor.RankPlace;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command talks to; all text is UTF-8, whatever the locale, and nothing that others wrote is
 * obeyed by a terminal ({@link SafeStream}).
 *
 * @param in standard input
 * @param out results only: JSON lines
 * @param err messages and progress
 * @param terminal whether a person looks at {@code err}, so that a line may be redrawn
 * @param environment variables of the environment
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Map<String, String> environment) {
  public Console {
    out = SafeStream.of(out);
    err = SafeStream.of(err);
  }

  /** The process's own streams. */
  public static Console ofProcess() {
    OutputStream results =
        isFirst(System.getenv())
            ? new FileOutputStream(FileDescriptor.out)
            : OutputStream.nullOutputStream();
    PrintStream out = new PrintStream(results, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    // The launcher knows whether stderr is a terminal; Java only knows it of stdin and stdout.
    boolean terminal = Boolean.getBoolean("didact.terminal");
    return new Console(new FileInputStream(FileDescriptor.in), out, err, terminal, System.getenv());
  }

  /** Where models and data sets of the Hub are. */
  HubCache hubCache() {
    return new HubCache(HubCache.of(environment, home()).directory(), PullCommand::advice);
  }

  /** Whether this is the first of the processes that train together; it alone speaks for all. */
  boolean isFirst() {
    return isFirst(environment);
  }

  private static boolean isFirst(Map<String, String> environment) {
    return environment.getOrDefault(RankPlace.SIZE, "1").equals("1")
        || environment.getOrDefault(RankPlace.RANK, "0").equals("0");
  }

  /** A line to tell, beside the results. */
  void remark(String line) {
    if (isFirst()) {
      err.println("didact: " + line);
    }
  }

  /** The user's home. */
  static Path home() {
    return Path.of(System.getProperty("user.home", ""));
  }
}
