package io.didact.recipe.stage;

import io.didact.config.Input;
import io.didact.data.BadRows;
import io.didact.data.Columns;
import io.didact.data.DataFiles;
import io.didact.data.RowLayout;
import io.didact.hub.HubCache;
import io.didact.run.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of problems (JSON, Parquet, CSV).
 *
 * @param path files, folders and patterns
 * @param layout where question, solution and so on are in a row; our own names where it is absent
 * @param columns what the files call them, where they differ from the layout
 * @param badRows what becomes of rows that cannot be used
 */
public record FileSource(
    List<@Input Path> path,
    Optional<RowLayout> layout,
    Optional<Columns> columns,
    BadRows badRows,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements RowSource {
  public FileSource {
    path = List.copyOf(path);
    Subset.rules(limit).require(!path.isEmpty(), "path", "must name a file").done();
  }

  static FileSource defaults(List<Path> path) {
    return new FileSource(
        path, Optional.empty(), Optional.empty(), BadRows.FAIL, Map.of(), Optional.empty(), 0);
  }

  @Override
  public DataFiles files(HubCache hub) throws IOException {
    return DataFiles.of(path);
  }

  @Override
  public Optional<Fingerprint> fingerprint(SourceContext context) throws IOException {
    DataFiles all = files(context.hub());
    for (Path file : all.files()) {
      Manifest.requireWhole(file);
    }
    return Optional.of(new Fingerprint(RowSource.hash(all), Map.of()));
  }
}
