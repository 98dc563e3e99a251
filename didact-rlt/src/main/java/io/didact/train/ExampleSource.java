package io.didact.train;

import io.didact.data.LabelledSequence;
import java.util.List;

/**
 * The examples of each update, as a function of its number: where training resumes needs no state.
 */
@FunctionalInterface
public interface ExampleSource {
  /**
   * @param step counted from 0
   */
  List<LabelledSequence> batch(int step);
}
