package io.didact.recipe.plan;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is known before anything is on this machine: {@code peaks.yaml}.
 *
 * @param machines name → what one GPU of it can do
 * @param efficiency that jobs are taken to reach
 * @param problems data set of the Hub → how many it has
 * @param models name on the Hub → shape
 */
public record PlanTables(
    Map<String, Peaks> machines,
    Efficiency efficiency,
    Map<String, Integer> problems,
    Map<String, KnownShape> models) {
  private static final String FILE = "peaks.yaml";

  /** Those that are shipped. */
  public static PlanTables shipped() {
    try (InputStream in = Objects.requireNonNull(PlanTables.class.getResourceAsStream(FILE))) {
      return ConfigReader.parse(in.readAllBytes(), FILE, Path.of(""), PlanTables.class, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
