package io.didact.recipe.engine;

import io.didact.http.UnreadableException;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Reads what a server says, none of which is trusted. */
final class Answer {
  /** vLLM writes -9999 for less, llama.cpp the smallest float: not known, and no number. */
  private static final double LEAST = -9999;

  /** A log-prob may be rounded above 0. */
  private static final double ROUNDING = 1e-3;

  private Answer() {}

  /**
   * Ids that a model has.
   *
   * @throws IOException where something else is among them
   */
  static TokenIds ids(JsonNode array, int vocabulary) throws IOException {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = array.get(i);
      ids[i] = id.isInt() ? id.intValue() : -1;
      if (ids[i] < 0 || ids[i] >= vocabulary) {
        throw new IOException(
            "it answers %s as a token, and the model has ids from 0 to %d: it serves another model, or its tokenizer has tokens that the model was not made for"
                .formatted(brief(id), vocabulary - 1));
      }
    }
    return TokenIds.of(ids);
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /**
   * Log-probs; none where one is not known.
   *
   * @param entries of which each has one
   */
  static double[] logProbs(JsonNode entries, int tokens, Function<JsonNode, JsonNode> each)
      throws IOException {
    if (entries.size() != tokens) {
      return new double[0];
    }
    double[] logProbs = new double[tokens];
    for (int i = 0; i < tokens; i++) {
      OptionalDouble known = logProb(each.apply(entries.get(i)));
      if (known.isEmpty()) {
        return new double[0];
      }
      logProbs[i] = known.getAsDouble();
    }
    return logProbs;
  }

  /** A log-prob, where it is known. */
  private static OptionalDouble logProb(JsonNode value) throws IOException {
    double logProb = value.isNumber() ? value.doubleValue() : Double.NEGATIVE_INFINITY;
    if (logProb > ROUNDING || Double.isNaN(logProb)) {
      throw new IOException("it answers %s as a log-probability".formatted(brief(value)));
    }
    return logProb <= LEAST ? OptionalDouble.empty() : OptionalDouble.of(Math.min(0, logProb));
  }

  /** Finds the log-prob of an id in a server's entry for it. */
  interface Scored {
    JsonNode of(JsonNode entry, int id);
  }

  /**
   * Log-probs of given tokens, all of which must be known: a reward is made of them.
   *
   * @param entries one for each id; that of the first is not read
   * @return [ids − 1]
   * @throws IOException where one is missing, is another token's or is a floor's
   */
  static double[] scores(JsonNode entries, TokenIds ids, Scored scored) throws IOException {
    if (!entries.isArray()) {
      throw new IOException(
          "it answers without the log-probs of the prompt: vLLM gives them for prompt_logprobs, SGLang for logprob_start_len");
    }
    if (entries.size() != ids.size()) {
      throw new IOException(
          "it answers %d log-probs for a prompt of %d tokens"
              .formatted(entries.size(), ids.size()));
    }
    double[] scores = new double[ids.size() - 1];
    for (int i = 1; i < ids.size(); i++) {
      OptionalDouble known = logProb(scored.of(entries.get(i), ids.get(i)));
      if (known.isEmpty()) {
        throw new IOException(
            "it does not know how probable token %d of the prompt is, id %d, and answers %s"
                .formatted(i, ids.get(i), brief(entries.get(i))));
      }
      scores[i - 1] = known.getAsDouble();
    }
    return scores;
  }

  /**
   * @throws IOException where the server read another prompt
   */
  static void requirePrompt(TokenIds asked, TokenIds read) throws IOException {
    if (!asked.equals(read)) {
      throw new IOException(
          "it read other ids than it was sent: %s, not %s".formatted(brief(read), brief(asked)));
    }
  }

  /** The same, of a server that says only how many tokens it read. */
  static void requirePrompt(TokenIds asked, JsonNode count) throws IOException {
    if (count.isInt() && count.intValue() != asked.size()) {
      throw new IOException(
          "it read %d tokens of a prompt of %d: it adds some of its own, or cuts"
              .formatted(count.intValue(), asked.size()));
    }
  }

  private static String brief(TokenIds ids) {
    int[] some = Arrays.copyOf(ids.toArray(), Math.min(8, ids.size()));
    return Arrays.toString(some) + (ids.size() > 8 ? "…" : "");
  }

  /**
   * @throws UnreadableException where a node is missing, so that the server is asked again
   */
  static JsonNode require(JsonNode node, String what) throws UnreadableException {
    if (!node.isArray() && !node.isObject()) {
      throw new UnreadableException("what it replies has no " + what);
    }
    return node;
  }

  /**
   * @throws UnreadableException for a sample that the server gave up
   */
  static void refuseAbort(String reason) throws UnreadableException {
    if (reason.equals("abort")) {
      throw new UnreadableException("it gave the sample up");
    }
  }
}
