package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import java.util.List;

/**
 * Training of an adapter instead of all weights (LoRA).
 *
 * @param rank r of its matrices
 * @param alpha what it adds is multiplied by alpha/r
 * @param dropout share of what it reads that is left out in training
 * @param targets which matrices: names such as {@code q_proj}, regular expressions, or {@code
 *     all-linear} for all of the layers
 * @param rsLora whether it is alpha/√r instead
 */
public record LoraSettings(
    int rank, double alpha, double dropout, List<String> targets, boolean rsLora) {
  public LoraSettings {
    new Rules()
        .atLeast("rank", 1, rank)
        .positive("alpha", alpha)
        .require(dropout >= 0 && dropout < 1, "dropout", "in [0, 1)", dropout)
        .require(!targets.isEmpty(), "targets", "must name a matrix, or be left out for all")
        .done();
    targets = List.copyOf(targets);
  }

  /** TRL's rank and alpha, over all matrices of the layers, without dropout. */
  public static LoraSettings defaults() {
    return new LoraSettings(16, 32, 0, List.of(LoraShape.ALL_LINEAR), false);
  }

  /**
   * For a model.
   *
   * @throws IllegalArgumentException naming targets that it lacks, and what there is
   */
  public LoraShape shape(DecoderConfig model) {
    return new LoraShape(rank, alpha, rsLora, LoraShape.matching(model, targets));
  }
}
