package io.didact.data;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files, through DuckDB in memory. A file is hostile: the database sees this one path and
 * nothing else of the disk or the network, loads no extension, has one thread and a bound memory,
 * and a row may be no larger than {@link Jsonl#MAX_LINE_BYTES}.
 *
 * <p>Each row comes as a JSON object; numbers, truth values, lists and structures keep their kind.
 * Bytes without a mark that they are text are read as {@link UnmarkedTexts}.
 */
final class ParquetFile<T> {
  private static final String MEMORY = "1GB";

  /** Characters of a path that DuckDB takes for patterns. */
  private static final Pattern WILD = Pattern.compile("[*?\\[]");

  private final ResultSet rows;
  private final String source;
  private final Function<JsonlRow, T> reader;
  private final UnmarkedTexts texts;
  private long number;

  private ParquetFile(
      ResultSet rows, UnmarkedTexts texts, String source, Function<JsonlRow, T> reader) {
    this.rows = rows;
    this.texts = texts;
    this.source = source;
    this.reader = reader;
  }

  static <T> Stream<T> read(Path file, Function<JsonlRow, T> reader) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    String path = file.toAbsolutePath().normalize().toString();
    Connection connection = null;
    try {
      String pattern = WILD.matcher(path).replaceAll("[$0]"); // each stands for itself alone
      connection = open(List.of(path, pattern));
      PreparedStatement query =
          connection.prepareStatement("SELECT to_json(t)::VARCHAR FROM read_parquet(?) t");
      query.setString(1, pattern);
      UnmarkedTexts texts = UnmarkedTexts.of(types(connection, pattern));
      ParquetFile<T> table =
          new ParquetFile<>(query.executeQuery(), texts, file.toString(), reader);
      Connection opened = connection;
      return Rows.stream(table::next, () -> close(opened));
    } catch (SQLException e) {
      if (connection != null) {
        close(connection);
      }
      throw new IOException(file + " cannot be read: " + reason(e), e);
    }
  }

  /** Column → DuckDB's name of its type. */
  private static Map<String, String> types(Connection connection, String pattern)
      throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement("DESCRIBE SELECT * FROM read_parquet(?)")) {
      query.setString(1, pattern);
      ResultSet columns = query.executeQuery();
      while (columns.next()) {
        types.put(columns.getString("column_name"), columns.getString("column_type"));
      }
    }
    return types;
  }

  private static Connection open(List<String> paths) throws IOException, SQLException {
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
              "allowed_paths=["
                  + paths.stream().map(ParquetFile::quoted).collect(joining(","))
                  + "]",
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

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** In words of our own: what DuckDB says is of its query and its options. */
  private static String reason(SQLException e) {
    String told = String.valueOf(e.getMessage());
    if (told.contains("magic bytes") || told.contains("too small to be a Parquet file")) {
      return "it is no Parquet file (it lacks the magic bytes at its end), or is cut off; what"
          + " Git LFS leaves in a file's place begins with `version https://git-lfs`";
    }
    return told.contains("Out of Memory")
        ? "a group of its rows takes more than " + MEMORY + " of memory"
        : "it is damaged, or of a form of Parquet that is not known here";
  }

  private static void close(Connection connection) throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
  }

  private @Nullable T next() {
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
    try {
      return new JsonlRow(source, number, texts.in(JsonReader.object(json))).read(reader);
    } catch (IllegalArgumentException e) {
      throw new JsonlException(source, number, String.valueOf(e.getMessage()));
    }
  }
}
