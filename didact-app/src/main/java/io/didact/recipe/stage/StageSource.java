package io.didact.recipe.stage;

import io.didact.data.BadRows;
import io.didact.data.DataFiles;
import io.didact.data.Dataset;
import io.didact.data.RowLayout;
import io.didact.run.Manifest;
import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kept traces of an earlier stage.
 *
 * @param stage its name
 */
public record StageSource(
    String stage, Map<String, String> where, Optional<Sample> sample, int limit) implements Source {
  public StageSource {
    Subset.rules(limit).done();
  }

  static StageSource defaults(String stage) {
    return new StageSource(stage, Map.of(), Optional.empty(), 0);
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    Subset subset = Subset.of(this);
    Dataset<T> wanted =
        new DataFiles(List.of(context.traces(stage)))
            .read(
                row ->
                    subset.wants(row)
                        ? Optional.of(kind.read(row, RowLayout.plain()))
                        : Optional.empty(),
                BadRows.FAIL,
                subset.toRead());
    return subset.drawn(wanted, kind);
  }

  @Override
  public Optional<Fingerprint> fingerprint(SourceContext context) throws IOException {
    Path traces = context.traces(stage);
    Manifest.requireWhole(traces);
    return Optional.of(new Fingerprint(Sha256.of(traces), Map.of()));
  }
}
