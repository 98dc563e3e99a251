package io.didact.recipe.stage;

import io.didact.data.refine.Refined;
import java.io.IOException;

/** What becomes of a trace that could not be written anew. */
public enum Unrefined {
  /** It stays as it was; its remark says why. */
  KEEP,
  /** It is left out. */
  DROP,
  /** The stage ends. */
  FAIL;

  void require(StageContext context, String trace, Refined refined) throws IOException {
    if (this == FAIL && refined.text().isEmpty()) {
      throw new IOException(
          "stage %s: the trace of %s is not written anew: %s; `unrefined: keep` or `drop` goes on"
              .formatted(context.name(), trace, refined.why()));
    }
  }
}
