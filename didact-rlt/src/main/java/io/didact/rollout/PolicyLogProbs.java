package io.didact.rollout;

import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The policy's own log-probs of what another program sampled, or older weights did: π_old, beside
 * the sampler's μ.
 *
 * @param temperature τ of sampling
 */
public record PolicyLogProbs(Scorer policy, double temperature) {
  /** The same groups, each completion as the policy reads it now. */
  public List<RolloutGroup> of(List<RolloutGroup> groups) {
    List<Scorer.Request> requests = new ArrayList<>();
    for (RolloutGroup group : groups) {
      group.rollouts().forEach(rollout -> requests.add(request(rollout)));
    }
    Iterator<List<TokenLogProbs>> scores = policy.score(requests, temperature).iterator();
    return groups.stream()
        .map(
            group ->
                new RolloutGroup(
                    group.problem(),
                    group.rollouts().stream()
                        .map(rollout -> rollout.with(scores.next().get(0).values()))
                        .toList()))
        .toList();
  }

  private static Scorer.Request request(Rollout rollout) {
    return new Scorer.Request(
        TokenIds.concat(rollout.prompt(), rollout.completion()),
        TokenSpan.at(rollout.prompt().size(), rollout.completion().size()));
  }
}
