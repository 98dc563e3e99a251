package io.didact.run;

import io.didact.data.Jsonl;
import io.didact.data.JsonlException;
import io.didact.data.JsonlRow;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows that are appended to a file as they come, so that work which was interrupted goes on with
 * those that are missing.
 *
 * <p>A row is handed to the system at once and not forced to the disk: it outlives the process,
 * perhaps not the machine. Its last field {@code sha256} is that of the row without it. From the
 * first row on that is not whole, the file is cut.
 */
public final class KeptRows implements Closeable {
  private static final String SHA256 = "sha256";

  private final Path file;
  private @Nullable OutputStream out;

  /**
   * Reads what an earlier process kept.
   *
   * @param file need not be there
   * @param reader of each row; throws a {@link JsonlException} for one that is damaged
   */
  public KeptRows(Path file, Consumer<JsonlRow> reader) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      read(reader);
    }
  }

  private void read(Consumer<JsonlRow> reader) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (Stream<JsonlRow> rows = Jsonl.read(file, row -> row)) {
      for (Iterator<JsonlRow> each = rows.iterator(); each.hasNext(); ) {
        JsonlRow row = each.next();
        requireWhole(row);
        reader.accept(row);
        Jsonl.writeRow(whole, row.fields());
      }
    } catch (JsonlException e) {
      // A kill cut this row short, or it is damaged; those before it are whole.
    }
    AtomicFiles.writeFile(file, whole::writeTo);
  }

  private static void requireWhole(JsonlRow row) {
    ObjectNode fields = row.fields().deepCopy();
    String sha256 = fields.path(SHA256).asString("");
    fields.remove(SHA256);
    if (!sha256.equals(Sha256.of(fields.toString()))) {
      throw row.wrong("the row is not as it was written");
    }
  }

  /** Keeps a row, with its hash as one more field. */
  public synchronized void append(ObjectNode row) throws IOException {
    if (out == null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    Jsonl.writeRow(out, row.put(SHA256, Sha256.of(row.toString())));
  }

  /** Forgets all: what was to come of it is saved. */
  public synchronized void clear() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  /** Closes the file; what is in it stays. */
  @Override
  public synchronized void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }
}
