package io.didact.tensor;

import java.util.List;
import java.util.function.Function;

class ThreadRankTest extends ProcessGroupContract {
  @Override
  int size() {
    return 3;
  }

  @Override
  <T> List<T> onEachRank(Function<ProcessGroup, T> work) {
    return ThreadRank.each(size(), work);
  }
}
