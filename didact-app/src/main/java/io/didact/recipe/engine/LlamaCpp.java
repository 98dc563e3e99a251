package io.didact.recipe.engine;

import io.didact.engine.Sampling;
import io.didact.http.JsonClient;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;

/** llama.cpp's server: {@code /completion} with ids. */
final class LlamaCpp implements Dialect {
  /** The server takes it for a wish for any seed. */
  private static final long ANY_SEED = 0xFFFF_FFFFL;

  @Override
  public String path() {
    return "/completion";
  }

  /** At another temperature than 1 it tells what is asked only after its chain of samplers. */
  @Override
  public Map<String, Object> request(Ask ask) {
    Sampling sampling = ask.sampling();
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("prompt", ask.prompt().toArray());
    request.put("n_predict", ask.limit());
    request.put("seed", seed(ask.seed()));
    request.put("samplers", List.of("temperature", "top_k", "top_p", "min_p"));
    request.put("temperature", sampling.temperature());
    request.put("top_k", sampling.topK());
    request.put("top_p", sampling.topP());
    request.put("min_p", sampling.minP());
    request.put("repeat_penalty", 1.0);
    request.put("presence_penalty", 0.0);
    request.put("frequency_penalty", 0.0);
    request.put("ignore_eos", false);
    request.put("stop", sampling.stopStrings());
    request.put("n_probs", 1);
    request.put("post_sampling_probs", sampling.logProbTemperature() != 1);
    request.put("return_tokens", true);
    request.put("stream", false);
    if (!ask.banned().isEmpty()) {
      request.put(
          "logit_bias",
          ask.banned().stream().sorted().map(id -> List.<Object>of(id, false)).toList());
    }
    return request;
  }

  static long seed(long seed) {
    long folded = (seed ^ (seed >>> 32)) & 0xFFFF_FFFFL;
    return folded == ANY_SEED ? 0 : folded;
  }

  @Override
  public Written read(JsonNode answer, Ask ask, int vocabulary) throws IOException {
    if (!Answer.require(answer, "tokens").path("tokens").isArray()) {
      throw new IOException("it answers text and no tokens: it is too old to be an engine");
    }
    if (answer.path("truncated").asBoolean(false)) {
      throw new IOException("its context is full: start it with a larger --ctx-size");
    }
    TokenIds ids = Answer.ids(answer.path("tokens"), vocabulary);
    Answer.requirePrompt(ask.prompt(), answer.path("tokens_evaluated"));
    JsonNode entries = answer.path("completion_probabilities");
    boolean aligned = entries.size() == ids.size();
    for (int i = 0; aligned && i < ids.size(); i++) {
      aligned = entries.get(i).path("id").asInt(-1) == ids.get(i);
    }
    return new Written(
        ids,
        aligned ? Answer.logProbs(entries, ids.size(), LlamaCpp::logProb) : new double[0],
        switch (answer.path("stop_type").asString("")) {
          case "limit" -> Written.End.LIMIT;
          case "eos" -> Written.End.OF_MODEL;
          default -> Written.End.ASKED;
        });
  }

  private static JsonNode logProb(JsonNode entry) {
    JsonNode prob = entry.path("prob");
    return prob.isNumber()
        ? DoubleNode.valueOf(Math.log(prob.doubleValue()))
        : entry.path("logprob");
  }

  @Override
  public int look(JsonClient client, String served) throws IOException, InterruptedException {
    return client.get(
        "/props",
        answer ->
            Answer.require(answer, "properties")
                .path("default_generation_settings")
                .path("n_ctx")
                .asInt(0));
  }

  @Override
  public boolean tells(LogProbKind kind, Sampling sampling) {
    return kind != LogProbKind.NONE
        && (sampling.logProbTemperature() == 1 || !Ask.truncates(sampling));
  }

  @Override
  public String handOver(
      JsonClient client, String served, Path weights, boolean adapter, long version)
      throws IOException {
    throw new IOException(
        "llama.cpp's server takes no new weights while it runs: it is for traces and evaluation");
  }
}
