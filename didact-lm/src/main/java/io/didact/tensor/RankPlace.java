package io.didact.tensor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a process stands among those that train together, as torchrun, Slurm's scripts and
 * Kubernetes jobs say it in the environment.
 *
 * @param rank {@code RANK}, from 0
 * @param size {@code WORLD_SIZE}
 * @param localRank {@code LOCAL_RANK}: which process of its machine, from 0
 * @param host {@code MASTER_ADDR}, where rank 0 is
 * @param port {@code MASTER_PORT}, on which rank 0 listens
 * @param timeout how long a rank waits for another, {@code DIDACT_RANKS_TIMEOUT} seconds
 */
public record RankPlace(
    int rank, int size, int localRank, String host, int port, Duration timeout) {
  public static final String RANK = "RANK";
  public static final String SIZE = "WORLD_SIZE";
  public static final String LOCAL_RANK = "LOCAL_RANK";
  public static final String HOST = "MASTER_ADDR";
  public static final String PORT = "MASTER_PORT";
  public static final String TIMEOUT = "DIDACT_RANKS_TIMEOUT";

  private static final int MOST_RANKS = 4096;
  private static final String DEFAULT_TIMEOUT = "1800";

  public RankPlace {
    if (size < 1 || rank < 0 || rank >= size) {
      throw new IllegalArgumentException(
          "%s=%d is none of %s=%d: it goes from 0 to %s − 1"
              .formatted(RANK, rank, SIZE, size, SIZE));
    }
  }

  /**
   * What the environment says; nothing where it speaks of no other process.
   *
   * @throws IllegalArgumentException naming the variables that are missing or wrong
   */
  public static Optional<RankPlace> of(Map<String, String> environment) {
    if (number(environment, SIZE, "1", 1, MOST_RANKS) == 1) {
      return Optional.empty();
    }
    List<String> missing = new ArrayList<>(List.of(RANK, HOST, PORT));
    missing.removeIf(name -> !environment.getOrDefault(name, "").isBlank());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s=%s says that several processes train together, but %s not set (docs/ranks.md)"
              .formatted(
                  SIZE,
                  environment.get(SIZE),
                  String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")));
    }
    int size = number(environment, SIZE, "1", 1, MOST_RANKS);
    return Optional.of(
        new RankPlace(
            number(environment, RANK, "", 0, size - 1),
            size,
            number(environment, LOCAL_RANK, "0", 0, size - 1),
            environment.getOrDefault(HOST, ""),
            number(environment, PORT, "", 1, 65_535),
            Duration.ofSeconds(number(environment, TIMEOUT, DEFAULT_TIMEOUT, 1, 30 * 24 * 3600))));
  }

  private static int number(
      Map<String, String> environment, String name, String otherwise, int least, int most) {
    String text = environment.getOrDefault(name, "").strip();
    try {
      int value = Integer.parseInt(text.isEmpty() ? otherwise : text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "%s must be a whole number from %d to %d, was '%s'".formatted(name, least, most, text));
  }
}
