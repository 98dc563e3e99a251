package io.didact.recipe.stage;

import java.util.List;

/** Problems that are made up on the spot, as many as are wanted. */
public sealed interface MadeSource extends Source
    permits SyntheticSource, CountdownSource, WordProblemsSource {
  /** How many. */
  int count();

  /** At most so many of them. */
  MadeSource few(int most);

  @Override
  default double about(List<Double> ofParts) {
    return Subset.of(this).about(count());
  }
}
