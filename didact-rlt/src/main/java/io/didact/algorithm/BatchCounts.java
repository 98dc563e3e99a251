package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * The global denominators of one update: counted once over the whole batch, so that its split among
 * ranks and into micro-batches changes nothing.
 *
 * @param sequences of the whole batch
 * @param tokens of the whole batch on which there is loss
 */
public record BatchCounts(long sequences, long tokens) {
  public BatchCounts {
    new Rules("batch counts")
        .atLeast("sequences", 1, sequences)
        .atLeast("tokens", 1, tokens)
        .done();
  }
}
