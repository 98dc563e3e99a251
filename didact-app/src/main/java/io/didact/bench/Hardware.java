package io.didact.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What metrics were taken on.
 *
 * @param processor its name, or where the system does not say that, its architecture
 * @param cores that the JVM may use
 * @param runtime version and maker of the JDK
 */
public record Hardware(String processor, int cores, String runtime) {
  private static final String NAME = "model name";

  /** This one. */
  public static Hardware here() {
    return new Hardware(
        processorsName(),
        Runtime.getRuntime().availableProcessors(),
        "JDK %s (%s)"
            .formatted(System.getProperty("java.version"), System.getProperty("java.vendor")));
  }

  private static String processorsName() {
    try {
      return named(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return architecture(); // not Linux
    }
  }

  /** The first name among the lines of {@code /proc/cpuinfo}; processors of Arm have none there. */
  static String named(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(NAME) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseGet(Hardware::architecture);
  }

  private static String architecture() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }
}
