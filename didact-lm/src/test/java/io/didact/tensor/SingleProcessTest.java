package io.didact.tensor;

import java.util.List;
import java.util.function.Function;

class SingleProcessTest extends ProcessGroupContract {
  @Override
  int size() {
    return 1;
  }

  @Override
  <T> List<T> onEachRank(Function<ProcessGroup, T> work) {
    return List.of(work.apply(ProcessGroup.single()));
  }
}
