package io.didact.train;

import io.didact.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A list in a new random order each epoch, cut into batches. Batches are full: one may span the end
 * of an epoch and the beginning of the next. Which items a batch has follows from its number alone.
 *
 * @param items not empty
 * @param perBatch items in a batch
 * @param seed of the orders
 */
public record EpochOrder<T>(List<T> items, int perBatch, long seed) {
  public EpochOrder {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to take batches from");
    }
    if (perBatch < 1) {
      throw new IllegalArgumentException("a batch must have ≥ 1 items, was " + perBatch);
    }
    items = List.copyOf(items);
  }

  /** Batches in the given number of epochs, rounded up. */
  public int batches(double epochs) {
    return (int) Math.ceil(epochs * items.size() / perBatch);
  }

  /**
   * @param number counted from 0
   */
  public List<T> batch(int number) {
    List<T> batch = new ArrayList<>();
    long first = (long) number * perBatch;
    long epoch = -1;
    int[] order = {};
    for (long i = first; i < first + perBatch; i++) {
      if (i / items.size() != epoch) {
        epoch = i / items.size();
        order = order(epoch);
      }
      batch.add(items.get(order[(int) (i % items.size())]));
    }
    return batch;
  }

  /** Fisher–Yates. */
  private int[] order(long epoch) {
    SplittableRandom random = Seeds.random(Seeds.mix(seed, epoch));
    int[] order = new int[items.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
