package io.didact.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Makes Parquet files for tests. */
public final class TestParquet {
  private TestParquet() {}

  /** A file of what a query gives. */
  public static Path write(Path file, String select) throws IOException {
    try (Connection connection = DuckDb.connect(new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    } catch (SQLException e) {
      throw new IOException(e);
    }
    return file;
  }
}
