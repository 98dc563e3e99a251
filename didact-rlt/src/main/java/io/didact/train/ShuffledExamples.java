package io.didact.train;

import io.didact.data.LabelledSequence;
import io.didact.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A data set in a new order each epoch. Batches are full: one may span the end of an epoch and the
 * beginning of the next.
 *
 * @param examples the data set
 * @param sequencesPerStep batch size
 * @param seed of the orders
 */
public record ShuffledExamples(List<LabelledSequence> examples, int sequencesPerStep, long seed)
    implements ExampleSource {
  public ShuffledExamples {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to train on: the data set is empty");
    }
    if (sequencesPerStep < 1) {
      throw new IllegalArgumentException("sequencesPerStep must be ≥ 1, was " + sequencesPerStep);
    }
    examples = List.copyOf(examples);
  }

  /** Updates in the given number of epochs, rounded up. */
  public int steps(double epochs) {
    return (int) Math.ceil(epochs * examples.size() / sequencesPerStep);
  }

  @Override
  public List<LabelledSequence> batch(int step) {
    List<LabelledSequence> batch = new ArrayList<>();
    long first = (long) step * sequencesPerStep;
    long epoch = -1;
    int[] order = {};
    for (long i = first; i < first + sequencesPerStep; i++) {
      if (i / examples.size() != epoch) {
        epoch = i / examples.size();
        order = order(epoch);
      }
      batch.add(examples.get(order[(int) (i % examples.size())]));
    }
    return batch;
  }

  /** Fisher–Yates. */
  private int[] order(long epoch) {
    SplittableRandom random = Seeds.random(Seeds.mix(seed, epoch));
    int[] order = new int[examples.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
