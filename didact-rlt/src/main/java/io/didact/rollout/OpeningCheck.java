package io.didact.rollout;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.engine.TokenScorer;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Looks whether the student of a reward finds the openings likely that explanations are wanted to
 * have. One that is next to impossible to it costs more in r_KL than a right explanation earns, and
 * reinforcement learning loses it to another.
 *
 * @param openings beginnings of thoughts
 * @param atLeast mean probability below which an opening is told of
 * @param temperature τ of the reward's log-probs
 */
public record OpeningCheck(
    StudentFormat format,
    TokenScorer student,
    List<String> openings,
    double atLeast,
    double temperature) {
  /** Problems that are looked at. */
  private static final int MOST = 64;

  public OpeningCheck {
    openings = List.copyOf(openings);
  }

  /** What is to be said of the openings before problems are trained on. */
  public List<String> remarks(List<Problem> problems) {
    int count = Math.min(MOST, problems.size());
    List<Problem> some =
        IntStream.range(0, count)
            .mapToObj(i -> problems.get((int) ((long) i * problems.size() / count)))
            .toList();
    return openings.stream().flatMap(opening -> remark(opening, some).stream()).toList();
  }

  private Optional<String> remark(String opening, List<Problem> problems) {
    double mean = mean(opening, problems);
    return mean >= atLeast
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the reward's student begins a thought with \"%s\" with probability %.2g (a mean"
                    + " over %d problems at temperature %s), below openingAtLeast, %s: explanations"
                    + " that begin so pay about %.1f nats for it, and training tends to lose them."
                    + " Teach the student such thoughts before",
                opening,
                mean,
                problems.size(),
                temperature,
                atLeast,
                -Math.log(mean)));
  }

  /** Mean over the problems of the probability of all of the opening's tokens. */
  double mean(String opening, List<Problem> problems) {
    TokenIds ids = format.think(opening);
    List<Scorer.Request> requests =
        problems.stream()
            .map(format::prompt)
            .map(
                prompt ->
                    new Scorer.Request(
                        TokenIds.concat(prompt, ids), TokenSpan.at(prompt.size(), ids.size())))
            .toList();
    return student.score(requests, temperature).stream()
        .map(spans -> spans.get(0))
        .mapToDouble(OpeningCheck::probability)
        .average()
        .orElseThrow();
  }

  private static double probability(TokenLogProbs opening) {
    return Math.exp(Arrays.stream(opening.values()).sum());
  }
}
