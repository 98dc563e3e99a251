package io.didact.engine;

import io.didact.tensor.Gradients;
import io.didact.tensor.MemoryUse;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Scores items in {@link MicroBatches}.
 *
 * @param tokens in one pass; an item that has more goes alone
 * @param others who make passes with these workers
 */
record ScoringWorkers(Workers workers, int tokens, Others others) {
  /** Ranks that share out a model's weights: none of them makes a pass alone. */
  interface Others {
    /** How many passes all make, where this rank makes so many; 0 where there are no others. */
    int passes(int own);

    /** Takes part in a pass without tokens. */
    void standBy();
  }

  /** What is scored in one go. */
  interface Item {
    /** What goes through a model; empty where all spans are. */
    TokenIds read();

    /** Spans that get a value for each of their tokens. */
    List<TokenSpan> spans();
  }

  /** Scores one batch: for each of its items, for each span, its values. */
  interface Work<T> {
    List<List<double[]>> score(int worker, List<T> batch);
  }

  /** Passes of half as many tokens. */
  ScoringWorkers ofHalf() {
    return new ScoringWorkers(workers, Math.max(1, tokens / 2), others);
  }

  /** For each item, for each of its spans, its values. Nothing is recorded for gradients. */
  <T extends Item> List<List<double[]>> score(List<T> items, Work<T> work) {
    List<Integer> busy = new ArrayList<>();
    List<List<double[]>> all = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      all.add(Collections.nCopies(items.get(i).spans().size(), new double[0]));
      if (!items.get(i).read().isEmpty()) {
        busy.add(i);
      }
    }
    List<List<List<Integer>>> deal =
        MicroBatches.deal(
            busy.stream().map(i -> items.get(i).read()).toList(), tokens, workers.size());
    int passes = others.passes(deal.stream().mapToInt(List::size).max().orElse(0));
    IntFunction<Integer> ofWorker =
        worker -> {
          for (List<Integer> batch : deal.get(worker)) {
            List<Integer> places = batch.stream().map(busy::get).toList();
            List<List<double[]>> scored =
                scored(worker, places.stream().map(items::get).toList(), work);
            for (int i = 0; i < places.size(); i++) {
              all.set(places.get(i), scored.get(i));
            }
          }
          for (int i = deal.get(worker).size(); i < passes; i++) {
            others.standBy();
          }
          return worker;
        };
    MemoryUse.SCORING.in(() -> workers.onEach(ofWorker));
    return all;
  }

  private static <T> List<List<double[]>> scored(int worker, List<T> batch, Work<T> work) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      return work.score(worker, batch);
    }
  }
}
