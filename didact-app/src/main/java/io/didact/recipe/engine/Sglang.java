package io.didact.recipe.engine;

import io.didact.engine.Sampling;
import io.didact.http.JsonClient;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** SGLang's own {@code /generate}. */
final class Sglang implements Dialect {
  private static final String ADAPTER = "didact-";

  @Override
  public String path() {
    return "/generate";
  }

  @Override
  public Map<String, Object> request(Ask ask) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("input_ids", ask.prompt().toArray());
    request.put("sampling_params", parameters(ask));
    request.put("return_logprob", true);
    request.put("logprob_start_len", -1);
    request.put("stream", false);
    if (ask.served().startsWith(ADAPTER)) {
      request.put("lora_path", ask.served());
    }
    return request;
  }

  private static Map<String, Object> parameters(Ask ask) {
    Sampling sampling = ask.sampling();
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("max_new_tokens", ask.limit());
    parameters.put("n", 1);
    parameters.put("sampling_seed", ask.seed() & Integer.MAX_VALUE);
    parameters.put("temperature", sampling.temperature());
    parameters.put("top_p", sampling.topP());
    parameters.put("top_k", sampling.topK() == 0 ? -1 : sampling.topK());
    parameters.put("min_p", sampling.minP());
    parameters.put("repetition_penalty", 1.0);
    parameters.put("presence_penalty", 0.0);
    parameters.put("frequency_penalty", 0.0);
    parameters.put("ignore_eos", true);
    parameters.put("stop_token_ids", sampling.stopIds().stream().sorted().toList());
    parameters.put("stop", sampling.stopStrings());
    parameters.put("skip_special_tokens", false);
    parameters.put("no_stop_trim", true);
    if (!ask.banned().isEmpty()) {
      parameters.put("logit_bias", Vllm.bans(ask));
    }
    return parameters;
  }

  /** An entry of its log-probs is {@code [log-prob, id, text]}. */
  @Override
  public Written read(JsonNode answer, Ask ask, int vocabulary) throws IOException {
    JsonNode about = Answer.require(answer.path("meta_info"), "meta_info");
    JsonNode finish = about.path("finish_reason");
    Answer.refuseAbort(finish.path("type").asString(""));
    if (!answer.path("output_ids").isArray()) {
      throw new IOException("it answers text and no output_ids: it is too old to be an engine");
    }
    TokenIds ids = Answer.ids(answer.path("output_ids"), vocabulary);
    Answer.requirePrompt(ask.prompt(), about.path("prompt_tokens"));
    JsonNode entries = about.path("output_token_logprobs");
    boolean aligned = entries.size() == ids.size();
    for (int i = 0; aligned && i < ids.size(); i++) {
      aligned = entries.get(i).path(1).asInt(-1) == ids.get(i);
    }
    return new Written(
        ids,
        aligned ? Answer.logProbs(entries, ids.size(), entry -> entry.path(0)) : new double[0],
        finish.path("type").asString("").equals("length") ? Written.End.LIMIT : Written.End.ASKED);
  }

  @Override
  public Optional<Scores> scoring() {
    return Optional.of(new OfInputs());
  }

  /**
   * Its {@code input_token_logprobs}: {@code [log-prob, id, text]}, at first without a log-prob.
   */
  private static final class OfInputs implements Scores {
    @Override
    public Map<String, Object> request(String served, String salt, TokenIds ids) {
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("input_ids", ids.toArray());
      request.put("sampling_params", Map.of("max_new_tokens", 0, "temperature", 1.0));
      request.put("return_logprob", true);
      request.put("logprob_start_len", 0);
      request.put("cache_salt", salt);
      request.put("stream", false);
      return request;
    }

    @Override
    public double[] read(JsonNode answer, TokenIds ids, int vocabulary) throws IOException {
      JsonNode about = Answer.require(answer.path("meta_info"), "meta_info");
      Answer.requirePrompt(ids, about.path("prompt_tokens"));
      return Answer.scores(
          about.path("input_token_logprobs"),
          ids,
          (entry, id) -> entry.path(1).asInt(-1) == id ? entry.path(0) : MissingNode.getInstance());
    }
  }

  @Override
  public int look(JsonClient client, String served) throws IOException, InterruptedException {
    return client.get(
        "/get_model_info",
        answer -> {
          String path = Answer.require(answer, "model_path").path("model_path").asString("");
          if (!path.equals(served)) {
            throw new IOException("%s serves %s, not %s".formatted(client.server(), path, served));
          }
          return 0;
        });
  }

  @Override
  public void forget(JsonClient client, String adapter) throws InterruptedException {
    Dialect.unload(client, "/unload_lora_adapter", adapter);
  }

  @Override
  public String handOver(
      JsonClient client, String served, Path weights, boolean adapter, long version)
      throws IOException, InterruptedException {
    if (adapter) {
      String name = ADAPTER + version;
      forget(client, name);
      requireDone(
          client, "/load_lora_adapter", Map.of("lora_name", name, "lora_path", weights.toString()));
      return name;
    }
    requireDone(
        client,
        "/update_weights_from_disk",
        Map.of(
            "model_path", weights.toString(),
            "flush_cache", true,
            "weight_version", String.valueOf(version)));
    return served;
  }

  private static void requireDone(JsonClient client, String path, Map<String, Object> request)
      throws IOException, InterruptedException {
    client.post(
        path,
        request,
        answer -> {
          if (!answer.path("success").asBoolean(false)) {
            throw new IOException(
                "%s did not take the weights: %s"
                    .formatted(
                        client.server(), answer.path("message").asString("it says not why")));
          }
          return "";
        });
  }
}
