package io.didact.eval.task;

import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.engine.TooLongException;
import io.didact.text.Tokenizer;
import java.util.List;
import java.util.Optional;

/**
 * How long responses can be: the model's positions less the longest prompt of the task. One limit
 * holds for all problems, so that no sample depends on what it is asked together with.
 *
 * @param sampling with the limit that holds
 * @param budget with the limit that holds
 * @param shortened what was asked for and could not be had
 */
public record Room(Sampling sampling, Optional<BudgetForcing> budget, Optional<String> shortened) {

  /**
   * Fits limits to a model.
   *
   * @param positions of the model
   * @param sampling as it is wanted
   * @param wantedBudget as it is wanted
   * @throws IllegalArgumentException where a prompt leaves no room for a response, or its thought
   *     none for the budget
   */
  public static Room of(
      PromptWriter prompts,
      List<Question> questions,
      int positions,
      Sampling sampling,
      Optional<BudgetForcing> wantedBudget) {
    Optional<BudgetForcing> budget =
        questions.isEmpty()
            ? wantedBudget
            : wantedBudget.map(each -> each.after(prompts.prompt(questions.get(0)).text()));
    int longest = 0;
    String problem = "";
    for (Question question : questions) {
      int length = prompts.prompt(question).ids().size();
      if (length > longest) {
        longest = length;
        problem = question.item().id();
      }
    }
    int room = positions - longest - budget.map(each -> marks(each, prompts.tokenizer())).orElse(0);
    int wanted = sampling.maxNewTokens();
    if (wanted <= room) {
      return new Room(sampling, budget, Optional.empty());
    }
    int answer = answer(sampling, budget);
    if (room <= answer) {
      throw noRoom("the prompt of problem " + problem, longest, positions);
    }
    return new Room(
        limited(sampling, room),
        budget.map(each -> each.withThinkingTokens(room - answer)),
        Optional.of(
            "responses are limited to %d tokens instead of %d: the model has %d positions, the longest prompt (of problem %s) %d tokens"
                .formatted(room, wanted, positions, problem, longest)));
  }

  /**
   * Looks at one question.
   *
   * @throws TooLongException where its prompt leaves no room for a response
   * @throws IllegalArgumentException where it cannot be written
   */
  public static void require(
      PromptWriter prompts,
      Question question,
      int positions,
      Sampling sampling,
      Optional<BudgetForcing> budget) {
    int length = prompts.prompt(question).ids().size();
    int room = positions - length - budget.map(each -> marks(each, prompts.tokenizer())).orElse(0);
    if (room < sampling.maxNewTokens() && room <= answer(sampling, budget)) {
      throw noRoom("its prompt", length, positions);
    }
  }

  /** Tokens that are kept for the answer after a thought. */
  private static int answer(Sampling sampling, Optional<BudgetForcing> budget) {
    return budget.map(each -> sampling.maxNewTokens() - each.thinkingTokens()).orElse(0);
  }

  private static TooLongException noRoom(String prompt, int tokens, int positions) {
    return new TooLongException(
        "%s has %d tokens, and the model has %d positions (max_position_embeddings): no room is left for a response"
            .formatted(prompt, tokens, positions));
  }

  /** The most tokens that budget forcing writes besides thought and answer. */
  private static int marks(BudgetForcing budget, Tokenizer tokenizer) {
    return tokenizer.encodeContinuation(budget.open()).size()
        + Math.max(
            tokenizer.encodeContinuation(budget.close()).size(),
            tokenizer.encodeContinuation(budget.closeAtLimit()).size() + 1);
  }

  /** The same with another limit. */
  static Sampling limited(Sampling sampling, int tokens) {
    return new Sampling(
        sampling.temperature(),
        sampling.topP(),
        sampling.topK(),
        sampling.minP(),
        tokens,
        sampling.stopIds(),
        sampling.stopStrings());
  }

  /**
   * Lets a model respond within these limits.
   *
   * @param listener hears of tokens as they are written, and of responses as they are finished
   * @return for each request a response to each of its seeds
   */
  List<List<Completion>> respond(
      RolloutEngine engine,
      Tokenizer tokenizer,
      List<RolloutRequest> requests,
      GenerationListener listener) {
    return budget.isPresent()
        ? new ForcedRespondent(engine, tokenizer, budget.get(), sampling)
            .respond(requests, listener)
        : engine.generate(requests, sampling, listener);
  }
}
