package io.didact.recipe.stage;

import io.didact.config.Input;
import io.didact.config.Rules;
import io.didact.data.BadRows;
import io.didact.data.DataFiles;
import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.data.JsonlRow;
import io.didact.data.Rows;
import io.didact.hub.HubCache;
import io.didact.run.Manifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Documents to learn as they stand: the lines of text files, or a field of data files.
 *
 * @param path text files (one document a line), data files (one a row), folders and patterns of
 *     data files
 * @param field of a row that is the document
 * @param limit how many to take from the beginning; 0 for all
 */
public record TextSource(List<@Input Path> path, String field, int limit) implements Source {
  public TextSource {
    path = List.copyOf(path);
    new Rules()
        .require(!path.isEmpty(), "path", "must name a file")
        .atLeast("limit", 0, limit)
        .done();
  }

  static TextSource defaults(List<Path> path) {
    return new TextSource(path, "text", 0);
  }

  /**
   * A document.
   *
   * @param place where it stands, for messages
   */
  record Document(String place, String text) {}

  /** They are no rows. */
  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) {
    return Dataset.of(List.of());
  }

  @Override
  public boolean hasDocuments() {
    return true;
  }

  /**
   * All documents, in order; empty lines are none.
   *
   * @throws IOException naming what cannot be read, or saying that there are none
   */
  Dataset<Document> documents() throws IOException {
    List<Document> all = new ArrayList<>();
    for (Path each : path) {
      int left = limit == 0 ? 0 : limit - all.size();
      if (limit > 0 && left == 0) {
        break;
      }
      all.addAll(isText(each) ? lines(each, left) : rows(each, left));
    }
    if (all.isEmpty()) {
      throw new IOException(path + " has no documents");
    }
    return new Dataset<>(all, all.stream().map(Document::place).toList(), new Findings());
  }

  private static boolean isText(Path path) {
    return !Files.isDirectory(path)
        && !DataFiles.isPattern(path)
        && !Rows.isReadable(path.getFileName().toString());
  }

  private static List<Document> lines(Path file, int most) throws IOException {
    List<Document> all = new ArrayList<>();
    boolean packed = file.getFileName().toString().endsWith(".gz");
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = packed ? new GZIPInputStream(bytes) : bytes;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()))) {
      int number = 1;
      for (String line = reader.readLine();
          line != null && (most == 0 || all.size() < most);
          line = reader.readLine()) {
        if (!line.isBlank()) {
          all.add(new Document(file.getFileName() + ":" + number, line));
        }
        number++;
      }
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is no UTF-8 text", e);
    }
    return all;
  }

  private List<Document> rows(Path each, int most) throws IOException {
    return DataFiles.of(List.of(each)).read(this::document, BadRows.FAIL, most).items();
  }

  private Optional<Document> document(JsonlRow row) {
    String text = row.string(field);
    if (text.isBlank()) {
      throw row.wrong("the document in '" + field + "' is empty");
    }
    return Optional.of(new Document(row.place(), text));
  }

  @Override
  public List<Path> inputs(HubCache hub) throws IOException {
    return files().files();
  }

  private DataFiles files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path each : path) {
      files.addAll(isText(each) ? List.of(each) : DataFiles.of(List.of(each)).files());
    }
    return new DataFiles(files);
  }

  @Override
  public Optional<Fingerprint> fingerprint(SourceContext context) throws IOException {
    DataFiles all = files();
    for (Path file : all.files()) {
      Manifest.requireWhole(file);
    }
    return Optional.of(new Fingerprint(RowSource.hash(all), Map.of()));
  }
}
