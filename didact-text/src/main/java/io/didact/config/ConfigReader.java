package io.didact.config;

import io.didact.config.ConfigException.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads configuration files into records. */
public final class ConfigReader {
  /** Whoever writes settings by hand stays far below; a parser takes long over more. */
  private static final int MOST_BYTES = 256 << 10;

  private ConfigReader() {}

  /**
   * Reads a file.
   *
   * @param file YAML in UTF-8
   * @param type the record to fill in
   * @param overrides {@code key=value}, dotted keys; the later one wins
   * @throws ConfigException naming all that is wrong at once
   */
  public static <R extends Record> R read(Path file, Class<R> type, List<String> overrides)
      throws ConfigException {
    return read(file, type, overrides, Reading.PLAIN);
  }

  /**
   * Reads a file in a way of its own.
   *
   * @throws ConfigException naming all that is wrong at once
   */
  public static <R extends Record> R read(
      Path file, Class<R> type, List<String> overrides, Reading how) throws ConfigException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file");
    } catch (IOException e) {
      throw unreadable(
          file, Files.isDirectory(file) ? "is a directory" : String.valueOf(e.getMessage()));
    }
    Path parent = file.getParent();
    Path directory = parent == null ? Path.of("") : parent;
    return parse(bytes, file.toString(), directory, type, overrides, how);
  }

  /**
   * Reads a document from memory.
   *
   * @param yaml the document in UTF-8
   * @param source its name for messages
   * @param directory where relative {@link Input} paths start
   */
  public static <R extends Record> R parse(
      byte[] yaml, String source, Path directory, Class<R> type, List<String> overrides)
      throws ConfigException {
    return parse(yaml, source, directory, type, overrides, Reading.PLAIN);
  }

  /**
   * Reads a document from memory in a way of its own.
   *
   * @throws ConfigException naming all that is wrong at once
   */
  public static <R extends Record> R parse(
      byte[] yaml,
      String source,
      Path directory,
      Class<R> type,
      List<String> overrides,
      Reading how)
      throws ConfigException {
    Layout layout = how.layout();
    Diagnostics diagnostics = new Diagnostics(layout);
    if (yaml.length > MOST_BYTES) {
      throw new ConfigException(
          source,
          List.of(
              new Diagnostic(
                  1,
                  "",
                  "is larger than " + (MOST_BYTES >> 10) + " KiB, so these are no settings")));
    }
    Yaml written = YamlParser.document(decode(yaml, source), diagnostics);
    Yaml document =
        Setting.apply(
            overrides, written == null ? new Yaml.Mapping(Map.of(), 1) : written, diagnostics);
    if (written == null) {
      diagnostics.throwIfAny(source);
    }
    ValueBinder binder = new ValueBinder(diagnostics, directory, how.inputsExist());
    @Nullable Object bound = null;
    if (document instanceof Yaml.Mapping given) {
      Yaml.Mapping block = layout == null ? given : layout.document(given, diagnostics);
      bound = new RecordBinder(diagnostics, binder).bind(type, block, Base.NONE, "");
      Rules wrong = new Rules();
      how.check().run(binder.lines().keySet(), binder.bound(), wrong);
      for (Complaint each : wrong.complaints()) {
        diagnostics.add(binder.nearestLine(each.path(), block), each.path(), each.message());
      }
    } else {
      diagnostics.add(document.line(), "", "expected a block of keys, was " + document.describe());
    }
    diagnostics.throwIfAny(source);
    for (Complaint idle : how.check().idle(binder.bound()).complaints()) {
      Integer line = binder.lines().get(idle.path());
      if (line != null) {
        how.remarks().accept(diagnostics.of(line, idle.path(), idle.message()).format(source));
      }
    }
    if (bound == null) {
      throw new IllegalStateException("nothing bound and no problem found in " + source);
    }
    return type.cast(bound);
  }

  private static String decode(byte[] yaml, String source) throws ConfigException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(yaml)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(source, List.of(new Diagnostic(1, "", "is not text in UTF-8")));
    }
  }

  private static ConfigException unreadable(Path file, String message) {
    return new ConfigException(file.toString(), List.of(new Diagnostic(1, "", message)));
  }
}
