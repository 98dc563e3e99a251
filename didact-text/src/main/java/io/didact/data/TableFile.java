package io.didact.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parquet and CSV files, through DuckDB in memory. A file is hostile: the database sees this one
 * path and nothing else of the disk or the network, loads no extension, has one thread and a bound
 * memory, and a row may be no larger than {@link Jsonl#MAX_LINE_BYTES} (4 MiB in CSV).
 *
 * <p>Each row comes as a JSON object. Numbers, truth values, lists and structures of a Parquet file
 * keep their kind; the cells of a CSV file are texts, an empty one is absent.
 */
final class TableFile {
  private static final String MEMORY = "1GB";

  /** The longest row of a CSV file; DuckDB takes buffers of 16 times this. */
  private static final int MAX_CSV_ROW = 4 << 20;

  /** Columns of numbers may hold NaN, which DuckDB writes as it is. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final Pattern LINE = Pattern.compile("on Line: (\\d+)");

  private TableFile() {}

  static <T> Stream<T> parquet(Path file, Function<JsonlRow, T> reader) throws IOException {
    return read(file, "read_parquet(?)", reader);
  }

  /** A file whose first line names the columns; quotes as in RFC 4180. */
  static <T> Stream<T> csv(Path file, char delimiter, Function<JsonlRow, T> reader)
      throws IOException {
    String options =
        "header=true, all_varchar=true, delim='%s', quote='\"', escape='\"', comment='', skip=0, max_line_size=%d"
            .formatted(delimiter, MAX_CSV_ROW);
    return read(file, "read_csv(?, " + options + ")", reader);
  }

  private static <T> Stream<T> read(Path file, String table, Function<JsonlRow, T> reader)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    String path = file.toAbsolutePath().normalize().toString();
    if (path.matches("(?s).*[*?\\[\\]'].*")) {
      throw new IOException(
          "%s cannot be read: its path has one of the characters * ? [ ] '; rename it"
              .formatted(file));
    }
    Connection connection = null;
    try {
      connection = open(path);
      PreparedStatement query =
          connection.prepareStatement("SELECT to_json(t)::VARCHAR FROM " + table + " t");
      query.setString(1, path);
      RowsOf<T> rows = new RowsOf<>(query.executeQuery(), file.toString(), reader);
      Connection opened = connection;
      return Rows.stream(rows::next).onClose(() -> close(opened));
    } catch (SQLException e) {
      if (connection != null) {
        close(connection);
      }
      throw new IOException(file + " cannot be read: " + reason(e), e);
    }
  }

  private static Connection open(String path) throws IOException, SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    Connection connection = DuckDb.connect(properties);
    try (Statement statement = connection.createStatement()) {
      for (String setting :
          List.of(
              "threads=1",
              "memory_limit='" + MEMORY + "'",
              "autoinstall_known_extensions=false",
              "autoload_known_extensions=false",
              "temp_directory=''",
              "allowed_paths=['" + path + "']",
              "enable_external_access=false",
              "lock_configuration=true")) {
        statement.execute("SET " + setting);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The first line of what DuckDB says; the rest is its query and advice on its own options. */
  private static String reason(SQLException e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().findFirst().orElse(message);
    if (first.contains("sniffing")) {
      return "it is not a table of comma-separated values (quotes that do not close, or lines with more cells than the first)";
    }
    if (message.contains("not utf-8 encoded")) {
      Matcher line = LINE.matcher(first);
      return "it is not text in UTF-8" + (line.find() ? " (line %s)".formatted(line.group(1)) : "");
    }
    return first.replaceFirst("^[A-Z][A-Za-z ]* Error: ", "");
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(reason(e), e));
    }
  }

  private static final class RowsOf<T> {
    private final ResultSet rows;
    private final String source;
    private final Function<JsonlRow, T> reader;
    private long number;

    RowsOf(ResultSet rows, String source, Function<JsonlRow, T> reader) {
      this.rows = rows;
      this.source = source;
      this.reader = reader;
    }

    @Nullable T next() {
      number++;
      String next;
      try {
        next = rows.next() ? rows.getString(1) : null;
      } catch (SQLException e) {
        throw new JsonlException(source, number, "cannot be read: " + reason(e));
      }
      if (next == null) {
        return null;
      }
      byte[] json = next.getBytes(StandardCharsets.UTF_8);
      if (json.length > Jsonl.MAX_LINE_BYTES) {
        throw new JsonlException(
            source, number, "is larger than " + (Jsonl.MAX_LINE_BYTES >> 20) + " MiB");
      }
      return new JsonlRow(source, number, (ObjectNode) JSON.readTree(json)).read(reader);
    }
  }
}
