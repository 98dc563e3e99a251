package io.didact.recipe.engine;

import io.didact.engine.Sampling;
import io.didact.http.JsonClient;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** vLLM: {@code /v1/completions} with ids. */
final class Vllm implements Dialect {
  /** As much as the server takes away from a logit. */
  static final double BAN = -100;

  @Override
  public String path() {
    return "/v1/completions";
  }

  @Override
  public Map<String, Object> request(Ask ask) {
    Sampling sampling = ask.sampling();
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("model", ask.served());
    request.put("prompt", ask.prompt().toArray());
    request.put("max_tokens", ask.limit());
    request.put("n", 1);
    request.put("seed", ask.seed());
    request.put("temperature", sampling.temperature());
    request.put("top_p", sampling.topP());
    request.put("top_k", sampling.topK());
    request.put("min_p", sampling.minP());
    request.put("repetition_penalty", 1.0);
    request.put("presence_penalty", 0.0);
    request.put("frequency_penalty", 0.0);
    request.put("ignore_eos", true);
    request.put("stop_token_ids", sampling.stopIds().stream().sorted().toList());
    request.put("stop", sampling.stopStrings());
    request.put("skip_special_tokens", false);
    request.put("logprobs", 0);
    request.put("return_token_ids", true);
    request.put("cache_salt", ask.salt());
    request.put("stream", false);
    if (!ask.banned().isEmpty()) {
      request.put("logit_bias", bans(ask));
    }
    return request;
  }

  static Map<String, Double> bans(Ask ask) {
    return ask.banned().stream().sorted().collect(Collectors.toMap(String::valueOf, id -> BAN));
  }

  @Override
  public Written read(JsonNode answer, Ask ask, int vocabulary) throws IOException {
    JsonNode choice = Answer.require(answer.path("choices").path(0), "choices");
    String reason = choice.path("finish_reason").asString("");
    Answer.refuseAbort(reason);
    if (!choice.path("token_ids").isArray()) {
      throw new IOException(
          "it answers text and no token ids: vLLM does from 0.10.2 on, with return_token_ids; another server of the same API cannot be an engine");
    }
    TokenIds ids = Answer.ids(choice.path("token_ids"), vocabulary);
    JsonNode read = choice.path("prompt_token_ids");
    if (read.isArray()) {
      Answer.requirePrompt(ask.prompt(), Answer.ids(read, vocabulary));
    }
    return new Written(
        ids,
        Answer.logProbs(
            choice.path("logprobs").path("token_logprobs"), ids.size(), Function.identity()),
        reason.equals("length") ? Written.End.LIMIT : Written.End.ASKED);
  }

  @Override
  public Optional<Scores> scoring() {
    return Optional.of(new OfPrompts());
  }

  /** Its {@code prompt_logprobs}: a map by id at each place, and nothing at the first. */
  private static final class OfPrompts implements Scores {
    @Override
    public Map<String, Object> request(String served, String salt, TokenIds ids) {
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("model", served);
      request.put("prompt", ids.toArray());
      request.put("max_tokens", 1);
      request.put("n", 1);
      request.put("temperature", 1.0);
      request.put("prompt_logprobs", 0);
      request.put("return_token_ids", true);
      request.put("cache_salt", salt);
      request.put("stream", false);
      return request;
    }

    @Override
    public double[] read(JsonNode answer, TokenIds ids, int vocabulary) throws IOException {
      JsonNode choice = Answer.require(answer.path("choices").path(0), "choices");
      JsonNode read = choice.path("prompt_token_ids");
      if (read.isArray()) {
        Answer.requirePrompt(ids, Answer.ids(read, vocabulary));
      }
      return Answer.scores(
          choice.path("prompt_logprobs"),
          ids,
          (entry, id) -> entry.path(String.valueOf(id)).path("logprob"));
    }
  }

  @Override
  public int look(JsonClient client, String served) throws IOException, InterruptedException {
    JsonNode model = model(client, served);
    return model.path("max_model_len").asInt(0);
  }

  private static JsonNode model(JsonClient client, String served)
      throws IOException, InterruptedException {
    JsonNode models =
        client.get("/v1/models", answer -> Answer.require(answer.path("data"), "models"));
    for (JsonNode each : models) {
      if (each.path("id").asString("").equals(served)) {
        return each;
      }
    }
    String names =
        models
            .valueStream()
            .limit(8)
            .map(each -> each.path("id").asString("?"))
            .collect(Collectors.joining(", "));
    throw new IOException(
        "%s serves no model %s, but %s".formatted(client.server(), served, names));
  }

  @Override
  public void forget(JsonClient client, String adapter) throws InterruptedException {
    Dialect.unload(client, "/v1/unload_lora_adapter", adapter);
  }

  @Override
  public String handOver(
      JsonClient client, String served, Path weights, boolean adapter, long version)
      throws IOException, InterruptedException {
    if (adapter) {
      String name = served + "-didact-" + version;
      forget(client, name);
      client.post(
          "/v1/load_lora_adapter",
          Map.of("lora_name", name, "lora_path", weights.toString()),
          answer -> name);
      model(client, name);
      return name;
    }
    client.post(
        "/collective_rpc",
        Map.of("method", "reload_weights", "kwargs", Map.of("weights_path", weights.toString())),
        answer -> "");
    client.post("/reset_prefix_cache", Map.of(), answer -> "");
    return served;
  }
}
