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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
    List<List<Completion>> completions = engine.generate(requests, sampling, listener);
    List<RolloutGroup> groups = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      List<Rollout> rollouts = new ArrayList<>();
      for (int g = 0; g < rolloutsPerProblem; g++) {
        Completion completion = completions.get(p).get(g);
        rollouts.add(
            new Rollout(
                requests.get(p).prompt(),
                completion.ids(),
                completion.logProbs(),
                completion.finish(),
                requests.get(p).seeds()[g]));
      }
      groups.add(new RolloutGroup(problems.get(p), rollouts));
    }
    return groups;
  }
}
