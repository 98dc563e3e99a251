package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Trace;
import io.didact.hub.HubCache;
import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where problems come from. */
public sealed interface Source
    permits RowSource,
        StageSource,
        MixSource,
        DeduplicatedSource,
        DecontaminatedSource,
        MadeSource,
        DocumentsSource,
        TextSource {
  /** As many as are made up in memory. */
  int MOST = 10_000_000;

  /**
   * What data are, wherever they lie.
   *
   * @param sha256 of the file; of several files, that of the lines {@code hash name}
   * @param versions what else names them, by what it is a version of
   */
  record Fingerprint(String sha256, Map<String, String> versions) {}

  /** Column → text that must be in it for a row to count. */
  default Map<String, String> where() {
    return Map.of();
  }

  /** What is drawn of these. */
  default Optional<Sample> sample() {
    return Optional.empty();
  }

  /** How many of these to take from their beginning; 0 for all. */
  default int limit() {
    return 0;
  }

  /**
   * Its rows; none where it has documents.
   *
   * @throws IOException where they cannot be read, saying what to do
   */
  <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException;

  /**
   * Its traces, of problems that come with one.
   *
   * @throws IOException also where a problem has none
   */
  default Dataset<Trace> traces(StageContext context) throws IOException {
    try {
      Dataset<Trace> traces = read(context.data(), RowKind.TRACE);
      context.tellOfData(this, traces);
      return traces;
    } catch (IllegalArgumentException e) {
      throw new IOException("stage %s: %s".formatted(context.name(), e.getMessage()), e);
    }
  }

  /**
   * What its data are, for the provenance; nothing where the settings make them.
   *
   * @throws IOException where the data are not there, or are not what was written
   */
  default Optional<Fingerprint> fingerprint(SourceContext context) throws IOException {
    StringBuilder lines = new StringBuilder();
    Map<String, String> versions = new TreeMap<>();
    for (Source part : read()) {
      Optional<Fingerprint> of = part.fingerprint(context);
      lines.append(of.map(Fingerprint::sha256).orElse("")).append('\n');
      of.ifPresent(each -> versions.putAll(each.versions()));
    }
    return lines.toString().isBlank()
        ? Optional.empty()
        : Optional.of(new Fingerprint(Sha256.of(lines.toString()), versions));
  }

  /** The sources that its rows come from. */
  default List<Source> parts() {
    return List.of();
  }

  /** Those that its rows are held against. */
  default List<Source> besides() {
    return List.of();
  }

  private List<Source> read() {
    return Stream.concat(parts().stream(), besides().stream()).toList();
  }

  /** It, all sources that it reads, and theirs. */
  default Stream<Source> all() {
    return Stream.concat(Stream.of(this), read().stream().flatMap(Source::all));
  }

  /**
   * How many rows it has, as far as that can be said without a look at them.
   *
   * @param ofParts how many those have that its rows come from
   */
  default double about(List<Double> ofParts) {
    return Subset.of(this).about(ofParts.stream().mapToDouble(rows -> rows).sum());
  }

  /**
   * Whether a source is of problems.
   *
   * @param source null where a stage's other settings are checked without it
   */
  static boolean isOfProblems(@Nullable Source source) {
    return source == null || !source.hasDocuments();
  }

  /** Whether it has documents to learn as they stand, and no problems. */
  default boolean hasDocuments() {
    return false;
  }

  /** Whether stages of the run make what it reads. */
  default boolean isMadeByRun() {
    return all().anyMatch(StageSource.class::isInstance);
  }

  /**
   * The files that it reads, but for those of stages.
   *
   * @throws IOException where some are not there, saying what to pull
   */
  default List<Path> inputs(HubCache hub) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Source part : read()) {
      files.addAll(part.inputs(hub));
    }
    return files;
  }

  /** Why there are no traces to learn from; nothing where there may be. */
  default Optional<String> whyUnexplained() {
    return parts().stream().flatMap(part -> part.whyUnexplained().stream()).findFirst();
  }
}
