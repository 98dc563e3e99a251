package io.didact.recipe;

import io.didact.run.Provenance;
import java.util.ArrayList;
import java.util.List;

/** In what the inputs of two runs of a stage differ, in words. */
final class Difference {
  private Difference() {}

  static String of(Provenance before, Provenance now) {
    List<String> differs = new ArrayList<>();
    if (!before.configSha256().equals(now.configSha256())) {
      differs.add("its settings differ");
    }
    if (!before.weights().equals(now.weights())) {
      differs.add("its models differ");
    }
    if (!before.data().equals(now.data())) {
      differs.add("its data differ");
    }
    if (!before.seeds().equals(now.seeds())) {
      differs.add("its seed differs");
    }
    return String.join(", ", differs);
  }
}
