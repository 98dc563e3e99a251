package io.didact.eval.task;

import io.didact.data.Seeds;
import io.didact.engine.Completion;
import io.didact.engine.Generator;
import io.didact.engine.Sampling;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link BudgetForcing}: the model thinks in several goes, each of which reads again what was
 * written so far.
 *
 * <p>A go has one limit for all samples in it, and samples have different rests of their budgets.
 * So each sample goes on by the largest power of two within its rest, together with the others for
 * which that is the same: goes depend on the sample alone, and no budget is passed. Draws are those
 * of (seed of the sample, number of its go).
 */
public final class ForcedRespondent implements Respondent {
  private final Generator generator;
  private final Tokenizer tokenizer;
  private final BudgetForcing budget;
  private final Sampling sampling;
  private final int answerTokens;

  /**
   * @param sampling of the answer; its limit is of thought and answer together
   * @throws IllegalArgumentException if nothing of the limit is left for the answer
   */
  public ForcedRespondent(
      Generator generator, Tokenizer tokenizer, BudgetForcing budget, Sampling sampling) {
    this.generator = generator;
    this.tokenizer = tokenizer;
    this.budget = budget;
    this.sampling = sampling;
    this.answerTokens = sampling.maxNewTokens() - budget.thinkingTokens();
    if (answerTokens < 1) {
      throw new IllegalArgumentException(
          "budget.thinkingTokens must be < sampling.maxNewTokens, was %d, which leaves nothing of %d for the answer"
              .formatted(budget.thinkingTokens(), sampling.maxNewTokens()));
    }
  }

  @Override
  public List<List<Response>> respond(List<Generator.Request> requests) {
    TokenIds open = tokenizer.encodeContinuation(budget.open());
    List<List<Thought>> thoughts = new ArrayList<>();
    List<Generator.Request> opened = new ArrayList<>();
    for (Generator.Request request : requests) {
      TokenIds prompt = TokenIds.concat(request.prompt(), open);
      List<Thought> ofRequest = new ArrayList<>();
      for (long seed : request.seeds()) {
        ofRequest.add(new Thought(prompt, seed, budget, tokenizer, sampling.stopIds()));
      }
      thoughts.add(ofRequest);
      opened.add(new Generator.Request(prompt, request.seeds()));
    }
    List<Thought> all = thoughts.stream().flatMap(List::stream).toList();
    Sampling thinking = thinking(budget.thinkingTokens());
    take(all, generator.generate(opened, thinking).stream().flatMap(List::stream).toList());
    for (List<Thought> going = going(all); !going.isEmpty(); going = going(going)) {
      think(going);
    }
    answer(all);
    return thoughts.stream()
        .map(group -> group.stream().map(thought -> thought.response(open)).toList())
        .toList();
  }

  private static List<Thought> going(List<Thought> thoughts) {
    return thoughts.stream().filter(thought -> !thought.isOver()).toList();
  }

  private void think(List<Thought> going) {
    Map<Integer, List<Thought>> byLength = new TreeMap<>(Comparator.reverseOrder());
    for (Thought thought : going) {
      byLength
          .computeIfAbsent(Integer.highestOneBit(thought.rest()), key -> new ArrayList<>())
          .add(thought);
    }
    byLength.forEach((length, group) -> take(group, generate(group, thinking(length))));
  }

  private void answer(List<Thought> all) {
    all.forEach(Thought::close);
    Sampling answering = Room.limited(sampling, answerTokens);
    List<Completion> answers = generate(all, answering);
    for (int i = 0; i < answers.size(); i++) {
      all.get(i).answered(answers.get(i));
    }
  }

  private List<Completion> generate(Collection<Thought> group, Sampling how) {
    List<Generator.Request> requests = group.stream().map(Thought::request).toList();
    return generator.generate(requests, how).stream().map(samples -> samples.get(0)).toList();
  }

  private static void take(List<Thought> thoughts, List<Completion> completions) {
    for (int i = 0; i < completions.size(); i++) {
      thoughts.get(i).take(completions.get(i));
    }
  }

  private Sampling thinking(int tokens) {
    return Room.limited(sampling, tokens).stoppingAt(sampling.stopIds(), List.of(budget.stop()));
  }

  /** Draws of the first go are those of the sample's own seed. */
  static long seedOf(long sample, int go) {
    return go == 0 ? sample : Seeds.mix(sample, go);
  }
}
