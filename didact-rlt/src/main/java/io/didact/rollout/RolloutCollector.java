package io.didact.rollout;

import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Samples groups of completions.
 *
 * @param engine samples with the policy's current weights
 * @param prompt what the policy sees of a problem
 * @param rolloutsPerProblem G
 * @param seed every completion's randomness comes from (seed, step, problem's id, sample), so it is
 *     the same wherever in a batch the problem stands, and in whichever process
 */
public record RolloutCollector(
    RolloutEngine engine,
    Function<Problem, TokenIds> prompt,
    Sampling sampling,
    int rolloutsPerProblem,
    long seed) {

  /** The same with nobody who listens. */
  public List<RolloutGroup> collect(long step, List<Problem> problems) {
    return collect(step, problems, GenerationListener.NONE);
  }

  /**
   * One group a problem, in order.
   *
   * @param listener hears of tokens and of finished completions
   */
  public List<RolloutGroup> collect(
      long step, List<Problem> problems, GenerationListener listener) {
    List<RolloutRequest> requests = new ArrayList<>();
    Map<String, Integer> met = new HashMap<>();
    for (Problem problem : problems) {
      // A problem that comes again has further samples, not the same ones.
      long first = (met.merge(problem.id(), 1, Integer::sum) - 1L) * rolloutsPerProblem;
      long id = Seeds.of(problem.id());
      long[] seeds =
          LongStream.range(first, first + rolloutsPerProblem)
              .map(sample -> Seeds.mix(seed, step, id, sample))
              .toArray();
      requests.add(new RolloutRequest(prompt.apply(problem), seeds));
    }
    List<List<Rollout>> rollouts = sample(requests, listener);
    List<RolloutGroup> groups = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      groups.add(new RolloutGroup(problems.get(p), rollouts.get(p)));
    }
    return groups;
  }

  /**
   * The same groups with some of their completions sampled anew.
   *
   * @param which of them; the draws of a new one come from the seed of the one that it replaces and
   *     the attempt
   * @param attempt from 1
   * @param listener hears of tokens and of what is no longer finished, and then is
   */
  public List<RolloutGroup> again(
      List<RolloutGroup> groups,
      Predicate<Rollout> which,
      long attempt,
      GenerationListener listener) {
    List<RolloutRequest> requests = new ArrayList<>();
    for (RolloutGroup group : groups) {
      long[] seeds =
          group.rollouts().stream()
              .filter(which)
              .mapToLong(rollout -> Seeds.mix(rollout.seed(), attempt))
              .toArray();
      if (seeds.length > 0) {
        requests.add(new RolloutRequest(group.rollouts().get(0).prompt(), seeds));
      }
    }
    listener.onAgain(requests.stream().mapToInt(request -> request.seeds().length).sum());
    Iterator<Rollout> anew = sample(requests, listener).stream().flatMap(List::stream).iterator();
    return groups.stream()
        .map(
            group ->
                new RolloutGroup(
                    group.problem(),
                    group.rollouts().stream()
                        .map(rollout -> which.test(rollout) ? anew.next() : rollout)
                        .toList()))
        .toList();
  }

  /** What each request gives, in order. */
  private List<List<Rollout>> sample(List<RolloutRequest> requests, GenerationListener listener) {
    if (requests.isEmpty()) {
      return List.of();
    }
    boolean own = engine.promises().logProbs() == RolloutEngine.LogProbs.EXACT;
    List<List<Completion>> completions = engine.generate(requests, sampling, listener);
    List<List<Rollout>> all = new ArrayList<>();
    for (int r = 0; r < requests.size(); r++) {
      List<Rollout> rollouts = new ArrayList<>();
      for (int g = 0; g < requests.get(r).seeds().length; g++) {
        Completion completion = completions.get(r).get(g);
        rollouts.add(
            new Rollout(
                requests.get(r).prompt(),
                completion.ids(),
                own ? completion.logProbs() : new double[0],
                own ? new double[0] : completion.logProbs(),
                completion.finish(),
                requests.get(r).seeds()[g]));
      }
      all.add(rollouts);
    }
    return all;
  }
}
