package io.didact.eval.task;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.run.KeptRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responses that are written to a file as they are finished, so that work which was interrupted
 * goes on with those that are missing. They are told apart by their seeds.
 *
 * <p>A row of the file is {@code {"seed":…,"finish":"stop","ids":[…],"sha256":…}}, written when the
 * response is finished ({@link KeptRows}). Those that are lost are made again.
 */
public final class KeptResponses implements RolloutEngine {
  private final KeptRows rows;
  private final RolloutEngine engine;
  private final Map<Long, Completion> kept = new HashMap<>();

  /**
   * Reads what an earlier process kept.
   *
   * @param file need not be there
   * @param engine of what is missing; stays the caller's to close
   */
  public KeptResponses(Path file, RolloutEngine engine) throws IOException {
    this.engine = engine;
    this.rows =
        new KeptRows(
            file, row -> kept.put(seed(row), Completion.ofIds(row.tokenIds("ids"), finish(row))));
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

  private void append(long seed, Completion completion) {
    ObjectNode row =
        Jsonl.newRow()
            .put("seed", seed)
            .put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
    ArrayNode ids = row.putArray("ids");
    completion.ids().stream().forEach(ids::add);
    try {
      rows.append(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all: what was to come of it is saved. */
  public void clear() throws IOException {
    rows.clear();
    kept.clear();
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
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
