package io.didact.engine;

import io.didact.model.decoder.Decoder;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * One worker's work: samples wait, enter when there is a row and room in the cache for them, get a
 * token a step, and leave at once when they are finished. When the cache is full, the youngest row
 * goes back to wait; what it has written stays, and is read again when it returns.
 */
final class GenerationWorker implements AutoCloseable {
  /** Tokens read in one pass, where one sequence is not longer. */
  private static final int PREFILL_TOKENS = 2048;

  private final Decoder decoder;
  private final Sampler sampler;
  private final int maxRows;
  private final GenerationListener listener;
  private final Deque<Row> waiting;
  private final List<Row> rows = new ArrayList<>();
  private final BlockCache cache;

  /**
   * @param samples at least one; those of a prompt one after another
   * @param maxRows samples in flight at once, at least 1
   * @param maxCachedTokens for which there is room
   * @param listener hears of each step
   */
  GenerationWorker(
      Decoder decoder,
      Sampler sampler,
      List<Row> samples,
      int maxRows,
      long maxCachedTokens,
      GenerationListener listener) {
    this.decoder = decoder;
    this.sampler = sampler;
    this.maxRows = maxRows;
    this.listener = listener;
    this.waiting = new ArrayDeque<>(samples);
    int longest = samples.stream().mapToInt(row -> row.sample().longest()).max().orElse(1);
    this.cache = new BlockCache(decoder, BlockCache.blockTokens(longest), maxCachedTokens, samples);
  }

  /** Works until all samples are finished. */
  void run() {
    admit();
    while (!rows.isEmpty()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("generation was interrupted");
      }
      makeRoom();
      step();
      int written = rows.size();
      long spared = retire();
      listener.onStep(written, written - rows.size(), spared);
      admit();
    }
  }

  private void admit() {
    for (List<Row> entering = entering(); !entering.isEmpty(); entering = entering()) {
      cache.enter(entering);
      rows.addAll(entering);
    }
  }

  /**
   * Takes out of the line those that can enter now and be read in one pass. Each row in flight
   * keeps a block in reserve, or the newcomer would soon have to leave again.
   */
  private List<Row> entering() {
    List<Row> entering = new ArrayList<>();
    Set<SharedPrompt> prompts = new LinkedHashSet<>();
    int tokens = 0;
    int free = cache.free();
    while (!waiting.isEmpty() && rows.size() + entering.size() < maxRows) {
      Row next = waiting.element();
      boolean first = prompts.add(next.prompt());
      int needed = first ? cache.neededFor(next) : next.missing(cache.own());
      int toRead = first || next.held() > 0 ? cache.readFor(next) : 0;
      int inWork = rows.size() + entering.size();
      if (inWork > 0 && free - needed < inWork) {
        break;
      }
      if (!entering.isEmpty() && tokens + toRead > PREFILL_TOKENS) {
        break;
      }
      free -= needed;
      tokens += toRead;
      entering.add(waiting.remove());
    }
    return entering;
  }

  /** Gives each row a place for its next token, the oldest first. */
  private void makeRoom() {
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      while (rows.size() > i && row.missing(cache.own()) > 0) {
        if (cache.free() == 0) {
          cache.forgetIdlePrompts();
        }
        if (cache.free() > 0) {
          row.take(cache.own());
        } else {
          suspendYoungest();
        }
      }
    }
  }

  private void suspendYoungest() {
    Row youngest = rows.remove(rows.size() - 1);
    cache.suspend(youngest);
    waiting.addFirst(youngest);
  }

  private void step() {
    int count = rows.size();
    long[] ids = new long[count];
    long[] positions = new long[count];
    double[] uniforms = new double[count];
    List<Set<Integer>> closed = new ArrayList<>();
    int columns = 0;
    for (int row = 0; row < count; row++) {
      Sample sample = rows.get(row).sample();
      ids[row] = sample.current();
      positions[row] = sample.position();
      uniforms[row] = sample.uniform();
      closed.add(sample.closed());
      columns = Math.max(columns, sample.position() + 1);
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor hidden =
          decoder.hidden(
              Tensor.ofLongs(ids, count),
              Tensor.ofLongs(positions, count),
              columns,
              new DecodeStep(cache, rows, columns, decoder.dtype()));
      Sampler.Choice choice = sampler.choose(decoder, hidden, uniforms, closed);
      for (int row = 0; row < count; row++) {
        rows.get(row).sample().append(Math.toIntExact(choice.ids()[row]), choice.logProbs()[row]);
      }
    }
  }

  /** Lets go of finished samples; tokens that they could still have had. */
  private long retire() {
    List<Row> finished = rows.stream().filter(row -> row.sample().isFinished()).toList();
    long spared = 0;
    for (Row row : finished) {
      cache.retire(row);
      listener.onFinished(row.sample().seed(), row.sample().completion());
      spared += row.sample().spared();
    }
    rows.removeAll(finished);
    return spared;
  }

  @Override
  public void close() {
    cache.close();
  }
}
