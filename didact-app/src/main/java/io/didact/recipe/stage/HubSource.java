package io.didact.recipe.stage;

import io.didact.data.BadRows;
import io.didact.data.Columns;
import io.didact.data.DataFiles;
import io.didact.data.RowLayout;
import io.didact.data.Rows;
import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.hub.RepoType;
import io.didact.hub.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of a data set of the Hub, from the local cache.
 *
 * @param dataset {@code ORG/NAME[@REVISION]}
 * @param file paths and patterns within the data set; JSON, Parquet or CSV
 * @param layout where question, solution and so on are in a row; our own names where it is absent
 * @param columns what the files call them, where they differ from the layout
 * @param badRows what becomes of rows that cannot be used
 */
public record HubSource(
    String dataset,
    List<String> file,
    Optional<RowLayout> layout,
    Optional<Columns> columns,
    BadRows badRows,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements RowSource {
  public HubSource {
    file = List.copyOf(file);
    Subset.rules(limit)
        .require(!file.isEmpty(), "file", "must name a file")
        .require(
            HubName.parse(dataset).isPresent(),
            "dataset",
            "ORG/NAME or ORG/NAME@REVISION on the Hub",
            dataset)
        .require(
            file.stream().allMatch(each -> Rows.isReadable(each) || each.endsWith("*")),
            "file",
            "must end in " + Rows.KINDS + ", was " + String.join(", ", file))
        .done();
  }

  static HubSource defaults(String dataset, List<String> file) {
    return new HubSource(
        dataset,
        file,
        Optional.empty(),
        Optional.empty(),
        BadRows.FAIL,
        Map.of(),
        Optional.empty(),
        0);
  }

  @Override
  public DataFiles files(HubCache hub) throws IOException {
    HubName name = HubName.of(dataset);
    Optional<Snapshot> snapshot = hub.snapshot(RepoType.DATASET, name);
    List<Path> files = new ArrayList<>();
    for (String each : file) {
      Optional<Path> pattern =
          snapshot.map(there -> there.directory().resolve(each)).filter(DataFiles::isPattern);
      if (pattern.isPresent()) {
        files.addAll(matching(hub, name, snapshot.get().directory(), each));
      } else {
        files.add(hub.datasetFile(name, each));
      }
    }
    return new DataFiles(files);
  }

  private static List<Path> matching(HubCache hub, HubName name, Path root, String pattern)
      throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      for (Path found : DataFiles.of(List.of(root.resolve(pattern))).files()) {
        files.add(hub.datasetFile(name, root.relativize(found).toString().replace('\\', '/')));
      }
    } catch (IOException e) {
      String advice = hub.advice().of(RepoType.DATASET, name, List.of(pattern));
      throw new IOException(e.getMessage() + "; " + advice, e);
    }
    return files;
  }

  @Override
  public Optional<Fingerprint> fingerprint(SourceContext context) throws IOException {
    String hash = RowSource.hash(files(context.hub()));
    Optional<String> commit =
        context.hub().snapshot(RepoType.DATASET, HubName.of(dataset)).map(Snapshot::commit);
    return Optional.of(
        new Fingerprint(
            hash, commit.map(each -> Map.of("datasets/" + dataset, each)).orElse(Map.of())));
  }
}
