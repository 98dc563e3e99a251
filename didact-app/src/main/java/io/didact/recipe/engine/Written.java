package io.didact.recipe.engine;

import io.didact.text.TokenIds;

/**
 * What a server wrote, as it says.
 *
 * @param logProbs [ids]; empty where any of them is not known
 * @param end why the server ended
 */
record Written(TokenIds ids, double[] logProbs, End end) {
  /** Why a server ended a sample. */
  enum End {
    /** At a stop that it was asked for. */
    ASKED,
    /** At one that the model brings, and that cannot be taken from it. */
    OF_MODEL,
    /** At the limit of tokens. */
    LIMIT
  }
}
