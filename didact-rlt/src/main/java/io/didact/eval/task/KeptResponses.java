package io.didact.eval.task;

import io.didact.data.Jsonl;
import io.didact.data.JsonlException;
import io.didact.data.JsonlRow;
import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.run.AtomicFiles;
import io.didact.run.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responses that are written to a file as they are finished, so that work which was interrupted
 * goes on with those that are missing. They are told apart by their seeds.
 *
 * <p>A row of the file is {@code {"seed":…,"finish":"stop","ids":[…],"sha256":…}}, the last of the
 * row without it. It is handed to the system when the response is finished and not forced to the
 * disk: it outlives the process, perhaps not the machine. From the first row on that is not whole,
 * the file is cut, and those responses are made again.
 */
public final class KeptResponses implements RolloutEngine {
  private static final String SHA256 = "sha256";

  private final Path file;
  private final RolloutEngine engine;
  private final Map<Long, Completion> kept = new HashMap<>();
  private @Nullable OutputStream out;

  /**
   * Reads what an earlier process kept.
   *
   * @param file need not be there
   * @param engine of what is missing; stays the caller's to close
   */
  public KeptResponses(Path file, RolloutEngine engine) throws IOException {
    this.file = file;
    this.engine = engine;
    if (Files.exists(file)) {
      read();
    }
  }

  private void read() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (Stream<JsonlRow> rows = Jsonl.read(file, row -> row)) {
      for (Iterator<JsonlRow> each = rows.iterator(); each.hasNext(); ) {
        JsonlRow row = each.next();
        requireWhole(row);
        kept.put(seed(row), Completion.ofIds(row.tokenIds("ids"), finish(row)));
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

  private static long seed(JsonlRow row) {
    return row.optionalLong("seed").orElseThrow(() -> row.wrong("the field 'seed' is missing"));
  }

  private static Finish finish(JsonlRow row) {
    try {
      return Finish.valueOf(row.string("finish").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw row.wrong("'finish' must be stop or length");
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Responses that are there already are told first, as one step in which nothing is written.
   *
   * @throws UncheckedIOException where the file cannot be written
   */
  @Override
  public List<List<Completion>> generate(
      List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
    tellKept(requests, sampling, listener);
    List<int[]> missing = requests.stream().map(this::missing).toList();
    List<RolloutRequest> rest =
        IntStream.range(0, requests.size())
            .filter(i -> missing.get(i).length > 0)
            .mapToObj(i -> requests.get(i).only(missing.get(i)))
            .toList();
    Iterator<List<Completion>> fresh =
        engine.generate(rest, sampling, keeping(listener)).iterator();
    for (RolloutRequest request : rest) {
      List<Completion> responses = fresh.next();
      for (int i = 0; i < responses.size(); i++) {
        Completion written = responses.get(i);
        kept.put(request.seeds()[i], Completion.ofIds(written.ids(), written.finish()));
      }
    }
    return requests.stream().map(this::of).toList();
  }

  private int[] missing(RolloutRequest request) {
    return IntStream.range(0, request.seeds().length)
        .filter(sample -> !kept.containsKey(request.seeds()[sample]))
        .toArray();
  }

  private List<Completion> of(RolloutRequest request) {
    return LongStream.of(request.seeds()).mapToObj(kept::get).toList();
  }

  private void tellKept(
      List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
    int finished = 0;
    long spared = 0;
    for (RolloutRequest request : requests) {
      for (int sample = 0; sample < request.seeds().length; sample++) {
        if (kept.containsKey(request.seeds()[sample])) {
          finished++;
          spared += request.maxNewTokens(sample, sampling);
        }
      }
    }
    if (finished > 0) {
      listener.onStep(0, finished, spared);
    }
  }

  private GenerationListener keeping(GenerationListener listener) {
    return new GenerationListener() {
      @Override
      public void onStep(int tokens, int finished, long spared) {
        listener.onStep(tokens, finished, spared);
      }

      @Override
      public void onFinished(long seed, Completion completion) {
        append(seed, completion);
        listener.onFinished(seed, completion);
      }
    };
  }

  private synchronized void append(long seed, Completion completion) {
    try {
      if (out == null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      ObjectNode row =
          Jsonl.newRow()
              .put("seed", seed)
              .put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
      ArrayNode ids = row.putArray("ids");
      completion.ids().stream().forEach(ids::add);
      Jsonl.writeRow(out, row.put(SHA256, Sha256.of(row.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all: what was to come of it is saved. */
  public synchronized void clear() throws IOException {
    close();
    kept.clear();
    Files.deleteIfExists(file);
  }

  /** No log-probs: the file does not keep them. */
  @Override
  public Promises promises() {
    return new Promises(LogProbs.NONE, engine.promises().seeded(), false);
  }

  @Override
  public void weightsChanged(long version) {
    engine.weightsChanged(version);
  }

  /**
   * Closes the file; what is in it stays.
   *
   * @throws UncheckedIOException where what was written last is lost
   */
  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
        out = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
