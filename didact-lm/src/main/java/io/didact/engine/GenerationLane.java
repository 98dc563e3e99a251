package io.didact.engine;

import io.didact.model.Decoder;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One lane's work: samples wait, enter a row when one is free, get a token a step, and leave at
 * once when they are finished; the last row takes the place of the one that left.
 *
 * <p>A prompt's last token is not part of its prefix: it is the first token that each sample reads,
 * so that a sample's first step is like all others.
 */
final class GenerationLane implements AutoCloseable {
  /** Tokens of prompts read in one pass, where one prompt is not longer. */
  private static final int PREFILL_TOKENS = 2048;

  /** Columns beyond the longest prompt that the cache has at first. */
  private static final int FIRST_COLUMNS = 64;

  private final Decoder decoder;
  private final Sampler sampler;
  private final int maxRows;
  private final Deque<Group> waiting = new ArrayDeque<>();
  private final List<Sample> rows = new ArrayList<>();
  private final KvCache cache;

  /** The samples of one prompt. */
  private static final class Group {
    private final TokenIds prefix;
    private final Deque<Sample> samples;
    private @Nullable Prefix computed;

    Group(TokenIds prompt, List<Sample> samples) {
      this.prefix = prompt.slice(0, prompt.size() - 1);
      this.samples = new ArrayDeque<>(samples);
    }

    boolean needsPrefix() {
      return computed == null && !prefix.isEmpty();
    }

    void close() {
      if (computed != null) {
        computed.close();
        computed = null;
      }
    }
  }

  /**
   * @param prompts at least one, none empty
   * @param samples those of each prompt
   */
  GenerationLane(
      Decoder decoder,
      Sampler sampler,
      List<TokenIds> prompts,
      List<List<Sample>> samples,
      int maxRows) {
    this.decoder = decoder;
    this.sampler = sampler;
    int total = 0;
    int prompt = 0;
    int longest = 0;
    for (int i = 0; i < prompts.size(); i++) {
      waiting.add(new Group(prompts.get(i), samples.get(i)));
      total += samples.get(i).size();
      prompt = Math.max(prompt, prompts.get(i).size());
      for (Sample sample : samples.get(i)) {
        longest = Math.max(longest, sample.longest());
      }
    }
    this.maxRows = Math.min(maxRows, total);
    this.cache =
        new KvCache(
            decoder.config(), decoder.dtype(), this.maxRows, prompt + FIRST_COLUMNS, longest);
  }

  /** Works until all samples are finished. */
  void run() {
    admit();
    while (!rows.isEmpty()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("generation was interrupted");
      }
      step();
      retire();
      admit();
    }
  }

  private void admit() {
    while (rows.size() < maxRows && !waiting.isEmpty()) {
      Group group = waiting.element();
      if (group.needsPrefix()) {
        computePrefixes();
      }
      int first = rows.size();
      while (rows.size() < maxRows && !group.samples.isEmpty()) {
        rows.add(group.samples.remove());
      }
      if (group.computed != null) {
        cache.fill(first, rows.size() - first, group.computed.keysAndValues());
      }
      if (group.samples.isEmpty()) {
        waiting.remove();
        group.close();
      }
    }
  }

  /** Reads the prompts of the groups that have a row to go to, as many as one pass takes. */
  private void computePrefixes() {
    List<Group> groups = new ArrayList<>();
    int tokens = 0;
    int free = maxRows - rows.size();
    for (Group group : waiting) {
      boolean fits = groups.isEmpty() || tokens + group.prefix.size() <= PREFILL_TOKENS;
      if (free <= 0 || !fits) {
        break;
      }
      free -= group.samples.size();
      if (group.needsPrefix()) {
        groups.add(group);
        tokens += group.prefix.size();
      }
    }
    List<Prefix> prefixes =
        Prefix.compute(decoder, groups.stream().map(group -> group.prefix).toList());
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).computed = prefixes.get(i);
    }
  }

  private void step() {
    int count = rows.size();
    long[] ids = new long[count];
    long[] positions = new long[count];
    double[] uniforms = new double[count];
    int columns = 0;
    for (int row = 0; row < count; row++) {
      Sample sample = rows.get(row);
      ids[row] = sample.current();
      positions[row] = sample.position();
      uniforms[row] = sample.uniform();
      columns = Math.max(columns, sample.position() + 1);
    }
    cache.reserve(columns);
    try (TensorScope scope = new TensorScope()) {
      Tensor hidden =
          decoder.hidden(
              Tensor.ofLongs(ids, count),
              Tensor.ofLongs(positions, count),
              columns,
              new DecodeStep(
                  cache, positions, columns, decoder.config().window(), decoder.dtype()));
      Sampler.Choice choice = sampler.choose(decoder.head(), hidden, uniforms);
      for (int row = 0; row < count; row++) {
        rows.get(row).append(Math.toIntExact(choice.ids()[row]), choice.logProbs()[row]);
      }
    }
  }

  private void retire() {
    for (int row = rows.size() - 1; row >= 0; row--) {
      if (rows.get(row).isFinished()) {
        int last = rows.size() - 1;
        if (row != last) {
          cache.move(last, row, rows.get(last).position());
        }
        rows.set(row, rows.get(last));
        rows.remove(last);
      }
    }
  }

  @Override
  public void close() {
    waiting.forEach(Group::close);
    cache.close();
  }
}
