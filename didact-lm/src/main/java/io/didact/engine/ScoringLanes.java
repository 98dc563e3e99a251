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
 * Deals items to lanes and cuts each lane's share, which comes longest first, into {@link
 * MicroBatches}.
 *
 * @param tokens in one pass; an item that has more goes alone
 */
record ScoringLanes(Workers workers, int tokens) {
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
      int[] lengths = items.stream().mapToInt(Item::readTokens).toArray();
      for (List<Integer> places : MicroBatches.split(lengths, tokens, 1)) {
        try (TensorScope scope = new TensorScope()) {
          scored.addAll(work.score(lane, places.stream().map(items::get).toList()));
        }
      }
    }
    return scored;
  }
}
