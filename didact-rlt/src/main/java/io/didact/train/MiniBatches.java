package io.didact.train;

import io.didact.data.Seeds;
import java.util.ArrayList;
import java.util.List;

/**
 * How the problems of a step are dealt to the updates of a pass: in a random order that follows
 * from seed, step and pass, so that it is the same on all ranks and after a resume.
 *
 * @param count of mini-batches
 */
record MiniBatches(int count, long seed) {
  /**
   * Equal shares, to within one; none is empty, so there are fewer where there are fewer problems.
   *
   * @param problems places in the step's batch, ascending; not empty
   * @return each share's places, ascending
   */
  List<List<Integer>> of(List<Integer> problems, int step, int pass) {
    int size = problems.size();
    int shares = Math.min(count, size);
    if (shares == 1) {
      return List.of(problems);
    }
    List<Integer> order = new EpochOrder<>(problems, size, Seeds.mix(seed, step, pass)).batch(0);
    List<List<Integer>> dealt = new ArrayList<>();
    for (int i = 0; i < shares; i++) {
      dealt.add(
          order.subList(size * i / shares, size * (i + 1) / shares).stream().sorted().toList());
    }
    return dealt;
  }
}
