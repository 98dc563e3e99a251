package io.didact.recipe.stage;

import io.didact.data.BadRows;
import io.didact.data.Columns;
import io.didact.data.DataFiles;
import io.didact.data.Dataset;
import io.didact.data.RowLayout;
import io.didact.hub.HubCache;
import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Rows of files that somebody brought. */
public sealed interface RowSource extends Source permits FileSource, HubSource {
  /** Where question, solution and so on are in a row. */
  Optional<RowLayout> layout();

  /** What the files call them, where they differ from the layout. */
  Optional<Columns> columns();

  /** What becomes of rows that cannot be used. */
  BadRows badRows();

  /**
   * The files, in the order in which they are read.
   *
   * @throws IOException where some are not there, saying what to pull
   */
  DataFiles files(HubCache hub) throws IOException;

  /** The layout with the columns. */
  default RowLayout rows() {
    return layout().orElse(RowLayout.plain()).with(columns().orElse(Columns.OWN));
  }

  @Override
  default <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    Subset subset = Subset.of(this);
    RowLayout rows = rows();
    DataFiles files = files(context.hub());
    Dataset<T> wanted =
        files.read(
            row -> subset.wants(row) ? Optional.of(kind.read(row, rows)) : Optional.empty(),
            badRows(),
            subset.toRead());
    if (wanted.items().isEmpty()) {
      throw new IOException(
          (files.files().size() == 1 ? files.files().get(0) : String.join(", ", files.names()))
              + " has no problems"
              + (where().isEmpty() ? "" : ": no row has what `where` wants"));
    }
    return subset.drawn(wanted, kind);
  }

  @Override
  default List<Path> inputs(HubCache hub) throws IOException {
    return files(hub).files();
  }

  /** Of the files' content and names. */
  static String hash(DataFiles all) throws IOException {
    if (all.files().size() == 1) {
      return Sha256.of(all.files().get(0));
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < all.files().size(); i++) {
      lines.append(Sha256.of(all.files().get(i))).append("  ").append(all.names().get(i));
      lines.append('\n');
    }
    return Sha256.of(lines.toString());
  }
}
