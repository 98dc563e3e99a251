package io.didact.recipe.engine;

import io.didact.engine.Completion;
import io.didact.engine.Scorer;
import io.didact.http.Server;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * |Δ log p| between a server's log-probs and a model's own, in nats.
 *
 * @param tokens that were compared
 */
record Difference(double mean, double most, int tokens) {
  /**
   * @param completions of the prompt, each with log-probs
   * @param temperature of the model's own log-probs
   */
  static Difference of(
      List<Completion> completions, TokenIds prompt, Scorer scorer, double temperature) {
    double sum = 0;
    double most = 0;
    int tokens = 0;
    for (Completion each : completions) {
      double[] own = own(each, prompt, scorer, temperature);
      for (int k = 0; k < own.length; k++) {
        double difference = Math.abs(own[k] - each.logProbs()[k]);
        sum += difference;
        most = Math.max(most, difference);
        tokens++;
      }
    }
    return new Difference(sum / tokens, most, tokens);
  }

  /**
   * Tells of it.
   *
   * @param atMost the mean that is let pass
   * @throws IOException where it is more
   */
  void require(double atMost, Server server, Consumer<String> messages) throws IOException {
    String measured =
        String.format(
            Locale.ROOT,
            "log-probs of %d tokens differ from the model's own by %.2g nats in the mean, %.2g at most",
            tokens,
            mean,
            most);
    if (!(mean <= atMost)) {
      throw new IOException(
          "%s: %s, which is more than mostMismatch, %s: it serves another model, another precision, or weights of another step"
              .formatted(server, measured, atMost));
    }
    messages.accept(server + ": " + measured);
  }

  /** [ids] log-probs of a completion. */
  static double[] own(Completion completion, TokenIds prompt, Scorer scorer, double temperature) {
    Scorer.Request request =
        new Scorer.Request(
            TokenIds.concat(prompt, completion.ids()),
            TokenSpan.at(prompt.size(), completion.ids().size()));
    return scorer.score(List.of(request), temperature).get(0).get(0).values();
  }
}
