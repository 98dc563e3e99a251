package io.didact.eval.task;

import io.didact.data.PythonRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * In which order choices are shown. All orders of a task are drawn at once, from one generator, so
 * they depend on the seed and on the data and are drawn once for all samples.
 */
public enum ChoiceOrder {
  /**
   * The right choice is in each place equally often (but for what is left over): places in turn,
   * shuffled over the items, then the wrong choices of each item shuffled.
   */
  BALANCED {
    @Override
    List<List<Integer>> draw(List<Integer> sizes, PythonRandom random) {
      Map<Integer, List<Integer>> places = new TreeMap<>();
      for (int size : sizes) {
        List<Integer> ofSize = places.computeIfAbsent(size, key -> new ArrayList<>());
        ofSize.add(ofSize.size() % size);
      }
      places.values().forEach(random::shuffle);
      List<List<Integer>> orders = new ArrayList<>();
      for (int size : sizes) {
        List<Integer> order = wrong(size);
        random.shuffle(order);
        List<Integer> ofSize = places.getOrDefault(size, List.of());
        order.add(ofSize.remove(ofSize.size() - 1), 0);
        orders.add(order);
      }
      return orders;
    }
  },

  /** {@code random.shuffle} of the list that begins with the right choice. */
  SHUFFLED {
    @Override
    List<List<Integer>> draw(List<Integer> sizes, PythonRandom random) {
      return shuffled(sizes, random, size -> 0);
    }
  },

  /** {@code random.shuffle} of the list that ends with the right choice. */
  SHUFFLED_LAST {
    @Override
    List<List<Integer>> draw(List<Integer> sizes, PythonRandom random) {
      return shuffled(sizes, random, size -> size - 1);
    }
  },

  /** The right choice put at {@code random.randint(0, n - 1)}, the others as they stand. */
  INSERTED {
    @Override
    List<List<Integer>> draw(List<Integer> sizes, PythonRandom random) {
      return inserted(sizes, random::below);
    }
  };

  /**
   * @param sizes number of choices of each item
   * @return for each item, which choice stands in each place; 0 is the right one
   */
  abstract List<List<Integer>> draw(List<Integer> sizes, PythonRandom random);

  /**
   * @param place of the right choice among so many, before they are shuffled
   */
  private static List<List<Integer>> shuffled(
      List<Integer> sizes, PythonRandom random, IntUnaryOperator place) {
    List<List<Integer>> orders = inserted(sizes, place);
    orders.forEach(random::shuffle);
    return orders;
  }

  /**
   * @param place of the right choice among so many; the others are as they stand
   */
  private static List<List<Integer>> inserted(List<Integer> sizes, IntUnaryOperator place) {
    List<List<Integer>> orders = new ArrayList<>();
    for (int size : sizes) {
      List<Integer> order = wrong(size);
      order.add(place.applyAsInt(size), 0);
      orders.add(order);
    }
    return orders;
  }

  private static List<Integer> wrong(int size) {
    return new ArrayList<>(IntStream.range(1, size).boxed().toList());
  }
}
