package io.didact.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code metrics.jsonl}: one line per step, {@code {"step":1,"reward":-0.4,…}}. */
public final class MetricsLog implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * One line.
   *
   * @param step from 1
   * @param values name → value, in the order of the file
   */
  public record Row(long step, Map<String, Double> values) {
    public Row {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  private final FileChannel channel;

  private MetricsLog(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens the file to be continued at its end; {@link Checkpoints#resume} has cut it to where that
   * is.
   */
  public static MetricsLog open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return new MetricsLog(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** Writes a step; it is in the file, though not yet on the disk, when this returns. */
  public void append(Row row) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", row.step());
    line.putAll(row.values());
    ByteBuffer bytes =
        ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Brings what was appended to the disk. */
  public void sync() throws IOException {
    channel.force(true);
  }

  /** Whether a step's gradient is one to learn from: finite, and not 0. */
  public static boolean learned(Map<String, Double> values) {
    double norm = values.getOrDefault("gradientNorm", 0.0);
    return Double.isFinite(norm) && norm > 0;
  }

  /**
   * All whole lines of a file.
   *
   * @throws IOException naming file and line, where one is JSON and not a row
   */
  public static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String line : AtomicFiles.readText(file).split("\n", -1)) {
      number++;
      if (!isTorn(line)) {
        try {
          rows.add(parse(line));
        } catch (JacksonException | NumberFormatException e) {
          throw new IOException(
              "%s:%d: not the metrics of a step: %s".formatted(file, number, brief(line)), e);
        }
      }
    }
    return rows;
  }

  private static String brief(String line) {
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }

  private static boolean isTorn(String line) {
    try {
      return line.isBlank() || !JSON.readTree(line).has("step");
    } catch (JacksonException e) {
      return true;
    }
  }

  private static Row parse(String line) {
    JsonNode node = JSON.readTree(line);
    Map<String, Double> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            property -> {
              if (!property.getKey().equals("step")) {
                values.put(property.getKey(), number(property.getValue()));
              }
            });
    return new Row(node.get("step").longValue(), values);
  }

  /** Jackson writes NaN and infinities as strings. */
  private static double number(JsonNode value) {
    return value.isString() ? Double.parseDouble(value.stringValue()) : value.asDouble();
  }

  @Override
  public void close() throws IOException {
    channel.force(true);
    channel.close();
  }
}
