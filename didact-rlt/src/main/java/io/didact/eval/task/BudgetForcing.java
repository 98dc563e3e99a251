package io.didact.eval.task;

import io.didact.config.Rules;

/**
 * Budget forcing (Muennighoff et al. 2025, "s1: Simple test-time scaling", arXiv 2501.19393): the
 * thought is opened for the model; where it would end it, the end is taken away and {@code instead}
 * is written instead, {@code times} times; where it reaches {@code thinkingTokens}, the thought is
 * closed and the final answer asked for.
 *
 * @param open written after the prompt, unless the prompt ends with it
 * @param stop text with which the model ends its thought
 * @param close written in place of {@code stop} when the thought is over
 * @param closeAtLimit written in its place where the limit ended the thought; a line end that it
 *     begins with is left out where the thought ends with one
 * @param instead what is written where the thought was to end too early
 * @param times how often
 * @param thinkingTokens longest thought, {@code instead}s included; the answer has what is left of
 *     {@code sampling.maxNewTokens}
 */
public record BudgetForcing(
    String open,
    String stop,
    String close,
    String closeAtLimit,
    String instead,
    int times,
    int thinkingTokens) {
  public BudgetForcing {
    new Rules()
        .require(!stop.isEmpty(), "stop", "must not be empty")
        .require(!close.isEmpty(), "close", "must not be empty")
        .require(!closeAtLimit.isEmpty(), "closeAtLimit", "must not be empty")
        .atLeast("times", 0, times)
        .require(times <= 0 || !instead.isEmpty(), "instead", "must not be empty")
        .atLeast("thinkingTokens", 1, thinkingTokens)
        .done();
  }

  static BudgetForcing defaults(String open, String stop, String close) {
    return new BudgetForcing(
        open, stop, close, "\n" + close + "\nFinal Answer:", "Wait", 1, 32_000);
  }

  /**
   * The same after prompts that may have opened the thought already, as some chat templates do.
   *
   * @param prompt any of them
   * @throws IllegalArgumentException where it has shut the thought too
   */
  BudgetForcing after(String prompt) {
    String end = prompt.stripTrailing();
    if (!stop.isBlank() && end.endsWith(stop.strip())) {
      throw new IllegalArgumentException(
          "the prompt ends with %s: the chat template shuts the thought before the model writes, so there is none to force; let it think (enable_thinking and its like in templateVariables)"
              .formatted(stop.strip()));
    }
    return !open.isBlank() && end.endsWith(open.strip())
        ? new BudgetForcing("", stop, close, closeAtLimit, instead, times, thinkingTokens)
        : this;
  }

  /** The same with a shorter thought. */
  BudgetForcing withThinkingTokens(int tokens) {
    return new BudgetForcing(open, stop, close, closeAtLimit, instead, times, tokens);
  }
}
