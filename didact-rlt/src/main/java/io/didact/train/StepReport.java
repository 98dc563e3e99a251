package io.didact.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of one training step.
 *
 * @param step counted from 1
 * @param tokens that went into the step's gradient (and were sampled, where there is sampling), of
 *     all ranks
 * @param metrics what metrics.jsonl and TensorBoard get, by name, in order
 */
public record StepReport(int step, long tokens, Map<String, Double> metrics) {
  /** Before the symbol of a reward's score: {@code reward/r_SS}. */
  public static final String SCORE = "reward/";

  public StepReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
