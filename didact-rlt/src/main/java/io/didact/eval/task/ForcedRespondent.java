package io.didact.eval.task;

import io.didact.data.Seeds;
import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@link BudgetForcing}: the model thinks in several goes, each of which reads again what was
 * written so far. A go is over where the thought ends or its budget does, so a sample has at most
 * {@code times} + 1 of them, and then one for the answer. Draws are those of (seed of the sample,
 * number of its go).
 */
final class ForcedRespondent {
  private final RolloutEngine engine;
  private final Tokenizer tokenizer;
  private final BudgetForcing budget;
  private final Sampling thinking;
  private final Sampling answering;

  /** Ids with which no go begins that follows an {@code instead}. */
  private final Set<Integer> ends;

  /**
   * @param sampling of the answer; its limit is of thought and answer together
   * @throws IllegalArgumentException if nothing of the limit is left for the answer
   */
  ForcedRespondent(
      RolloutEngine engine, Tokenizer tokenizer, BudgetForcing budget, Sampling sampling) {
    int answerTokens = sampling.maxNewTokens() - budget.thinkingTokens();
    if (answerTokens < 1) {
      throw new IllegalArgumentException(
          "budget.thinkingTokens must be < sampling.maxNewTokens, was %d, which leaves nothing of %d for the answer"
              .formatted(budget.thinkingTokens(), sampling.maxNewTokens()));
    }
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.budget = budget;
    this.thinking =
        Room.limited(sampling, budget.thinkingTokens())
            .stoppingAt(sampling.stopIds(), List.of(budget.stop()));
    this.answering = Room.limited(sampling, answerTokens);
    this.ends = new HashSet<>(sampling.stopIds());
    this.ends.add(tokenizer.encodeContinuation(budget.stop()).get(0));
  }

  /** For each request a response to each of its seeds. */
  List<List<Completion>> respond(List<RolloutRequest> requests, GenerationListener listener) {
    TokenIds open = tokenizer.encodeContinuation(budget.open());
    List<List<Thought>> thoughts = new ArrayList<>();
    for (RolloutRequest request : requests) {
      TokenIds prompt = TokenIds.concat(request.prompt(), open);
      List<Thought> ofRequest = new ArrayList<>();
      for (long seed : request.seeds()) {
        ofRequest.add(new Thought(prompt, seed, budget, tokenizer, thinking.stopIds()));
      }
      thoughts.add(ofRequest);
    }
    GenerationListener onlyTokens = (tokens, finished, spared) -> listener.onStep(tokens, 0, 0);
    take(thoughts, generate(requests, open, onlyTokens));
    List<Thought> all = thoughts.stream().flatMap(List::stream).toList();
    for (List<Thought> going = going(all); !going.isEmpty(); going = going(going)) {
      List<Completion> next =
          generate(going.stream().map(each -> each.goOn(ends)).toList(), thinking, onlyTokens);
      for (int i = 0; i < next.size(); i++) {
        going.get(i).take(next.get(i));
      }
    }
    listener.onStep(0, 0, all.stream().mapToLong(Thought::spared).sum());
    List<Completion> answers =
        generate(all.stream().map(Thought::answer).toList(), answering, listener);
    for (int i = 0; i < answers.size(); i++) {
      all.get(i).answered(answers.get(i));
    }
    return thoughts.stream()
        .map(group -> group.stream().map(thought -> thought.response(open)).toList())
        .toList();
  }

  /** The first go, in which the samples of a request still share what was written. */
  private List<List<Completion>> generate(
      List<RolloutRequest> requests, TokenIds open, GenerationListener listener) {
    List<RolloutRequest> opened =
        requests.stream()
            .map(
                request ->
                    new RolloutRequest(TokenIds.concat(request.prompt(), open), request.seeds()))
            .toList();
    return engine.generate(opened, thinking, listener);
  }

  /** A response to each request of one seed. */
  private List<Completion> generate(
      List<RolloutRequest> requests, Sampling how, GenerationListener listener) {
    return engine.generate(requests, how, listener).stream()
        .map(samples -> samples.get(0))
        .toList();
  }

  private static void take(List<List<Thought>> thoughts, List<List<Completion>> responses) {
    for (int i = 0; i < thoughts.size(); i++) {
      for (int k = 0; k < thoughts.get(i).size(); k++) {
        thoughts.get(i).get(k).take(responses.get(i).get(k));
      }
    }
  }

  private static List<Thought> going(List<Thought> thoughts) {
    return thoughts.stream().filter(thought -> !thought.isOver()).toList();
  }

  /** Draws of the first go are those of the sample's own seed. */
  static long seedOf(long sample, int go) {
    return go == 0 ? sample : Seeds.mix(sample, go);
  }
}
