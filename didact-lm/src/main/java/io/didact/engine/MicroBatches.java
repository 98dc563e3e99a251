package io.didact.engine;

import io.didact.tensor.Gradients;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Deals items to lanes and cuts each lane's share, longest first, into forward passes under a token
 * budget.
 *
 * @param tokens in one pass; an item that has more goes alone
 */
record MicroBatches(Workers workers, int tokens) {
  /** What is scored in one go. */
  interface Item {
    /** Tokens that go through a model; 0 where all spans are empty. */
    int readTokens();

    /** Spans that get a value for each of their tokens. */
    List<TokenSpan> spans();
  }

  /** Scores one batch: for each of its items, for each span, its values. */
  interface Work<T> {
    List<List<double[]>> score(int lane, List<T> batch);
  }

  /** For each item, for each of its spans, its values. Nothing is recorded for gradients. */
  <T extends Item> List<List<double[]>> score(List<T> items, Work<T> work) {
    List<T> busy = items.stream().filter(item -> item.readTokens() > 0).toList();
    Deal deal = Deal.balanced(busy, workers.lanes(), Item::readTokens);
    Iterator<List<double[]>> scored =
        deal.collect(workers.onEachLane(lane -> share(lane, deal.of(lane, busy), work))).iterator();
    List<List<double[]>> all = new ArrayList<>();
    for (T item : items) {
      all.add(
          item.readTokens() > 0
              ? scored.next()
              : Collections.nCopies(item.spans().size(), new double[0]));
    }
    return all;
  }

  private <T extends Item> List<List<double[]>> share(int lane, List<T> items, Work<T> work) {
    List<List<double[]>> scored = new ArrayList<>();
    try (Gradients.Mode off = Gradients.off()) {
      for (List<T> batch : cut(items)) {
        try (TensorScope scope = new TensorScope()) {
          scored.addAll(work.score(lane, batch));
        }
      }
    }
    return scored;
  }

  private <T extends Item> List<List<T>> cut(List<T> items) {
    List<List<T>> batches = new ArrayList<>();
    int used = 0;
    for (T item : items) {
      if (batches.isEmpty() || used + item.readTokens() > tokens) {
        batches.add(new ArrayList<>());
        used = 0;
      }
      batches.get(batches.size() - 1).add(item);
      used += item.readTokens();
    }
    return batches;
  }
}
